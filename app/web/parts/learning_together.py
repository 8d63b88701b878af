"""The page of one engagement: its sessions, when the two could meet, their notes, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request

from app.viewer import current_viewer
from app.web.asking import Refused, ask, ask_all
from app.web.forms import guard, said
from app.web.gathering import explained, me, zone_of
from app.web.pages import again, pages, then
from app.web.refusals import sentence

LENGTHS = (30, 45, 60, 90, 120)  # minutes of a session
PROPOSED = 6  # times to choose from
SILENCE = "Neither of the two said anything for a long time."


@pages.get("/learning/engagements/<uuid:engagement_id>")
def show_engagement(engagement_id: Any) -> str:
    """One engagement."""
    return render_template("engagement.html", **_shown(engagement_id))


@pages.post("/learning/engagements/<uuid:engagement_id>/sessions")
def plan_session(engagement_id: Any) -> Response:
    """Plan a meeting at one of the times proposed, or at another."""
    body = {**said("agenda", minutes=_minutes), "starts_at": _starts(zone_of(me()))}
    return _do(engagement_id, "engagements.create_session", "session_planned", body)


@pages.post("/learning/engagements/<uuid:engagement_id>/sessions/<uuid:session_id>/remove")
def remove_session(engagement_id: Any, session_id: Any) -> Response:
    """Take a meeting out again."""
    return _do(engagement_id, "engagements.delete_session", "session_removed", session_id=session_id)


@pages.post("/learning/engagements/<uuid:engagement_id>/notes")
def write_note(engagement_id: Any) -> Response:
    """Write something down for the two."""
    return _do(engagement_id, "engagements.create_note", "noted", said("text"))


@pages.post("/learning/engagements/<uuid:engagement_id>/complete")
def complete_engagement(engagement_id: Any) -> Response:
    """End it well."""
    return _do(engagement_id, "engagements.complete_engagement", "completed")


@pages.post("/learning/engagements/<uuid:engagement_id>/cancel")
def cancel_engagement(engagement_id: Any) -> Response:
    """End it before its time, and say why."""
    return _do(engagement_id, "engagements.cancel_engagement", "cancelled", said("reason"))


@pages.post("/learning/engagements/<uuid:engagement_id>/feedback")
def give_feedback(engagement_id: Any) -> Response:
    """Say what came of it."""
    body = said("outcome", many=("intermediate",), would_again=lambda text: text == "yes")
    return _do(engagement_id, "engagements.give_feedback", "thanked", body)


@pages.post("/learning/engagements/<uuid:engagement_id>/lesson")
def begin_lesson(engagement_id: Any) -> Response:
    """Begin a lesson from it."""
    return _do(engagement_id, "engagements.capture_lesson", "lesson_begun")


@pages.post("/learning/engagements/<uuid:engagement_id>/visibility")
def show_to_others(engagement_id: Any) -> Response:
    """Let others see what you helped with, or no longer."""
    return _do(engagement_id, "engagements.update_engagement", "saved", said("visibility"))


@pages.get("/learning/engagements/<uuid:engagement_id>/calendar.ics")
def download_calendar(engagement_id: Any) -> Response:
    """Its sessions as a file for one's own calendar."""
    answer = ask("engagements.get_calendar", engagement_id=engagement_id)
    kept = {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition") if name in answer.headers}
    return current_app.response_class(answer.body, headers=kept)


@pages.app_template_filter("why_ended")
def why_ended(reason: str) -> str:
    """Why an engagement was cancelled, as somebody wrote it; what the clock says is said in the reader's language."""
    return sentence(reason) if reason == SILENCE else reason


def _do(engagement_id: Any, endpoint: str, done: str, body: Any = None, **ids: Any) -> Response:
    """Ask the operation; then the page says it is done, or why not, with what was typed."""
    try:
        ask(endpoint, body=body, guard=guard(), engagement_id=engagement_id, **ids)
    except Refused as refused:
        shown = _shown(engagement_id)
        return again("engagement.html", explained(refused), **{**shown, "typed": request.form})
    return then("pages.show_engagement", engagement_id=engagement_id, done=done)


def _shown(engagement_id: Any) -> dict[str, Any]:
    found = ask("engagements.get_engagement", engagement_id=engagement_id)
    engagement, my_id = found.body, current_viewer().person_id
    seeker = engagement["seeker"] or {}
    role = {engagement["peer"]["id"]: "peer", seeker.get("id"): "seeker"}.get(my_id) if my_id else None
    minutes = _minutes(request.values.get("minutes", "60"))
    return {
        **{"engagement": engagement, "etag": found.etag, "role": role, "typed": {}, "zone": zone_of(me())},
        **{"lengths": LENGTHS, "minutes": minutes, "now": datetime.now(UTC).isoformat()},
        "other": seeker if role == "peer" else engagement["peer"],
        "times": _times(engagement, role, minutes),
        "mine": _own_feedback(engagement) if role else None,
        "notes": ask_all("engagements.list_notes", engagement_id=engagement_id) if role else [],
    }


def _own_feedback(engagement: dict[str, Any]) -> dict[str, Any] | None:
    """What the viewer said came of it; None where he did not yet."""
    if engagement["status"] != "completed":
        return None
    try:
        found: dict[str, Any] = ask("engagements.get_feedback", engagement_id=engagement["id"]).body
    except Refused as refused:
        if refused.status != 404:
            raise
        return None
    return found


def _times(engagement: dict[str, Any], role: str | None, minutes: Any) -> dict[str, Any] | None:
    """When the two could meet; None where nothing can be planned any more."""
    if role is None or engagement["status"] != "active":
        return None
    asked = {"minutes": minutes if minutes in LENGTHS else 60, "count": PROPOSED}
    found: dict[str, Any] = ask("engagements.list_times", asked, engagement_id=engagement["id"]).body
    return found


def _minutes(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text


def _starts(zone: str) -> str:
    """When the session begins: as proposed, or as typed by the clock of the one who plans it."""
    typed = request.form.get("other_time", "").strip()
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone)).isoformat() if typed else _proposed()
    except ValueError:
        return typed


def _proposed() -> str:
    return request.form.get("starts_at", "")
