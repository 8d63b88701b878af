"""How the knowledge graph is shown."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.fields import Id

FORMATS = ("graphml", "json-ld")


class ExportArgs(ma.Schema):
    """What to export, and how."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    format = ma.fields.String(load_default="graphml", validate=validate.OneOf(FORMATS))
    institution_id = Id(metadata={"description": "only what is near this institution"})


class ThingSchema(ma.Schema):
    """A node of the graph: `id` is "<kind>:<item_id>"."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    item_id = Id(required=True)
    name = ma.fields.String(required=True)


class DrawnThingSchema(ThingSchema):
    """A node with the group that it is tied into most closely, and whether others are connected through it alone."""

    group = ma.fields.Integer(required=True)
    is_bridge = ma.fields.Boolean(required=True)


class TieSchema(ma.Schema):
    """A tie between two nodes, by their ids; `weight` has no unit."""

    source = ma.fields.String(required=True)
    target = ma.fields.String(required=True)
    weight = ma.fields.Float(required=True)


class NeighbourhoodSchema(ma.Schema):
    """The things and people around a person."""

    nodes = ma.fields.List(ma.fields.Nested(DrawnThingSchema), required=True)
    edges = ma.fields.List(ma.fields.Nested(TieSchema), required=True)


class LinkSchema(ma.Schema):
    """The next person of a chain, and what he is known through."""

    person = ma.fields.Nested(ThingSchema, required=True)
    through = ma.fields.List(ma.fields.Nested(ThingSchema), required=True)


class ChainSchema(ma.Schema):
    """People from oneself to the other, who comes last."""

    links = ma.fields.List(ma.fields.Nested(LinkSchema), required=True)


class IntroductionsSchema(ma.Schema):
    """The shortest chains; empty where there is none."""

    items = ma.fields.List(ma.fields.Nested(ChainSchema), required=True)
