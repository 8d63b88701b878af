"""The sessions of an engagement in calendars: as a file to fetch, and attached to the mails that tell of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.engagements.calendar_files import CANCEL, PUBLISH, Meeting, calendar_file
from app.engagements.models import Engagement, EngagementSession
from app.extensions import db
from app.outbox.attachments import Attachment, Told, attached_to
from app.people.models import Person
from app.vocabulary import time_zones

_PLANNED, _REMOVED = 0, 1  # a session is never moved: it is taken out, and another one planned


def zone_of(person: Person | None) -> tuple[str, bool]:
    """The IANA zone of a person, and whether he said it; UTC where he did not."""
    zone = person.time_zone if person else None
    return (zone, True) if zone in time_zones() and zone else ("UTC", False)


def calendar_of(engagement: Engagement, reader: Person | None, now: datetime, sender: str, link: str) -> bytes:
    """All its sessions; those to come of an engagement that ended are cancelled. There must be one at least."""
    meetings = [
        _meeting(each, engagement.title or engagement.question[:200], link, not _is_on(each, now))
        for each in engagement.sessions
    ]
    return calendar_file(meetings, zone_of(reader)[0], now, sender)


def _meeting(session: EngagementSession, title: str, link: str, is_off: bool) -> Meeting:
    return Meeting(
        **{"id": session.id, "title": title, "starts": session.starts_at, "length": timedelta(minutes=session.minutes)},
        **{"agenda": session.agenda, "link": link, "revision": _REMOVED if is_off else _PLANNED},
        is_cancelled=is_off,
    )


def _is_on(session: EngagementSession, now: datetime) -> bool:
    return session.engagement.status == "active" or session.starts_at <= now


@attached_to("session_planned")
def planned_session(told: Told) -> Attachment | None:
    """The session as it is now; nothing where it is gone or off, or its reader is none of the two any more."""
    session_id = told.row.facts.get("session")  # not there in what was written by a former version
    session = db.session.get(EngagementSession, session_id) if session_id else None
    if session is None or not _is_on(session, told.now):
        return None
    if told.row.person_id not in (session.engagement.peer_id, session.engagement.seeker_id):
        return None
    return _file([_meeting(session, told.title, "", is_off=False)], told, PUBLISH)


@attached_to("session_removed")
def removed_session(told: Told) -> Attachment | None:
    """What takes it out of the calendars that have it. It is made of the message alone: the row is gone."""
    facts = told.row.facts
    meeting = Meeting(
        **{"id": facts["session"], "title": told.title, "starts": datetime.fromisoformat(facts["starts"])},
        **{"length": timedelta(minutes=facts["minutes"]), "revision": _REMOVED, "is_cancelled": True},
    )
    return _file([meeting], told, CANCEL)


def _file(meetings: list[Meeting], told: Told, method: str) -> Attachment:
    content = calendar_file(meetings, told.time_zone, told.now, told.sender, method)
    return Attachment("session.ics", content, method)
