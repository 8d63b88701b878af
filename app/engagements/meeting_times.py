"""When the two of an engagement could meet, told to one of them; docs/privacy.md says what that shows of the other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from app.engagements.calendars import zone_of
from app.engagements.models import Engagement, EngagementSession
from app.engagements.times import HORIZON_DAYS, LATEST_EDGE, Proposal, Week, proposals
from app.errors import Invalid
from app.extensions import db
from app.people.models import Person
from app.viewer import Viewer
from app.visibility import can_see

_FURTHEST = timedelta(days=366)
_LONGEST = timedelta(hours=10)  # of a session


def times_for(me: Person, other: Person, asked: dict[str, Any], viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Proposals in the hours of both, and what has to be said about them.

    The hours of the other are minded whether he shows them or not, but only named where he does: a time at which he
    sleeps helps neither. What else either has planned in engagements is passed over, and not told.
    Raises: Invalid for a beginning that is more than a year ahead.
    """
    after = max(asked.get("after", now), now)
    if after > now + _FURTHEST:
        raise Invalid("Look for times within a year.", after=["This is more than a year ahead."])
    is_shown = can_see(viewer, other.owns(other.availability_visibility))
    weeks = _week(me, after), _week(other, after)
    found = proposals(*weeks, after, timedelta(minutes=asked["minutes"]), asked["count"])
    items = [
        {
            **{"starts_at": each.starts, "ends_at": each.ends, "yours": _local(each, weeks[0].time_zone)},
            **{"theirs": _local(each, weeks[1].time_zone) if is_shown else None},
            **{"edge_hours": each.edge, "edge": _edge(each.edge)},
        }
        for each in found
    ]
    return {"items": items, "notes": _notes(me, other if is_shown else None, bool(found))}


def _week(person: Person, after: datetime) -> Week:
    return Week(zone_of(person)[0], tuple(person.working_days), busy=_busy(person.id, after))


def _busy(person_id: str, after: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """When somebody has sessions in active engagements, whoever they are with."""
    near = EngagementSession.starts_at.between(after - _LONGEST, after + timedelta(days=HORIZON_DAYS + 2))
    found = select(EngagementSession.starts_at, EngagementSession.minutes).join(EngagementSession.engagement)
    found = found.where(near, Engagement.status == "active")
    found = found.where(or_(Engagement.peer_id == person_id, Engagement.seeker_id == person_id))
    return tuple((starts, starts + timedelta(minutes=minutes)) for starts, minutes in db.session.execute(found))


def _local(proposal: Proposal, time_zone: str) -> dict[str, Any]:
    zone = ZoneInfo(time_zone)
    hours = {"starts_at": proposal.starts.astimezone(zone), "ends_at": proposal.ends.astimezone(zone)}
    return {**hours, "time_zone": time_zone}


def _edge(hours: int) -> str:
    if not hours:
        return "Within the working hours of both."
    return f"Up to {hours} h before or after the working hours of one of you, or of both."


def _notes(me: Person, other: Person | None, is_any: bool) -> list[str]:
    """What the reader should know; `other` is None where his hours are not for the reader to see."""
    told = []
    if not zone_of(me)[1]:
        told.append("You have not said your time zone: UTC is assumed.")
    if other is None:
        told.append("The other one does not show you when he works: it is minded as far as it is known, but not named.")
    elif not zone_of(other)[1]:
        told.append("The other one has not said a time zone: UTC is assumed.")
    if not is_any:
        where = f"within {HORIZON_DAYS} days, not even {LATEST_EDGE} h before or after working hours"
        told.append(f"There is no time that is long enough {where}.")
    return told
