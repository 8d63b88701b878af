"""How messages that could not be sent are shown: by kind and ids, never by their words."""

from __future__ import annotations

import marshmallow as ma

from app.fields import Id, one_of_field, page_of
from app.outbox.models import STATES
from app.pagination import page_args


class MessageSchema(ma.Schema):
    """A message: whom it is for, how often it was tried, and what stood in the way."""

    id = Id(required=True)
    kind = ma.fields.String(required=True)
    person_id = Id(required=True, allow_none=True)
    webhook_id = Id(required=True, allow_none=True)
    state = one_of_field(STATES, required=True)
    tries = ma.fields.Integer(required=True)
    problem = ma.fields.String(required=True)
    due_at = ma.fields.AwareDateTime(required=True)
    created_at = ma.fields.AwareDateTime(required=True)


MessagePage = page_of(MessageSchema)
MessageArgs = page_args(("-created", "created"), state=one_of_field(STATES, load_default="dead"))
