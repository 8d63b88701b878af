"""How accounts are administered."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.fields import Email, Flag, Id, Named, Secret, Whole, one_of_field, page_of, text_field
from app.pagination import page_args
from app.vocabulary import ROLES

MOST_ROLES = 50


class RoleSchema(ma.Schema):
    """A role, and where it is granted; null: in the whole network."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    role = one_of_field(ROLES, required=True)
    institution_id = Id(load_default=None, allow_none=True)


class AccountCreateSchema(ma.Schema):
    """A new account; it is tied to the person in the directory who has that address."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    email = Email(required=True)
    password = Secret(
        load_default=None,
        allow_none=True,
        load_only=True,
        validate=validate.Length(1, 200),
        metadata={"description": "null: signs in elsewhere"},
    )
    roles = ma.fields.List(ma.fields.Nested(RoleSchema), load_default=list, validate=validate.Length(max=MOST_ROLES))


class AccountPatchSchema(ma.Schema):
    """Whether it may sign in, and all of its roles."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    is_active = Flag()
    roles = ma.fields.List(Whole(RoleSchema), validate=validate.Length(max=MOST_ROLES))


class AccountSchema(ma.Schema):
    """Who may sign in, and in which roles; whoever is in the directory is a member besides."""

    id = Id(required=True)
    email = ma.fields.String(required=True)
    person = ma.fields.Nested(Named, required=True, allow_none=True)
    is_active = ma.fields.Boolean(required=True)
    roles = ma.fields.List(ma.fields.Nested(RoleSchema), required=True)
    created_at = ma.fields.AwareDateTime(required=True)


AccountPage = page_of(AccountSchema)
AccountArgs = page_args(
    ("email", "created"),
    institution_id=Id(),
    is_active=ma.fields.Boolean(),
    role=one_of_field(ROLES),
    q=text_field(200),
)
