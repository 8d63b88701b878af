"""How purposes are shown."""

from __future__ import annotations

import marshmallow as ma


class PurposeSchema(ma.Schema):
    """One use of personal data: what for, what of, on which ground, how long, and where it is switched off."""

    name = ma.fields.String(required=True)
    purpose = ma.fields.String(required=True)
    data = ma.fields.String(required=True)
    legal_basis = ma.fields.String(required=True)
    retention = ma.fields.String(required=True)
    switched_off = ma.fields.String(required=True)


class PurposesSchema(ma.Schema):
    """All uses of personal data; `version` changes whenever a word of them does."""

    version = ma.fields.String(required=True)
    items = ma.fields.List(ma.fields.Nested(PurposeSchema), required=True)


class NoticeSchema(ma.Schema):
    """Which notice was shown."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    version = ma.fields.String(
        required=True,
        validate=ma.validate.Regexp(r"^[0-9a-f]{16}\Z"),
        metadata={"pattern": "^[0-9a-f]{16}$", "description": "the version that GET /purposes gave"},
    )
