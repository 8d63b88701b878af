"""The shape of what a client may say, with the limits that the API has."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.errors import Invalid
from app.fields import Email, name_field, text_field


class StaffShape(ma.Schema):
    """Of a user."""

    email = Email(required=True, data_key="userName")
    name = name_field(data_key="displayName")
    position = text_field(200, data_key="title")
    unit = text_field(200, data_key="department")
    external_id = text_field(200, data_key="externalId", allow_none=True)


class GroupShape(ma.Schema):
    """Of a group."""

    name = name_field(120, data_key="displayName")
    external_id = text_field(200, data_key="externalId", allow_none=True)


def shaped(shape: type[ma.Schema], told: dict[str, Any]) -> dict[str, Any]:
    """What was told under our own names, cleaned. Raises: Invalid by attribute."""
    try:
        said: dict[str, Any] = shape().load(told)
    except ma.ValidationError as error:
        raise Invalid("Some attributes are not valid.", **error.normalized_messages()) from error
    return said
