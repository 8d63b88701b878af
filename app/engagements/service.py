"""Rules of engagements: who takes part, how they go on, and how they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from flask import current_app
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import locked
from app.engagements.calendars import calendar_of
from app.engagements.meeting_times import times_for
from app.engagements.models import Engagement, EngagementFeedback, EngagementNote, EngagementSession
from app.engagements.states import ENGAGEMENT
from app.errors import Conflict, NotFound
from app.extensions import db, new_id
from app.outbox.service import announce, enqueue
from app.people.models import Person
from app.policy import is_reached, reached_institutions
from app.states import following
from app.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as what he acts: seeker, peer, coordinator (several, the nearest first), or the clock."""

    actors: tuple[str, ...]
    person_id: str | None = None


CLOCK = Party(("clock",))


def party_of(viewer: Viewer, seeker: Person | None, peer: Person | None, places: Sequence[str | None]) -> Party:
    """As what the viewer acts between these two; a coordinator where his roles reach one of the places.

    Raises: NotFound where he is none of them.
    """
    me = viewer.person_id
    actors = [name for name, each in (("seeker", seeker), ("peer", peer)) if each and each.id == me]
    actors += ["coordinator"] if any(map(is_reached, places)) else []
    if not actors:
        raise NotFound
    return Party(tuple(actors), me)


