"""Engagements over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.engagements import capturing, schemas, service
from app.engagements.models import Engagement, EngagementFeedback, EngagementNote, EngagementSession
from app.extensions import db, utc_now
from app.lessons.models import Lesson
from app.pagination import paginate
from app.requests import Blueprint
from app.viewer import current_viewer

engagements = Blueprint("engagements", __name__, url_prefix="/engagements", description="Peer learning agreed on")
SORTS = {"created": Engagement.created_at}
NOTE_SORTS = {"created": EngagementNote.created_at}
_CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"


@engagements.route("", methods=["GET"])
@engagements.arguments(schemas.EngagementArgs, location="query")
@engagements.response(200, schemas.EngagementPage)
def list_engagements(args: dict[str, Any]) -> Any:
    """Engagements that you are part of, or that you coordinate."""
    return paginate(service.engagements_of(current_viewer(), args), Engagement, SORTS, args)


@engagements.route("/<uuid:engagement_id>", methods=["GET"])
@engagements.etag
@engagements.response(200, schemas.EngagementSchema)
def get_engagement(engagement_id: UUID) -> Engagement:
    """One engagement, with its sessions."""
    return service.get_engagement(str(engagement_id), current_viewer())[0]


@engagements.route("/<uuid:engagement_id>", methods=["PATCH"])
@engagements.etag
@engagements.arguments(schemas.EngagementPatchSchema)
@engagements.response(200, schemas.EngagementSchema)
def update_engagement(said: dict[str, str], engagement_id: UUID) -> Engagement:
    """Let others see what you helped with, or no longer; only the peer can, once it is completed."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    engagements.check_etag(engagement, schemas.EngagementSchema)
    service.show(engagement, said["visibility"], party)
    db.session.commit()
    return engagement


@engagements.route("/<uuid:engagement_id>/sessions", methods=["POST"])
@engagements.arguments(schemas.MeetingWriteSchema)
@engagements.response(201, schemas.MeetingSchema)
def create_session(said: dict[str, Any], engagement_id: UUID) -> EngagementSession:
    """Plan a meeting; both are told."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    session = service.plan_session(engagement, said, party, utc_now())
    db.session.commit()
    return session


@engagements.route("/<uuid:engagement_id>/sessions/<uuid:session_id>", methods=["DELETE"])
@engagements.response(204)
def delete_session(engagement_id: UUID, session_id: UUID) -> None:
    """Take a meeting out again."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    service.remove_session(engagement, str(session_id), party)
    db.session.commit()


@engagements.route("/<uuid:engagement_id>/times", methods=["GET"])
@engagements.arguments(schemas.TimesArgs, location="query")
@engagements.response(200, schemas.TimesSchema)
def list_times(args: dict[str, Any], engagement_id: UUID) -> dict[str, Any]:
    """When the two of you could meet: in the working hours of both, where that can be."""
    engagement, party = service.get_engagement(str(engagement_id), current_viewer())
    return service.times(engagement, args, party, current_viewer(), utc_now())


@engagements.route("/<uuid:engagement_id>/calendar.ics", methods=["GET"])
@engagements.response(200, {"format": "binary", "type": "string"}, content_type="text/calendar")
def get_calendar(engagement_id: UUID) -> Response:
    """Your sessions as a file that calendars read; only for the two, and once there is a session."""
    engagement, _ = service.get_engagement(str(engagement_id), current_viewer())
    return Response(service.calendar(engagement, current_viewer(), utc_now()), content_type=_CALENDAR)


@engagements.route("/<uuid:engagement_id>/notes", methods=["GET"])
@engagements.arguments(schemas.NoteArgs, location="query")
@engagements.response(200, schemas.NotePage)
def list_notes(args: dict[str, Any], engagement_id: UUID) -> Any:
    """The notes of the two; nobody else reads them."""
    engagement, _ = service.get_engagement(str(engagement_id), current_viewer())
    return paginate(service.notes_of(engagement), EngagementNote, NOTE_SORTS, args)


@engagements.route("/<uuid:engagement_id>/notes", methods=["POST"])
@engagements.arguments(schemas.NoteWriteSchema)
@engagements.response(201, schemas.NoteSchema)
def create_note(said: dict[str, str], engagement_id: UUID) -> EngagementNote:
    """Write something down for the two of you."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    note = service.write_note(engagement, said["text"], party, utc_now())
    db.session.commit()
    return note


@engagements.route("/<uuid:engagement_id>/complete", methods=["POST"])
@engagements.response(200, schemas.EngagementSchema)
def complete_engagement(engagement_id: UUID) -> Engagement:
    """End it well; both are asked what came of it."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    service.complete(engagement, party, utc_now())
    db.session.commit()
    return engagement


@engagements.route("/<uuid:engagement_id>/cancel", methods=["POST"])
@engagements.arguments(schemas.CancelSchema)
@engagements.response(200, schemas.EngagementSchema)
def cancel_engagement(said: dict[str, str], engagement_id: UUID) -> Engagement:
    """End it before it is completed, with a reason; the other one is told."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    service.cancel(engagement, said["reason"], party)
    db.session.commit()
    return engagement


@engagements.route("/<uuid:engagement_id>/feedback", methods=["POST"])
@engagements.arguments(schemas.FeedbackWriteSchema)
@engagements.response(201, schemas.FeedbackSchema)
def give_feedback(said: dict[str, Any], engagement_id: UUID) -> EngagementFeedback:
    """Say what came of it, once; what the seeker says is the outcome."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    feedback = service.judge(engagement, said, party, utc_now())
    db.session.commit()
    return feedback


@engagements.route("/<uuid:engagement_id>/feedback", methods=["GET"])
@engagements.response(200, schemas.FeedbackSchema)
def get_feedback(engagement_id: UUID) -> EngagementFeedback:
    """What you said came of it; never what the other one said."""
    engagement, party = service.get_engagement(str(engagement_id), current_viewer())
    return service.own_feedback(engagement, party)


@engagements.route("/<uuid:engagement_id>/lesson", methods=["POST"])
@engagements.response(201, schemas.CapturedSchema)
def capture_lesson(engagement_id: UUID) -> Lesson:
    """Begin a lesson from it, once: a draft with its question, which only you see until you show it."""
    engagement, party = service.open_engagement(str(engagement_id), current_viewer())
    lesson = capturing.capture_lesson(engagement, party)
    db.session.commit()
    return lesson
