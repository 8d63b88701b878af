"""How lessons are written and read."""

from __future__ import annotations

import marshmallow as ma

from app.exports import format_field
from app.facets import counts_of
from app.fields import (
    Id,
    Named,
    country_field,
    ids_field,
    language_field,
    name_field,
    one_of_field,
    page_of,
    ref_field,
    text_field,
    visibility_field,
)
from app.lessons.models import LESSON_TEXTS
from app.pagination import filters_of, page_args
from app.vocabulary import LESSON_STEPS

_TEXTS_IN = ma.Schema.from_dict({name: text_field(20_000) for name in LESSON_TEXTS}, name="LessonTextsIn")
_TEXTS_OUT = ma.Schema.from_dict({name: ma.fields.String(required=True) for name in LESSON_TEXTS}, name="LessonTexts")


class LessonWriteSchema(_TEXTS_IN):  # type: ignore[misc, valid-type]
    """What may be said of a lesson; from step `validated` on, who validated it and when."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    ref = ref_field()
    institution_id = Id(required=True)
    title = name_field(300)
    language = language_field(allow_none=True)
    contributor_ids = ids_field()
    topic_ids = ids_field()
    place = text_field(200)
    happened_on = ma.fields.Date(allow_none=True)
    review_by = ma.fields.Date(allow_none=True)
    step = one_of_field(LESSON_STEPS)
    validated_by_id = Id(allow_none=True)
    validated_on = ma.fields.Date(allow_none=True)
    visibility = visibility_field()


class LessonSchema(_TEXTS_OUT):  # type: ignore[misc, valid-type]
    """A knowledge asset: what was asked, done, reached, and what others need to repeat it."""

    id = Id(required=True)
    ref = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    institution = ma.fields.Nested(Named, required=True)
    author = ma.fields.Nested(Named, required=True, allow_none=True)
    contributors = ma.fields.List(ma.fields.Nested(Named), required=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    language = ma.fields.String(required=True, allow_none=True)
    place = ma.fields.String(required=True)
    happened_on = ma.fields.Date(required=True, allow_none=True)
    review_by = ma.fields.Date(required=True, allow_none=True)
    step = ma.fields.String(required=True)
    validated_by = ma.fields.Nested(Named, required=True, allow_none=True)
    validated_on = ma.fields.Date(required=True, allow_none=True)
    visibility = ma.fields.String(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


LessonPage = page_of(LessonSchema)
LessonArgs = page_args(
    ("name", "-updated"),
    country=country_field(),
    institution_id=Id(),
    contributor_id=Id(),
    topic_id=Id(),
    language=language_field(),
    step=one_of_field(LESSON_STEPS),
    q=text_field(200),
    format=format_field(),
)
LessonCountArgs = filters_of(LessonArgs)
LessonCounts = counts_of("Lesson", ("country", "language", "step"), ("institution_id", "topic_id"))