def engagements_of(viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The select of the engagements that the viewer is part of, or that his roles reach."""
    found = select(Engagement).options(joinedload(Engagement.peer), joinedload(Engagement.seeker))
    found = found.options(selectinload(Engagement.topics), selectinload(Engagement.sessions))
    reached = reached_institutions()
    if reached is not None:
        staff = select(Person.id).where(Person.institution_id.in_(reached) | (Person.id == viewer.person_id))
        found = found.where(or_(Engagement.peer_id.in_(staff), Engagement.seeker_id.in_(staff)))
    return found.where(Engagement.status == asked["status"]) if "status" in asked else found


def get_engagement(engagement_id: str, viewer: Viewer) -> tuple[Engagement, Party]:
    """The engagement, and as what the viewer acts in it. Raises: NotFound."""
    return _with_party(db.session.get(Engagement, engagement_id), viewer)


def open_engagement(engagement_id: str, viewer: Viewer) -> tuple[Engagement, Party]:
    """The same to write in it: nobody else alters it until the commit. Raises: NotFound."""
    return _with_party(locked(db.session(), Engagement, engagement_id), viewer)


def _with_party(engagement: Engagement | None, viewer: Viewer) -> tuple[Engagement, Party]:
    if engagement is None:
        raise NotFound
    pair = (engagement.seeker, engagement.peer)
    return engagement, party_of(viewer, *pair, [each.institution_id for each in pair if each])


def act_on(engagement: Engagement, act: str, party: Party) -> str:
    """Let the engagement go to its next state; as which of the actors that he is he does it. Raises: WrongState."""
    engagement.status, actor = following("engagement", ENGAGEMENT, engagement.status, act, party.actors)
    return actor


def plan_session(engagement: Engagement, said: dict[str, Any], party: Party, now: datetime) -> EngagementSession:
    """A new session, told to both. Raises: WrongState; Conflict for a time that is over."""
    act_on(engagement, "plan", party)
    if said["starts_at"] <= now:
        raise Conflict("A session is planned for a time to come.", rule="session-in-the-past")
    session = EngagementSession(id=new_id(), **said)
    engagement.sessions.append(session)
    _put_off(engagement, session)
    db.session.flush()
    for reader, other in _both(engagement):
        facts = _facts(engagement, other) | {"starts": session.starts_at.isoformat(), "session": session.id}
        enqueue("session_planned", reader, facts, key=f"session {session.id} {reader}")
    return session


def _put_off(engagement: Engagement, session: EngagementSession) -> None:
    """A meeting to come shows that the two are at it: it lapses no sooner than a month after."""
    if engagement.lapses_at is not None:
        engagement.lapses_at = max(engagement.lapses_at, session.starts_at + timedelta(days=30))


def remove_session(engagement: Engagement, session_id: str, party: Party) -> None:
    """Take a session out again; both are told, so that their calendars agree. Raises: NotFound, WrongState."""
    session = next((each for each in engagement.sessions if each.id == session_id), None)
    if session is None:
        raise NotFound
    act_on(engagement, "plan", party)
    engagement.sessions.remove(session)
    db.session.flush()
    gone: dict[str, str | int] = {"starts": session.starts_at.isoformat(), "session": session_id}
    gone["minutes"] = session.minutes
    for reader, other in _both(engagement):
        facts = _facts(engagement, other) | gone
        enqueue("session_removed", reader, facts, key=f"session removed {session_id} {reader}")


def calendar(engagement: Engagement, viewer: Viewer, now: datetime) -> bytes:
    """Its sessions as a calendar file with the hours where the viewer is. Raises: NotFound as long as there is none."""
    if not engagement.sessions:
        raise NotFound
    settings = current_app.config["SETTINGS"]
    link = f"{settings.base_url.rstrip('/')}/api/v1/engagements/{engagement.id}"
    reader = db.session.get(Person, viewer.person_id)
    return calendar_of(engagement, reader, now, parseaddr(settings.mail_from)[1], link)


def times(engagement: Engagement, asked: dict[str, Any], party: Party, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """When the two could meet, for one of them. Raises: WrongState where no session can be planned, Invalid."""
    following("engagement", ENGAGEMENT, engagement.status, "plan", party.actors)
    seeker, peer = engagement.seeker, engagement.peer
    if seeker is None:
        raise NotFound
    pair = (seeker, peer) if seeker.id == party.person_id else (peer, seeker)
    return times_for(*pair, asked, viewer, now)


def write_note(engagement: Engagement, text: str, party: Party, now: datetime) -> EngagementNote:
    """A new note of one of the two. Raises: WrongState."""
    act_on(engagement, "note", party)
    note = EngagementNote(id=new_id(), engagement_id=engagement.id, author_id=party.person_id, text=text)
    note.created_at = now
    db.session.add(note)
    db.session.flush()
    return note


def notes_of(engagement: Engagement) -> Select[Any]:
    """The select of its notes."""
    found = select(EngagementNote).where(EngagementNote.engagement_id == engagement.id)
    return found.options(joinedload(EngagementNote.author))


def complete(engagement: Engagement, party: Party, now: datetime) -> None:
    """End it well; both are asked what came of it. Raises: WrongState."""
    act_on(engagement, "complete", party)
    engagement.completed_on, engagement.lapses_at = now.date(), None
    for reader, other in _both(engagement):
        kind = "feedback_asked" if reader == party.person_id else "engagement_completed"
        enqueue(kind, reader, _facts(engagement, other), key=f"completed {engagement.id} {reader}")
    announce("engagement.completed", engagement.id, key=f"completed {engagement.id}")
    db.session.flush()


def judge(engagement: Engagement, said: dict[str, Any], party: Party, now: datetime) -> EngagementFeedback:
    """What one of the two says came of it, once; what the seeker says is the outcome. Raises: WrongState, Conflict."""
    actor = act_on(engagement, "judge", party)
    if db.session.get(EngagementFeedback, (engagement.id, party.person_id)) is not None:
        raise Conflict("You have said what came of it.", rule="feedback-given-already")
    feedback = EngagementFeedback(engagement_id=engagement.id, person_id=party.person_id, created_at=now, **said)
    db.session.add(feedback)
    if actor == "seeker":
        engagement.outcome = feedback.outcome
    db.session.flush()
    return feedback


def own_feedback(engagement: Engagement, party: Party) -> EngagementFeedback:
    """What the viewer himself said came of it. Raises: NotFound where he has not said anything."""
    said = db.session.get(EngagementFeedback, (engagement.id, party.person_id)) if party.person_id else None
    if said is None:
        raise NotFound
    return said


def cancel(engagement: Engagement, reason: str, party: Party, act: str = "cancel") -> None:
    """End it before it is completed; whoever did not do it is told. Raises: WrongState."""
    act_on(engagement, act, party)
    engagement.cancel_reason, engagement.lapses_at = reason, None
    for reader, other in _both(engagement):
        if reader != party.person_id:
            enqueue(
                "engagement_cancelled", reader, _facts(engagement, other), key=f"cancelled {engagement.id} {reader}"
            )
    db.session.flush()


def show(engagement: Engagement, visibility: str, party: Party) -> None:
    """Let others see what the peer helped with: his consent, or its end. Raises: WrongState."""
    act_on(engagement, "show", party)
    engagement.visibility = visibility
    db.session.flush()


def lapse(engagement_id: str, now: datetime) -> None:
    """End it where its time is over without a word of the two."""
    engagement = locked(db.session(), Engagement, engagement_id)
    if engagement and engagement.status == "active" and engagement.lapses_at and engagement.lapses_at <= now:
        cancel(engagement, "Neither of the two said anything for a long time.", CLOCK, "lapse")


def _both(engagement: Engagement) -> list[tuple[str, str]]:
    if engagement.seeker_id is None:
        return []
    pair = (engagement.seeker_id, engagement.peer_id)
    return [pair, pair[::-1]]


def _facts(engagement: Engagement, other: str) -> dict[str, str | int]:
    title = engagement.title or engagement.question[:200]
    return {"other": other, "title": title, "path": f"/api/v1/engagements/{engagement.id}"}
