"""How communities, their members and their gatherings are written and read."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from app.exports import format_field
from app.facets import counts_of
from app.fields import (
    Flag,
    Id,
    Named,
    Text,
    country_field,
    ids_field,
    language_field,
    name_field,
    one_of_field,
    page_of,
    text_field,
    time_zone_field,
    visibility_field,
)
from app.pagination import filters_of, page_args
from app.vocabulary import COMMUNITY_ROLES, COMMUNITY_STAGES

# Where to meet on line; nothing else is made a link of on pages.
_LINK = r"^(https?://[^\s\"<>\\^`{|}]{1,480})?\Z"


class _Strict(ma.Schema):
    class Meta:
        unknown = ma.RAISE


class CommunityWriteSchema(_Strict):
    """What may be said of a community."""

    institution_id = Id(required=True)
    name = name_field(200)
    domain = text_field(5_000)
    practice = text_field(5_000)
    stage = one_of_field(COMMUNITY_STAGES)
    topic_ids = ids_field()
    languages = ma.fields.List(language_field(), validate=validate.Length(max=20))
    visibility = visibility_field()


class OwnMembershipSchema(ma.Schema):
    """What one is in a community, and who may see so."""

    role = ma.fields.String(required=True)
    visibility = ma.fields.String(required=True)


class CommunitySchema(ma.Schema):
    """A community of practice; `member_count` counts whom you may see in it."""

    id = Id(required=True)
    name = ma.fields.String(required=True)
    domain = ma.fields.String(required=True)
    practice = ma.fields.String(required=True)
    stage = ma.fields.String(required=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    institution = ma.fields.Nested(Named, required=True)
    visibility = ma.fields.String(required=True)
    member_count = ma.fields.Integer(required=True)
    mine = ma.fields.Nested(OwnMembershipSchema, required=True, allow_none=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class JoinSchema(_Strict):
    """Who may see that one is in it."""

    visibility = visibility_field(load_default="private")


class CommunityRoleSchema(_Strict):
    """What somebody is in a community."""

    role = one_of_field(COMMUNITY_ROLES, required=True)


class CommunityPersonSchema(Named):
    """Somebody who is in a community, and where he works."""

    institution = ma.fields.Nested(Named, required=True)


class MemberSchema(ma.Schema):
    """Somebody who is in a community, and as what."""

    person = ma.fields.Nested(CommunityPersonSchema, required=True)
    role = ma.fields.String(required=True)


class GatheringWriteSchema(_Strict):
    """A gathering; `link` is where to meet on line, `time_zone` where its hours are told."""

    title = name_field(200)
    starts_at = ma.fields.AwareDateTime(required=True)
    minutes = ma.fields.Integer(required=True, strict=True, validate=validate.Range(5, 10_080))
    time_zone = time_zone_field()
    place = text_field(200)
    link = Text(validate=validate.Regexp(_LINK), metadata={"pattern": _LINK[:-2] + "$"})
    notes = text_field(20_000)
    is_called_off = Flag()


class GatheringSchema(ma.Schema):
    """A gathering of a community."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    starts_at = ma.fields.AwareDateTime(required=True)
    ends_at = ma.fields.AwareDateTime(required=True)
    minutes = ma.fields.Integer(required=True)
    time_zone = ma.fields.String(required=True)
    place = ma.fields.String(required=True)
    link = ma.fields.String(required=True)
    notes = ma.fields.String(required=True)
    is_called_off = ma.fields.Boolean(required=True)


CommunityPage, MemberPage, GatheringPage = page_of(CommunitySchema), page_of(MemberSchema), page_of(GatheringSchema)
CommunityArgs = page_args(
    ("name", "-updated"),
    country=country_field(),
    institution_id=Id(),
    topic_id=Id(),
    member_id=Id(),
    language=language_field(),
    stage=one_of_field(COMMUNITY_STAGES),
    q=text_field(200),
    format=format_field(),
)
CommunityCountArgs = filters_of(CommunityArgs)
CommunityCounts = counts_of("Community", ("country", "language", "stage"), ("institution_id", "topic_id"))
MemberArgs = page_args(("name",))
GatheringArgs = page_args(("starts", "-starts"), is_over=ma.fields.Boolean())
