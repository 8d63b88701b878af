"""What signing in takes and gives."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.accounts.passwords import MAX_PASSWORD, MIN_PASSWORD
from app.fields import Email, Id, Secret, Text, one_of_field, page_of
from app.pagination import page_args
from app.rights.decisions import DECISIONS
from app.vocabulary import TOKEN_SCOPES

_SCOPE = "read: nothing is altered with it; provisioning: only what provisions accounts"


class SignInSchema(ma.Schema):
    """E-mail and password, and what the token will be used for."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    email = Text(required=True, validate=validate.Length(3, 254), metadata={"example": "amina@devolution.ke.example"})
    password = Secret(required=True, load_only=True, validate=validate.Length(1, MAX_PASSWORD))
    label = Text(load_default="", validate=validate.Length(max=80), metadata={"description": "for your own memory"})
    scope = one_of_field(TOKEN_SCOPES, load_default="full", metadata={"description": _SCOPE})


class TokenSchema(ma.Schema):
    """A new token. It is shown this once."""

    id = Id(required=True)
    token = ma.fields.String(required=True, metadata={"description": "send it as `Authorization: Bearer <token>`"})
    scope = ma.fields.String(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class TokenInForceSchema(ma.Schema):
    """One of your tokens, without its secret."""

    id = Id(required=True)
    label = ma.fields.String(required=True)
    scope = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class SessionSchema(ma.Schema):
    """One of your sessions on the pages."""

    id = Id(required=True)
    agent = ma.fields.String(required=True, metadata={"description": "the browser, as it calls itself"})
    created_at = ma.fields.AwareDateTime(required=True)
    last_seen_at = ma.fields.AwareDateTime(required=True, metadata={"description": "to the minute"})


class PasswordChangeSchema(ma.Schema):
    """Your old password and the new one."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    old = Secret(required=True, load_only=True, validate=validate.Length(1, MAX_PASSWORD))
    new = Secret(required=True, load_only=True, validate=validate.Length(MIN_PASSWORD, MAX_PASSWORD))


class GrantSchema(ma.Schema):
    """A role, and where it was granted; null: in the whole network."""

    role = ma.fields.String(required=True)
    institution_id = Id(required=True, allow_none=True)


class EraseSchema(ma.Schema):
    """What must be said to erase oneself."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    email = Email(required=True)


class ErasedSchema(ma.Schema):
    """What an erasure removed, and what it left."""

    goes = ma.fields.List(ma.fields.String(), required=True)
    stays = ma.fields.List(ma.fields.String(), required=True)


# One list a key of the registry: rows as they are stored.
_LISTS = {each.key: ma.fields.List(ma.fields.Dict(), required=True) for each in DECISIONS if each.key}
ExportSchema = ma.Schema.from_dict(_LISTS, name="ExportSchema")


class MeSchema(ma.Schema):
    """Who is signed in."""

    account_id = Id(required=True)
    person_id = Id(required=True, allow_none=True)
    institution_id = Id(required=True, allow_none=True)
    country = ma.fields.String(required=True, allow_none=True)
    grants = ma.fields.List(ma.fields.Nested(GrantSchema), required=True, data_key="roles")


TokenPage, SessionPage = page_of(TokenInForceSchema), page_of(SessionSchema)
OwnArgs = page_args(("-created", "created"))
