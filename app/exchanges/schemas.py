"""How exchanges are written and read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.exchanges.states import EXCHANGE_STEPS
from app.exports import format_field
from app.fields import (
    Flag,
    Id,
    Named,
    Text,
    Whole,
    currency_field,
    language_field,
    month_field,
    name_field,
    one_of_field,
    page_of,
    text_field,
    time_zone_field,
)
from app.pagination import page_args
from app.vocabulary import (
    ACTIVITIES,
    BUDGET_CATEGORIES,
    EXCHANGE_ROLES,
    INSTRUMENTS,
    INTERMEDIATE_OUTCOMES,
    OUTCOMES,
    PAYERS,
)

LONGEST = timedelta(days=31)  # of one activity


class _Strict(ma.Schema):
    class Meta:
        unknown = ma.RAISE


def _list_of(schema: type[ma.Schema], most: int) -> ma.fields.List:
    return ma.fields.List(Whole(schema), validate=validate.Length(max=most))


class ActivityWriteSchema(_Strict):
    """Something on the agenda: a whole `day`, or `starts_at` and `ends_at`; with its id where it is there already."""

    id = Id()
    kind = one_of_field(ACTIVITIES, required=True)
    instrument = one_of_field(INSTRUMENTS, allow_none=True, load_default=None)
    title = name_field(200)
    agenda = text_field(2_000, load_default="")
    place = text_field(200, load_default="")
    is_online = Flag(load_default=False)
    day = ma.fields.Date(allow_none=True)
    starts_at = ma.fields.AwareDateTime(allow_none=True)
    ends_at = ma.fields.AwareDateTime(allow_none=True)

    @ma.validates_schema
    def _when(self, data: dict[str, Any], **_kwargs: Any) -> None:
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if (data.get("day") is None) == (starts is None) or (starts is None) != (ends is None):
            raise ma.ValidationError("Say the day, or from when to when.", "day")
        if starts is not None and not timedelta(0) < ends - starts <= LONGEST:
            raise ma.ValidationError(f"It ends after it begins, within {LONGEST.days} days.", "ends_at")


class BudgetLineSchema(_Strict):
    """What something costs, in whole units of the exchange's currency, and who pays it."""

    category = one_of_field(BUDGET_CATEGORIES, required=True)
    description = text_field(300, load_default="")
    amount = ma.fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**15))
    payer = one_of_field(PAYERS, required=True)


class OutcomeWriteSchema(_Strict):
    """An outcome that is wanted, and how it will be measured."""

    outcome = one_of_field(INTERMEDIATE_OUTCOMES, required=True)
    indicator = text_field(500, load_default="")
    baseline = text_field(200, load_default="")
    target = text_field(200, load_default="")


class MeasureSchema(_Strict):
    """What was measured of an outcome that was wanted, how far it was achieved, and when."""

    outcome = one_of_field(INTERMEDIATE_OUTCOMES, required=True)
    measured = Text(required=True, validate=validate.Length(1, 2_000))
    achieved = one_of_field(OUTCOMES, required=True)
    measured_on = ma.fields.Date(required=True)


class _ToFrameSchema(_Strict):
    title = name_field(300)
    sharing_institution_id = Id(allow_none=True)
    challenge_id = Id(allow_none=True)
    development_goal = text_field(5_000)
    institutional_challenge = text_field(5_000)
    change_objective = text_field(5_000)
    language = language_field(allow_none=True)


class ExchangeCreateSchema(_ToFrameSchema):
    """What an exchange begins with: who learns, and what for."""

    learning_institution_id = Id(required=True)


class ExchangePatchSchema(_ToFrameSchema):
    """What may be said of an exchange; which of it, the step decides. Lists are said as a whole."""

    outcomes = _list_of(OutcomeWriteSchema, len(INTERMEDIATE_OUTCOMES))
    month = month_field(allow_none=True)
    time_zone = time_zone_field()
    instrument = one_of_field(INSTRUMENTS, allow_none=True)
    justification = text_field(2_000)
    currency = currency_field()
    activities = _list_of(ActivityWriteSchema, 60)
    budget = _list_of(BudgetLineSchema, 60)
    measures = _list_of(MeasureSchema, len(INTERMEDIATE_OUTCOMES))
    report = text_field(10_000)


class ReasonSchema(_Strict):
    """Why it goes back or ends; the others read it."""

    reason = Text(required=True, validate=validate.Length(1, 2_000))


