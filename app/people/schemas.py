"""How people and their expertise are written and read."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.exports import format_field
from app.facets import counts_of
from app.fields import (
    Email,
    Flag,
    Id,
    Named,
    SpokenSchema,
    Whole,
    country_field,
    language_field,
    name_field,
    one_of_field,
    page_of,
    ref_field,
    ring_field,
    text_field,
    time_zone_field,
    visibility_field,
    working_days_field,
)
from app.pagination import filters_of, page_args
from app.vocabulary import EXPERTISE_LEVELS

HOURS = validate.Range(0, 160)


class PersonCreateSchema(ma.Schema):
    """What a coordinator may say of a new colleague; the rest is the person's own to say."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    ref = ref_field()
    name = name_field()
    institution_id = Id(required=True)
    position = text_field(200)
    unit = text_field(200)
    email = Email(allow_none=True)


class PersonPatchSchema(ma.Schema):
    """What may be altered; everything but name, position, unit, institution and e-mail only by the person."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    name = name_field()
    institution_id = Id()
    position = text_field(200)
    unit = text_field(200)
    email = Email(allow_none=True)
    about = text_field(5000)
    languages = ma.fields.List(Whole(SpokenSchema), validate=validate.Length(max=30))
    time_zone = time_zone_field(allow_none=True)
    working_days = working_days_field()
    hours_per_month = ma.fields.Float(validate=HOURS)
    is_paused = Flag()
    objects_to_matching = Flag()
    objects_to_risk = Flag()
    ring_open = ring_field()
    contact_visibility = visibility_field()
    about_visibility = visibility_field()
    languages_visibility = visibility_field()
    availability_visibility = visibility_field()


class EmployerSchema(Named):
    """Where a person works."""

    country = ma.fields.String(required=True, allow_none=True)


class ContactSchema(ma.Schema):
    """The contact card."""

    email = ma.fields.String(required=True, allow_none=True)


class AvailabilitySchema(ma.Schema):
    """The availability card: when, how much, and how far the person opened up."""

    time_zone = ma.fields.String(required=True, allow_none=True)
    working_days = ma.fields.List(ma.fields.String(), required=True)
    hours_per_month = ma.fields.Float(required=True)
    is_paused = ma.fields.Boolean(required=True)
    ring_open = ma.fields.String(required=True)


class PrivacySchema(ma.Schema):
    """The person's own choices; shown to nobody else."""

    contact_visibility = ma.fields.String(required=True)
    about_visibility = ma.fields.String(required=True)
    languages_visibility = ma.fields.String(required=True)
    availability_visibility = ma.fields.String(required=True)
    objects_to_matching = ma.fields.Boolean(required=True)
    objects_to_risk = ma.fields.Boolean(required=True)


class PersonSchema(ma.Schema):
    """A person as far as you may see; a card you may not see is null, the same as an empty one."""

    id = Id(required=True)
    name = ma.fields.String(required=True)
    position = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)
    institution = ma.fields.Nested(EmployerSchema, required=True)
    contact = ma.fields.Nested(ContactSchema, required=True, allow_none=True)
    about = ma.fields.String(required=True, allow_none=True)
    languages = ma.fields.List(ma.fields.Nested(SpokenSchema), required=True, allow_none=True)
    availability = ma.fields.Nested(AvailabilitySchema, required=True, allow_none=True)
    privacy = ma.fields.Nested(PrivacySchema, required=True, allow_none=True)


class ExpertiseWriteSchema(ma.Schema):
    """What one knows of a topic (levels after Dreyfus), in one's own words."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    topic_id = Id(required=True)
    level = one_of_field(EXPERTISE_LEVELS, required=True)
    years = ma.fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 70))
    statement = text_field(5000, load_default="")
    language = language_field(load_default=None, allow_none=True)
    last_used = ma.fields.Date(load_default=None, allow_none=True)
    visibility = visibility_field(load_default="private")


class ExpertiseSetSchema(ma.Schema):
    """All of one's expertise; what is left out is removed."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    items = ma.fields.List(ma.fields.Nested(ExpertiseWriteSchema), required=True, validate=validate.Length(max=100))


class ExpertiseSchema(ma.Schema):
    """What a person knows of a topic."""

    id = Id(required=True)
    topic = ma.fields.Nested(Named, required=True)
    level = ma.fields.String(required=True)
    years = ma.fields.Integer(required=True)
    statement = ma.fields.String(required=True)
    language = ma.fields.String(required=True, allow_none=True)
    last_used = ma.fields.Date(required=True, allow_none=True)
    last_verified = ma.fields.Date(required=True, allow_none=True)
    visibility = ma.fields.String(required=True)
    endorsements = ma.fields.Function(lambda expertise: len(expertise.endorsements), metadata={"type": "integer"})


class ExpertiseListSchema(ma.Schema):
    """The expertise you may see."""

    items = ma.fields.List(ma.fields.Nested(ExpertiseSchema), required=True)


PersonPage = page_of(PersonSchema)
PersonArgs = page_args(
    ("name",),  # not by change: the order would tell when somebody altered what is hidden
    country=country_field(),
    institution_id=Id(),
    topic_id=Id(),
    language=language_field(),
    q=text_field(200),
    format=format_field(),
)
PersonCountArgs = filters_of(PersonArgs)
PersonCounts = counts_of("Person", ("country", "language"), ("institution_id", "topic_id"))
