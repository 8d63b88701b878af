"""How rounds, needs and offers are written and read."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.fields import (
    Flag,
    Id,
    Named,
    Whole,
    currency_field,
    ids_field,
    language_field,
    month_field,
    name_field,
    one_of_field,
    page_of,
    text_field,
)
from app.pagination import page_args
from app.rounds.states import ROUND_STATES

MOST_MONEY = 1_000_000_000
MOST_NAMED = 20


def _whole(most: int, least: int = 0, **kwargs: Any) -> ma.fields.Integer:
    return ma.fields.Integer(strict=True, validate=validate.Range(least, most), **kwargs)


def _hours(**kwargs: Any) -> ma.fields.Float:
    return ma.fields.Float(validate=validate.Range(0.25, 160), **kwargs)


class RoundWriteSchema(ma.Schema):
    """What may be said of a round; null where there is no such limit. Money is in whole units of the currency."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    title = name_field()
    description = text_field(5_000)
    first_month = month_field(required=True)
    last_month = month_field(required=True)
    entries_until = ma.fields.Date(allow_none=True)
    currency = currency_field()
    budget = _whole(MOST_MONEY, allow_none=True)
    least_fit = ma.fields.Float(validate=validate.Range(0, 1))
    least_hours_in_common = ma.fields.Float(validate=validate.Range(0, 168))
    interpretation_cost = _whole(MOST_MONEY, allow_none=True)
    most_given = _whole(1_000, allow_none=True)
    most_taken = _whole(1_000, allow_none=True)
    least_taken = _whole(1_000)
    is_pair_once = Flag()
    is_circular = Flag()
    avoids_met_before = Flag()


class RoundSchema(ma.Schema):
    """A round of exchanges that are planned all at once, and its rules."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    description = ma.fields.String(required=True)
    status = ma.fields.String(required=True)
    opened_by = ma.fields.Nested(Named, required=True, allow_none=True)
    first_month = ma.fields.String(required=True)
    last_month = ma.fields.String(required=True)
    entries_until = ma.fields.Date(required=True, allow_none=True)
    currency = ma.fields.String(required=True)
    budget = ma.fields.Integer(required=True, allow_none=True)
    least_fit = ma.fields.Float(required=True)
    least_hours_in_common = ma.fields.Float(required=True)
    interpretation_cost = ma.fields.Integer(required=True, allow_none=True)
    most_given = ma.fields.Integer(required=True, allow_none=True)
    most_taken = ma.fields.Integer(required=True, allow_none=True)
    least_taken = ma.fields.Integer(required=True)
    is_pair_once = ma.fields.Boolean(required=True)
    is_circular = ma.fields.Boolean(required=True)
    avoids_met_before = ma.fields.Boolean(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class _EntryWriteSchema(ma.Schema):
    class Meta:
        unknown = ma.RAISE

    hours_per_month = _hours()
    months = ma.fields.List(month_field(), validate=validate.Length(max=36))


class RoundNeedPatchSchema(_EntryWriteSchema):
    """What may be said of a need; no languages means any, no months all of the round's."""

    challenge_id = Id(required=True)
    contact_id = Id(required=True)
    languages = ma.fields.List(language_field(), validate=validate.Length(max=20))
    visitors = _whole(1_000)


class RoundNeedWriteSchema(RoundNeedPatchSchema):
    """A new need of an institution."""

    institution_id = Id(required=True)


class RoundNeedSchema(ma.Schema):
    """What an institution seeks, and who would learn."""

    id = Id(required=True)
    institution = ma.fields.Nested(Named, required=True)
    challenge = ma.fields.Nested(Named, required=True, allow_none=True)
    contact = ma.fields.Nested(Named, required=True, allow_none=True)
    hours_per_month = ma.fields.Float(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    months = ma.fields.List(ma.fields.String(), required=True)
    visitors = ma.fields.Integer(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class RoundExpertWriteSchema(ma.Schema):
    """Somebody who would help, for so many hours a month."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    person_id = Id(required=True)
    hours_per_month = _hours(required=True)


class RoundOfferPatchSchema(_EntryWriteSchema):
    """What may be said of an offer; `cost` is that of one exchange, `hours_per_month` of all of them together."""

    title = name_field()
    description = text_field(5_000)
    topic_ids = ids_field()
    at_most = _whole(1_000, 1)
    cost = _whole(MOST_MONEY)
    experts = ma.fields.List(Whole(RoundExpertWriteSchema), validate=validate.Length(max=MOST_NAMED))


class RoundOfferWriteSchema(RoundOfferPatchSchema):
    """A new offer of an institution."""

    institution_id = Id(required=True)


class RoundExpertSchema(ma.Schema):
    """Somebody who would help."""

    person = ma.fields.Nested(Named, required=True)
    hours_per_month = ma.fields.Float(required=True)


class RoundOfferSchema(ma.Schema):
    """What an institution is ready to share."""

    id = Id(required=True)
    institution = ma.fields.Nested(Named, required=True)
    title = ma.fields.String(required=True)
    description = ma.fields.String(required=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    experts = ma.fields.List(ma.fields.Nested(RoundExpertSchema), required=True)
    hours_per_month = ma.fields.Float(required=True)
    at_most = ma.fields.Integer(required=True)
    months = ma.fields.List(ma.fields.String(), required=True)
    cost = ma.fields.Integer(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


RoundPage, NeedPage, OfferPage = page_of(RoundSchema), page_of(RoundNeedSchema), page_of(RoundOfferSchema)
RoundArgs = page_args(("-created", "title"), status=one_of_field(ROUND_STATES))
EntryArgs = page_args(
    ("created",),
    institution_id=Id(),
    format=ma.fields.String(
        load_default="json",
        validate=validate.OneOf(("json", "csv", "xlsx")),
        metadata={"description": "`csv` or `xlsx`: all of it in one file, which can be imported again"},
    ),
)


class ImportArgs(ma.Schema):
    """What the rows of the file are."""

    kind = one_of_field(("needs", "offers"), required=True)


class TakenSchema(ma.Schema):
    """How many entries the file began, and how many it altered."""

    created = ma.fields.Integer(required=True)
    updated = ma.fields.Integer(required=True)
