"""How the risk of an institution is shown."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.fields import Id, Named
from app.knowledge_risk.schemas import purpose_field


class WhatIfSchema(ma.Schema):
    """Who might leave, all of one institution."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    institution_id = Id(required=True)
    people = ma.fields.List(Id(), required=True, validate=validate.Length(1, 200))
    purpose = purpose_field()


class AtStakeSchema(ma.Schema):
    """A topic of a post: `open` is 1 where nothing covers it, 0.5 with a validated lesson, 0 with a successor."""

    id = Id(required=True)
    name = ma.fields.String(required=True)
    open = ma.fields.Float(required=True)
    lessons = ma.fields.List(Id(), required=True)
    successors = ma.fields.List(Id(), required=True)


class RiskSchema(ma.Schema):
    """Attrition x factor is the total; the residual is what is left of it once knowledge is kept."""

    attrition = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    band = ma.fields.String(required=True)
    residual = ma.fields.Integer(required=True)
    residual_band = ma.fields.String(required=True)
    actions = ma.fields.List(ma.fields.String(), required=True)
    topics = ma.fields.List(ma.fields.Nested(AtStakeSchema), required=True)


class ScoredSchema(ma.Schema):
    """A post with its risk; null where nobody has rated it."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)
    holder = ma.fields.Nested(Named, required=True, allow_none=True)
    leaves_on = ma.fields.Date(required=True, allow_none=True)
    factor = ma.fields.Integer(required=True, allow_none=True)
    evidence = ma.fields.String(required=True)
    rated_by = ma.fields.Nested(Named, required=True, allow_none=True)
    rated_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    risk = ma.fields.Nested(RiskSchema, required=True, allow_none=True)


class BandCountSchema(ma.Schema):
    """How many posts a band has."""

    band = ma.fields.String(required=True)
    positions = ma.fields.Integer(required=True)


class NearSchema(ma.Schema):
    """How many people are competent, by where they work."""

    institution = ma.fields.Integer(required=True)
    country = ma.fields.Integer(required=True)
    abroad = ma.fields.Integer(required=True)


class FewestSchema(ma.Schema):
    """The fewest departures that lose more than half of the area; how it was found and how few it could be."""

    people = ma.fields.Integer(required=True)
    at_least = ma.fields.Integer(required=True)
    is_fewest = ma.fields.Boolean(required=True)
    method = ma.fields.String(required=True)


class AreaSchema(ma.Schema):
    """A topic: who is competent, how many validated lessons there are, how few departures lose it."""

    id = Id(required=True)
    name = ma.fields.String(required=True)
    competent = ma.fields.Nested(NearSchema, required=True)
    lessons = ma.fields.Integer(required=True)
    fewest = ma.fields.Nested(FewestSchema, required=True)


class HurtPartSchema(ma.Schema):
    """One part of how much a departure would hurt."""

    name = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True)
    weight = ma.fields.Float(required=True)
    value = ma.fields.Float(required=True)


class HurtSchema(ma.Schema):
    """Somebody whose leaving would hurt; the parts add up to the total."""

    person = ma.fields.Nested(Named, required=True)
    total = ma.fields.Float(required=True)
    parts = ma.fields.List(ma.fields.Nested(HurtPartSchema), required=True)


class FactorSchema(ma.Schema):
    """What a position factor means."""

    factor = ma.fields.Integer(required=True)
    means = ma.fields.String(required=True)


class ReportSchema(ma.Schema):
    """The knowledge-loss risk of an institution."""

    institution = ma.fields.Nested(Named, required=True)
    bands = ma.fields.List(ma.fields.Nested(BandCountSchema), required=True)
    not_rated = ma.fields.Integer(required=True)
    positions = ma.fields.List(ma.fields.Nested(ScoredSchema), required=True)
    areas = ma.fields.List(ma.fields.Nested(AreaSchema), required=True)
    departures = ma.fields.List(ma.fields.Nested(HurtSchema), required=True)
    source = ma.fields.String(required=True)
    factors = ma.fields.List(ma.fields.Nested(FactorSchema), required=True)


class LostSchema(ma.Schema):
    """Things of a kind."""

    kind = ma.fields.String(required=True)
    items = ma.fields.List(ma.fields.Nested(Named), required=True)


class CoverageSchema(ma.Schema):
    """Of how many things somebody so near knows at least so much, before and after."""

    level = ma.fields.String(required=True)
    proximity = ma.fields.String(required=True)
    before = ma.fields.Integer(required=True)
    after = ma.fields.Integer(required=True)


class WhatIfAnswerSchema(ma.Schema):
    """What is different once these people have left; `people` leaves out who holds nothing here."""

    people = ma.fields.List(ma.fields.Nested(Named), required=True)
    no_holder = ma.fields.List(ma.fields.Nested(LostSchema), required=True)
    one_holder = ma.fields.List(ma.fields.Nested(LostSchema), required=True)
    people_cut_off = ma.fields.List(ma.fields.Nested(Named), required=True)
    things_cut_off = ma.fields.List(ma.fields.Nested(Named), required=True)
    coverage = ma.fields.List(ma.fields.Nested(CoverageSchema), required=True)


class HeatSchema(ma.Schema):
    """A cell: an area in a unit, its posts and the highest residual risk among them."""

    area = ma.fields.Nested(Named, required=True)
    unit = ma.fields.String(required=True)
    positions = ma.fields.Integer(required=True)
    residual = ma.fields.Integer(required=True, allow_none=True)
    band = ma.fields.String(required=True, allow_none=True)


class HeatMapSchema(ma.Schema):
    """All cells that have posts."""

    items = ma.fields.List(ma.fields.Nested(HeatSchema), required=True)


class CountSchema(ma.Schema):
    """A cell large enough to be shown; counts are rounded to 5, so 0 says about none."""

    area = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)
    people = ma.fields.Integer(required=True)
    at_risk = ma.fields.Integer(required=True)


class AggregatesSchema(ma.Schema):
    """The counts of a quarter that may be shown to others."""

    institution = ma.fields.Nested(Named, required=True)
    quarter = ma.fields.String(required=True)
    min_cell = ma.fields.Integer(required=True)
    cells = ma.fields.List(ma.fields.Nested(CountSchema), required=True)
