"""How the audit log is read."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.audit.models import ACTORS, ACTS
from app.fields import Id, page_of
from app.pagination import page_args


class AuditItemSchema(ma.Schema):
    """A thing that was touched; without an id, so many of a kind in bulk."""

    kind = ma.fields.String(required=True)
    item_id = ma.fields.String(required=True, allow_none=True)
    act = ma.fields.String(required=True, validate=validate.OneOf(ACTS))
    fields = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "names, never values"})
    count = ma.fields.Integer(required=True)


class AuditEventSchema(ma.Schema):
    """Who did what to which things, when and why."""

    id = Id(required=True)
    number = ma.fields.Integer(required=True)
    at = ma.fields.AwareDateTime(required=True)
    actor = ma.fields.String(required=True, validate=validate.OneOf(ACTORS))
    account_id = Id(required=True, allow_none=True)
    person_id = Id(required=True, allow_none=True)
    doing = ma.fields.String(required=True, metadata={"description": "the operation, or the command"})
    purpose = ma.fields.String(required=True)
    request_id = ma.fields.String(required=True, allow_none=True)
    items = ma.fields.List(ma.fields.Nested(AuditItemSchema), required=True)
    mac = ma.fields.String(required=True, metadata={"description": "the seal that holds it in the chain"})


AuditEventPage = page_of(AuditEventSchema)
_WORD = {"validate": validate.Regexp(r"^[a-z_]{1,40}\Z"), "metadata": {"pattern": "^[a-z_]{1,40}$"}}
AuditEventArgs = page_args(
    ("-number", "number"),
    **{
        "account_id": Id(),
        "kind": ma.fields.String(**_WORD),
        "item_id": Id(),
        "from": ma.fields.AwareDateTime(),
        "to": ma.fields.AwareDateTime(),
    },
)
