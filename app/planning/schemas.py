"""How plans and pins are written and read."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.fields import Id, Named, one_of_field, page_of, text_field
from app.pagination import page_args
from app.rounds.models import PIN_KINDS
from matching.planning.types import Limit


def _named(**kwargs: Any) -> ma.fields.Nested:
    return ma.fields.Nested(Named, required=True, **kwargs)


def _figure(is_whole: bool = False) -> ma.fields.Field:
    kind = ma.fields.Integer if is_whole else ma.fields.Float
    return kind(required=True, allow_none=True, metadata={"description": "null: not for you before it is confirmed"})


class RoundPlanSummarySchema(ma.Schema):
    """A plan by its figures: needs served, their worst and total fit, how good no plan can be, the gap, the cost."""

    number = ma.fields.Integer(required=True)
    is_newest = ma.fields.Boolean(required=True)
    made_at = ma.fields.AwareDateTime(required=True)
    made_by = _named(allow_none=True)
    confirmed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    solver = ma.fields.String(required=True)
    served = _figure(is_whole=True)
    worst = _figure()
    total = _figure()
    bound = _figure()
    gap = _figure()
    cost = _figure(is_whole=True)
    currency = ma.fields.String(required=True)


class PlanTermSchema(ma.Schema):
    """A word of the challenge found in a piece of evidence, and what it added."""

    term = ma.fields.String(required=True)
    weight = ma.fields.Float(required=True)


class PlanEvidenceSchema(ma.Schema):
    """A piece of evidence that all may see; its words add up to its score."""

    kind = ma.fields.String(required=True)
    id = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    score = ma.fields.Float(required=True)
    terms = ma.fields.List(ma.fields.Nested(PlanTermSchema), required=True)


class _PairedSchema(ma.Schema):
    fit = ma.fields.Float(required=True)
    cost = ma.fields.Integer(required=True)
    month = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    is_interpreted = ma.fields.Boolean(required=True)


class PlanAlternateSchema(_PairedSchema):
    """Another expert for the same need, who is free beside the plan."""

    person = _named()
    offer = _named()
    hours_in_common = ma.fields.Float(required=True, allow_none=True)
    evidence = ma.fields.List(ma.fields.Nested(PlanEvidenceSchema), required=True)


class PlacementSchema(_PairedSchema):
    """An exchange of the plan; null stands for what was withdrawn or is not available any more."""

    need = _named(allow_none=True)
    learning_institution = _named()
    offer = _named(allow_none=True)
    sharing_institution = _named()
    expert = _named(allow_none=True)
    hours_in_common = ma.fields.Float(required=True, allow_none=True)
    is_pinned = ma.fields.Boolean(required=True)
    evidence = ma.fields.List(ma.fields.Nested(PlanEvidenceSchema), required=True)
    alternates = ma.fields.List(ma.fields.Nested(PlanAlternateSchema), required=True)
    request_id = Id(required=True, allow_none=True)
    exchange_id = Id(required=True, allow_none=True)


class RelaxingSchema(ma.Schema):
    """A constraint that keeps a need out: what it is of, by how much to relax it (null: there or not), in words."""

    limit = one_of_field(tuple(Limit), required=True)
    of = ma.fields.List(ma.fields.Nested(Named), required=True)
    amount = ma.fields.Float(required=True, allow_none=True)
    sentence = ma.fields.String(required=True)


class UnplacedSchema(ma.Schema):
    """A need without a place: the fewest constraints to relax, all together, so that it gets one."""

    need = _named()
    institution = _named()
    has_candidates = ma.fields.Boolean(required=True)
    is_proven = ma.fields.Boolean(required=True)
    blocked_by = ma.fields.List(ma.fields.Nested(RelaxingSchema), required=True)
    why = ma.fields.String(required=True)


class RoundPlanSchema(RoundPlanSummarySchema):
    """A plan: who is placed with whom and why, and what keeps the others out."""

    placements = ma.fields.List(ma.fields.Nested(PlacementSchema), required=True)
    unplaced = ma.fields.List(ma.fields.Nested(UnplacedSchema), required=True)
    circles = ma.fields.List(ma.fields.List(ma.fields.Nested(Named)), required=True)


class PlannedSideSchema(_PairedSchema):
    """How a need is planned in one of two plans."""

    expert = _named(allow_none=True)
    sharing_institution = _named()
    is_pinned = ma.fields.Boolean(required=True)


class PlanDifferenceSchema(ma.Schema):
    """A need that two plans do not plan alike."""

    kind = one_of_field(("placed", "unplaced", "moved", "changed"), required=True)
    need = _named()
    institution = _named()
    before = ma.fields.Nested(PlannedSideSchema, required=True, allow_none=True)
    after = ma.fields.Nested(PlannedSideSchema, required=True, allow_none=True)


class PlanDifferencesSchema(ma.Schema):
    """What a plan changes against an earlier one."""

    before = ma.fields.Nested(RoundPlanSummarySchema, required=True)
    after = ma.fields.Nested(RoundPlanSummarySchema, required=True)
    items = ma.fields.List(ma.fields.Nested(PlanDifferenceSchema), required=True)


class PlanWorthSchema(ma.Schema):
    """How many needs are served, the worst and the total fit."""

    served = ma.fields.Integer(required=True)
    worst = ma.fields.Float(required=True)
    total = ma.fields.Float(required=True)


class PlanPriceSchema(ma.Schema):
    """What forbidding an exchange would cost: the best plan with it and without it, and who would lose a place."""

    need = _named()
    expert = _named(allow_none=True)
    with_it = ma.fields.Nested(PlanWorthSchema, required=True)
    without = ma.fields.Nested(PlanWorthSchema, required=True)
    lose_their_place = ma.fields.List(ma.fields.Nested(Named), required=True)


class PinWriteSchema(ma.Schema):
    """Whether every plan must have the two together, or must not, and why."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    kind = one_of_field(PIN_KINDS, required=True)
    reason = text_field(1_000)


class PinSchema(ma.Schema):
    """A pin, or what is forbidden."""

    need = _named()
    person = _named()
    kind = ma.fields.String(required=True)
    reason = ma.fields.String(required=True)


class PinsSchema(ma.Schema):
    """All pins of a round."""

    items = ma.fields.List(ma.fields.Nested(PinSchema), required=True)


class DifferencesArgs(ma.Schema):
    """Against which plan to compare."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    earlier = ma.fields.Integer(
        required=True, data_key="from", validate=ma.validate.Range(1, 1_000_000), metadata={"name": "from"}
    )


PlanPage = page_of(RoundPlanSummarySchema)
PlanArgs = page_args(("-number",))
