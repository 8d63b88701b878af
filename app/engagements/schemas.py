"""How engagements are written and read."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.engagements.models import Engagement
from app.engagements.states import ENGAGEMENT_STATES
from app.fields import Flag, Id, Named, Text, one_of_field, page_of, text_field, visibility_field
from app.pagination import page_args
from app.viewer import current_viewer
from app.visibility import can_see
from app.vocabulary import INTERMEDIATE_OUTCOMES, OUTCOMES


class _Strict(ma.Schema):
    class Meta:
        unknown = ma.RAISE


class Words(ma.fields.String):
    """What the two wrote: empty to everybody else whose roles reach the engagement."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return super()._serialize(value if self._may_read(getattr(obj, "engagement", obj)) else "", attr, obj, **kwargs)

    @staticmethod
    def _may_read(engagement: Engagement) -> bool:
        me = current_viewer().person_id
        return me is not None and me in (engagement.peer_id, engagement.seeker_id)


class Question(Words):
    """The question is read by those to whom the peer shows it, too."""

    @staticmethod
    def _may_read(engagement: Engagement) -> bool:
        return Words._may_read(engagement) or can_see(current_viewer(), engagement.ownership())


class MeetingWriteSchema(_Strict):
    """A meeting to plan."""

    starts_at = ma.fields.AwareDateTime(required=True)
    minutes = ma.fields.Integer(required=True, strict=True, validate=validate.Range(5, 600))
    agenda = text_field(5_000, load_default="")


class MeetingSchema(ma.Schema):
    """A meeting of the two."""

    id = Id(required=True)
    starts_at = ma.fields.AwareDateTime(required=True)
    minutes = ma.fields.Integer(required=True)
    agenda = Words(required=True)


class LocalHoursSchema(ma.Schema):
    """The same time where somebody is."""

    starts_at = ma.fields.AwareDateTime(required=True)
    ends_at = ma.fields.AwareDateTime(required=True)
    time_zone = ma.fields.String(required=True)


class TimeSchema(ma.Schema):
    """A time to meet, in UTC and where the two are; `theirs` is null where the other does not show you his hours."""

    starts_at = ma.fields.AwareDateTime(required=True)
    ends_at = ma.fields.AwareDateTime(required=True)
    yours = ma.fields.Nested(LocalHoursSchema, required=True)
    theirs = ma.fields.Nested(LocalHoursSchema, required=True, allow_none=True)
    edge_hours = ma.fields.Integer(required=True)
    edge = ma.fields.String(required=True)


class TimesSchema(ma.Schema):
    """Times to meet, and what you should know about them."""

    items = ma.fields.List(ma.fields.Nested(TimeSchema), required=True)
    notes = ma.fields.List(ma.fields.String(), required=True)


class TimesArgs(_Strict):
    """For how long, from when on (now, where it is not said), and how many."""

    minutes = ma.fields.Integer(load_default=60, validate=validate.Range(5, 600))
    after = ma.fields.AwareDateTime()
    count = ma.fields.Integer(load_default=5, validate=validate.Range(1, 20))


class CapturedSchema(ma.Schema):
    """The lesson that was begun; write on at /lessons/{id}."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    question = ma.fields.String(required=True)
    institution = ma.fields.Nested(Named, required=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    language = ma.fields.String(required=True, allow_none=True)
    step = ma.fields.String(required=True)
    visibility = ma.fields.String(required=True)


class NoteWriteSchema(_Strict):
    """A note to write."""

    text = Text(required=True, validate=validate.Length(1, 20_000))


class NoteSchema(ma.Schema):
    """A note; only the two read it."""

    id = Id(required=True)
    author = ma.fields.Nested(Named, required=True)
    text = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)


class FeedbackWriteSchema(_Strict):
    """What came of it. `would_again` is blind: nobody but you is ever shown it."""

    outcome = one_of_field(OUTCOMES, required=True)
    intermediate = ma.fields.List(
        one_of_field(INTERMEDIATE_OUTCOMES), load_default=list, validate=validate.Length(max=5)
    )
    would_again = Flag(required=True)


class FeedbackSchema(ma.Schema):
    """What you said came of it."""

    outcome = ma.fields.String(required=True)
    intermediate = ma.fields.List(ma.fields.String(), required=True)
    would_again = ma.fields.Boolean(required=True)


class CancelSchema(_Strict):
    """Why it ends; the other one reads it."""

    reason = Text(required=True, validate=validate.Length(1, 2_000))


class EngagementPatchSchema(_Strict):
    """Who may see what you helped with."""

    visibility = visibility_field(required=True)


class EngagementSchema(ma.Schema):
    """Peer learning that two agreed on."""

    id = Id(required=True)
    title = Words(required=True)
    question = Question(required=True)
    peer = ma.fields.Nested(Named, required=True)
    seeker = ma.fields.Nested(Named, required=True, allow_none=True)
    topics = ma.fields.List(ma.fields.Nested(Named), required=True)
    hours_per_month = ma.fields.Float(required=True)
    status = one_of_field(ENGAGEMENT_STATES, required=True)
    started_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    lapses_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    completed_on = ma.fields.Date(required=True, allow_none=True)
    outcome = ma.fields.String(required=True, allow_none=True)
    cancel_reason = Words(required=True)
    visibility = ma.fields.String(required=True)
    sessions = ma.fields.List(ma.fields.Nested(MeetingSchema), required=True)


EngagementPage = page_of(EngagementSchema)
EngagementArgs = page_args(("-created", "created"), status=one_of_field(ENGAGEMENT_STATES))
NotePage = page_of(NoteSchema)
NoteArgs = page_args(("created", "-created"))
