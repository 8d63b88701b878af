"""How challenges are written and read."""

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
from app.pagination import filters_of, page_args
from app.vocabulary import CHALLENGE_STATUSES


class ChallengeWriteSchema(ma.Schema):
    """What may be said of a challenge."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    ref = ref_field()
    institution_id = Id(required=True)
    title = name_field(300)
    description = text_field(20_000)
    language = language_field(allow_none=True)
    topic_ids = ids_field()
    deadline = ma.fields.Date(allow_none=True)
    status = one_of_field(CHALLENGE_STATUSES)
    visibility = visibility_field()


class ChallengeSchema(ma.Schema):
    """What an institution needs help with."""

    id = Id(required=True)
    ref = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    description = ma.fields.String(required=True)
    institution = ma.fields.Nested(Named, required=True)
    author = ma.fields.Nested(Named, required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    deadline = ma.fields.Date(required=True, allow_none=True)
    status = ma.fields.String(required=True)
    visibility = ma.fields.String(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


ChallengePage = page_of(ChallengeSchema)
ChallengeArgs = page_args(
    ("name", "-updated"),
    country=country_field(),
    institution_id=Id(),
    topic_id=Id(),
    language=language_field(),
    status=one_of_field(CHALLENGE_STATUSES),
    q=text_field(200),
    format=format_field(),
)
ChallengeCountArgs = filters_of(ChallengeArgs)
ChallengeCounts = counts_of("Challenge", ("country", "language", "status"), ("institution_id", "topic_id"))
