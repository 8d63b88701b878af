"""How the coordinators' overview is read."""

from __future__ import annotations

import marshmallow as ma

from app.fields import Named
from app.match_requests.schemas import OfferSchema, RequestSchema


class PeerLoadSchema(ma.Schema):
    """How busy somebody is with others' questions."""

    person = ma.fields.Nested(Named, required=True)
    engagements = ma.fields.Integer(required=True)
    hours_taken = ma.fields.Float(required=True)
    hours_offered = ma.fields.Float(required=True, allow_none=True, metadata={"description": "null: not for you"})


class UnmetSchema(ma.Schema):
    """A topic, and how many requests about it found nobody."""

    topic = ma.fields.Nested(Named, required=True)
    requests = ma.fields.Integer(required=True)


class MetricsSchema(ma.Schema):
    """Counts by status, and medians in days."""

    requests = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    days_to_first_offer = ma.fields.Float(required=True, allow_none=True)
    days_to_acceptance = ma.fields.Float(required=True, allow_none=True)
    days_to_completion = ma.fields.Float(required=True, allow_none=True)


class OverviewSchema(ma.Schema):
    """What waits, who is how busy, what nobody could help with, how long it takes."""

    without_owner_count = ma.fields.Integer(required=True)
    without_owner = ma.fields.List(ma.fields.Nested(RequestSchema), required=True)
    waiting_offers = ma.fields.List(ma.fields.Nested(OfferSchema), required=True)
    load = ma.fields.List(ma.fields.Nested(PeerLoadSchema), required=True)
    unmet_topics = ma.fields.List(ma.fields.Nested(UnmetSchema), required=True)
    metrics = ma.fields.Nested(MetricsSchema, required=True)