class ParticipantWriteSchema(_Strict):
    """A person of the directory, or so many people of an institution who are not named."""

    person_id = Id()
    institution_id = Id()
    number = ma.fields.Integer(strict=True, validate=validate.Range(1, 1_000))
    role = one_of_field(EXCHANGE_ROLES, required=True)

    @ma.validates_schema
    def _who(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if {"person_id", "institution_id", "number"} & data.keys() not in ({"person_id"}, {"institution_id", "number"}):
            raise ma.ValidationError("Say a person, or an institution and a number.", "person_id")


class ParticipantSchema(ma.Schema):
    """Who takes part; `person` is null for people who are not named."""

    id = Id(required=True)
    person = ma.fields.Nested(Named, required=True, allow_none=True)
    institution = ma.fields.Nested(Named, required=True)
    role = ma.fields.String(required=True)
    number = ma.fields.Integer(required=True)


class ActivitySchema(ma.Schema):
    """Something on the agenda."""

    id = Id(required=True)
    kind = ma.fields.String(required=True)
    instrument = ma.fields.String(required=True, allow_none=True)
    title = ma.fields.String(required=True)
    agenda = ma.fields.String(required=True)
    place = ma.fields.String(required=True)
    is_online = ma.fields.Boolean(required=True)
    day = ma.fields.Date(required=True, allow_none=True)
    starts_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    ends_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class OutcomeSchema(ma.Schema):
    """An outcome that is wanted, and what came of it."""

    outcome = ma.fields.String(required=True)
    indicator = ma.fields.String(required=True)
    baseline = ma.fields.String(required=True)
    target = ma.fields.String(required=True)
    measured = ma.fields.String(required=True)
    achieved = ma.fields.String(required=True, allow_none=True)
    measured_on = ma.fields.Date(required=True, allow_none=True)


class ShareSchema(ma.Schema):
    """What one of them pays in all."""

    payer = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)


class ExchangeRowSchema(ma.Schema):
    """An exchange in a list."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    step = one_of_field(EXCHANGE_STEPS, required=True)
    learning_institution = ma.fields.Nested(Named, required=True)
    sharing_institution = ma.fields.Nested(Named, required=True, allow_none=True)
    instrument = ma.fields.String(required=True, allow_none=True)
    month = ma.fields.String(required=True, allow_none=True)
    starts_on = ma.fields.Date(required=True, allow_none=True)
    ends_on = ma.fields.Date(required=True, allow_none=True)
    people = ma.fields.Integer(required=True)
    currency = ma.fields.String(required=True)
    budget_total = ma.fields.Integer(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class ExchangeSchema(ExchangeRowSchema):
    """An exchange, whole. `next_step` is where it goes from here, `missing` what has to be said before, by field."""

    challenge = ma.fields.Nested(Named, required=True, allow_none=True)
    development_goal = ma.fields.String(required=True)
    institutional_challenge = ma.fields.String(required=True)
    change_objective = ma.fields.String(required=True)
    language = ma.fields.String(required=True, allow_none=True)
    time_zone = ma.fields.String(required=True)
    justification = ma.fields.String(required=True)
    report = ma.fields.String(required=True)
    back_reason = ma.fields.String(required=True)
    cancel_reason = ma.fields.String(required=True)
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    participants = ma.fields.List(ma.fields.Nested(ParticipantSchema), required=True)
    activities = ma.fields.List(ma.fields.Nested(ActivitySchema), required=True)
    budget = ma.fields.List(ma.fields.Nested(BudgetLineSchema), required=True)
    budget_by_payer = ma.fields.List(ma.fields.Nested(ShareSchema), required=True)
    outcomes = ma.fields.List(ma.fields.Nested(OutcomeSchema), required=True)
    next_step = ma.fields.String(required=True, allow_none=True)
    missing = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.List(ma.fields.String()), required=True)


ExchangePage = page_of(ExchangeRowSchema)
ExchangeArgs = page_args(
    ("-updated", "updated", "name", "-name"),
    step=one_of_field(EXCHANGE_STEPS),
    instrument=one_of_field(INSTRUMENTS),
    month=month_field(),
    institution_id=Id(),
    learning_institution_id=Id(),
    sharing_institution_id=Id(),
    person_id=Id(),
    q=text_field(200),
    format=format_field(),
)
