"""How institutions are written and read."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.exports import format_field
from app.facets import counts_of
from app.fields import (
    Id,
    country_field,
    language_field,
    name_field,
    one_of_field,
    page_of,
    ref_field,
    ring_field,
    text_field,
)
from app.pagination import filters_of, page_args
from app.vocabulary import COFOG_CODE, GOVERNMENT_LEVELS, INSTITUTION_KINDS


class InstitutionWriteSchema(ma.Schema):
    """What may be said of an institution; COFOG divisions and groups as in the UN's 1999 list ("05", "05.1")."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    ref = ref_field()
    name = name_field()
    acronym = text_field(40)
    country = country_field(allow_none=True)
    kind = one_of_field(INSTITUTION_KINDS)
    level = one_of_field(GOVERNMENT_LEVELS)
    parent_id = Id(allow_none=True)
    cofog = ma.fields.List(ma.fields.String(validate=validate.Regexp(COFOG_CODE)), validate=validate.Length(max=20))
    ring_open = ring_field()
    about = text_field(5000)
    language = language_field(allow_none=True)


class InstitutionSchema(ma.Schema):
    """An institution; `ring_open` is the widest ring its people may be proposed in."""

    id = Id(required=True)
    ref = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    acronym = ma.fields.String(required=True)
    country = ma.fields.String(required=True, allow_none=True)
    kind = ma.fields.String(required=True)
    level = ma.fields.String(required=True)
    parent_id = Id(required=True, allow_none=True)
    cofog = ma.fields.List(ma.fields.String(), required=True)
    ring_open = ma.fields.String(required=True)
    about = ma.fields.String(required=True)
    language = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


InstitutionPage = page_of(InstitutionSchema)
InstitutionArgs = page_args(
    ("name", "-updated"),
    country=country_field(),
    kind=one_of_field(INSTITUTION_KINDS),
    level=one_of_field(GOVERNMENT_LEVELS),
    parent_id=Id(),
    q=text_field(200),
    format=format_field(),
)
InstitutionCountArgs = filters_of(InstitutionArgs)
InstitutionCounts = counts_of("Institution", ("country", "kind", "level"))
