"""How unmet demand is asked for and shown."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.fields import Id, Named, country_field

MOST_OPTIONS = 20


class UnmetDemandArgs(ma.Schema):
    """Whose challenges, about what, and how many options to choose."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    country = country_field()
    topic = Id(data_key="topic", attribute="topic_id", metadata={"description": "this topic and all narrower ones"})
    limit = ma.fields.Integer(
        load_default=5, validate=validate.Range(1, MOST_OPTIONS), metadata={"description": f"1-{MOST_OPTIONS}"}
    )


class DemandSchema(ma.Schema):
    """An open challenge that nobody helps with."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    institution = ma.fields.Nested(Named, required=True)
    url = ma.fields.Function(
        lambda challenge: f"/api/v1/challenges/{challenge.id}", required=True, metadata={"type": "string"}
    )


class OptionSchema(ma.Schema):
    """Something that could be done, why, and the challenges that nothing before it in the list covers."""

    kind = ma.fields.String(required=True, validate=validate.OneOf(("exchange", "community", "hire")))
    institution = ma.fields.Nested(Named, required=True, allow_none=True)
    topic = ma.fields.Nested(Named, required=True, allow_none=True)
    country = ma.fields.String(required=True, allow_none=True)
    why = ma.fields.String(required=True)
    challenges = ma.fields.List(ma.fields.Nested(DemandSchema), required=True)


class UncoveredSchema(ma.Schema):
    """A topic that nobody you may see knows about, and how many of these challenges are about it."""

    topic = ma.fields.Nested(Named, required=True)
    challenges = ma.fields.Integer(required=True)


class UnmetDemandSchema(ma.Schema):
    """The options chosen, how much they cover, and how much no choice of as many covers more than."""

    items = ma.fields.List(ma.fields.Nested(OptionSchema), required=True)
    unmet = ma.fields.Integer(required=True, metadata={"description": "open challenges that nobody helps with"})
    covered = ma.fields.Integer(required=True)
    guarantee = ma.fields.Float(required=True, metadata={"description": "share of the best reached at least, always"})
    bound = ma.fields.Integer(required=True, metadata={"description": "what no choice of as many options exceeds"})
    proven = ma.fields.Float(required=True, metadata={"description": "covered / bound: 1 where no choice is better"})
    uncovered_topics = ma.fields.List(ma.fields.Nested(UncoveredSchema), required=True)
