"""How requests and offers are written and read."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.fields import (
    Flag,
    Id,
    Named,
    ids_field,
    language_field,
    one_of_field,
    page_of,
    ring_field,
    text_field,
)
from app.match_requests.offer_states import OFFER_STATES
from app.match_requests.request_states import REQUEST_STATES
from app.pagination import page_args
from app.viewer import current_viewer


def hours_field(**kwargs: Any) -> ma.fields.Float:
    """Hours a month."""
    return ma.fields.Float(validate=validate.Range(0.5, 160), metadata={"description": "hours a month"}, **kwargs)


class RequestWriteSchema(ma.Schema):
    """What may be said of a request."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    title = text_field(200)
    text = text_field(20_000, load_default="")
    challenge_id = Id(allow_none=True)
    language = language_field(allow_none=True)
    languages = ma.fields.List(language_field(), validate=validate.Length(max=20))
    topic_ids = ids_field()
    ring = ring_field()
    hours_per_month = hours_field()
    is_outside_own_unit = Flag(metadata={"description": "nobody of my own reporting line"})


class RequestCreateSchema(RequestWriteSchema):
    """A new request; a draft suggests nobody yet."""

    is_draft = Flag()


class SuggestedSchema(ma.Schema):
    """A peer who was suggested; the peer search says why, as it is now."""

    person = ma.fields.Nested(Named, required=True)
    ring = ma.fields.String(required=True)
    score = ma.fields.Float(required=True)


class RequestSchema(ma.Schema):
    """What a seeker asks for, and how far it is."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    seeker = ma.fields.Nested(Named, required=True)
    institution = ma.fields.Nested(Named, required=True)
    owner = ma.fields.Nested(Named, required=True, allow_none=True)
    challenge_id = Id(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    ring = ma.fields.String(required=True)
    hours_per_month = ma.fields.Float(required=True)
    is_outside_own_unit = ma.fields.Boolean(required=True)
    status = one_of_field(REQUEST_STATES, required=True)
    opened_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    ends_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class AskedSchema(ma.Schema):
    """A peer who was invited, and what became of it."""

    id = Id(required=True)
    peer = ma.fields.Nested(Named, required=True)
    status = one_of_field(OFFER_STATES, required=True)
    engagement_id = Id(required=True, allow_none=True)


class RequestWithPeersSchema(RequestSchema):
    """A request with its peers: whom to invite, in that order, and who was."""

    suggestions = ma.fields.Method("_suggestions", required=True)
    offers = ma.fields.List(ma.fields.Nested(AskedSchema), required=True)

    def _suggestions(self, request: Any) -> list[dict[str, Any]]:
        """What was found with the seeker's eyes is for those who see as much: his colleagues."""
        is_colleague = current_viewer().institution_id == request.institution_id
        return SuggestedSchema(many=True).dump(request.suggestions) if is_colleague else []


class AskingSchema(ma.Schema):
    """What an invited peer is told of a request."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    seeker = ma.fields.Nested(Named, required=True)
    hours_per_month = ma.fields.Float(required=True)


class OfferSchema(AskedSchema):
    """An invitation of one peer."""

    request = ma.fields.Nested(AskingSchema, required=True)
    message = ma.fields.String(required=True)
    reason = ma.fields.String(required=True)
    offered_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    answered_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class InviteSchema(ma.Schema):
    """Whom to invite."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    peer_id = Id(required=True)
    message = text_field(5_000)


class AssignSchema(ma.Schema):
    """Whom a coordinator names."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    peer_id = Id(required=True)


class DeclineSchema(ma.Schema):
    """Why not; nobody has to say."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    reason = text_field(2_000, load_default="")


class BlockWriteSchema(ma.Schema):
    """Whom one does not want to be paired with."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    person_id = Id(required=True)


class BlockSchema(ma.Schema):
    """Somebody one is not paired with."""

    person = ma.fields.Nested(Named, required=True, attribute="other")
    created_at = ma.fields.AwareDateTime(required=True)


class BlocksSchema(ma.Schema):
    """All of them."""

    items = ma.fields.List(ma.fields.Nested(BlockSchema), required=True)


RequestPage = page_of(RequestSchema)
RequestArgs = page_args(("-created", "created"), status=one_of_field(REQUEST_STATES), has_owner=ma.fields.Boolean())
OfferPage = page_of(OfferSchema)
OfferArgs = page_args(("-created", "created"), status=one_of_field(OFFER_STATES))
