"""How topics are written and read."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.exports import format_field
from app.fields import (
    Id,
    Named,
    Whole,
    ids_field,
    language_field,
    name_field,
    one_of_field,
    page_of,
    ref_field,
    text_field,
)
from app.pagination import page_args
from app.topics.models import LABEL_KINDS
from app.vocabulary import COFOG_CODE


class LabelSchema(ma.Schema):
    """How a language calls the topic (skos:prefLabel, skos:altLabel)."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    language = language_field(required=True)
    kind = one_of_field(LABEL_KINDS, required=True)
    label = name_field()


class TopicWriteSchema(ma.Schema):
    """What may be said of a topic: at least one label, at most one preferred label a language."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    ref = ref_field()
    scheme = text_field(80)
    cofog = ma.fields.String(validate=validate.Regexp(COFOG_CODE))
    definition = text_field(5000)
    labels = ma.fields.List(Whole(LabelSchema), required=True, validate=validate.Length(1, 100))
    broader_ids = ids_field(20)


class TopicSchema(ma.Schema):
    """A SKOS concept."""

    id = Id(required=True)
    ref = ma.fields.String(required=True)
    scheme = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    cofog = ma.fields.String(required=True)
    definition = ma.fields.String(required=True)
    labels = ma.fields.List(ma.fields.Nested(LabelSchema), required=True)
    broader = ma.fields.List(ma.fields.Nested(Named), required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


TopicPage = page_of(TopicSchema)
TopicArgs = page_args(
    ("name", "-updated"), scheme=text_field(80), broader_id=Id(), q=text_field(200), format=format_field()
)
