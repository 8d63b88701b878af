"""Meetings as a file that calendars read (iCalendar, RFC 5545; methods: RFC 5546). Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

_AROUND = timedelta(days=366)  # how much of a zone's rules comes along, to either side
PUBLISH, CANCEL = "PUBLISH", "CANCEL"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a calendar is told. `revision` rises with each change, so that calendars replace what they have.

    It begins at a moment, or on a day and then takes whole days. Nobody's address is in it: the file may lie about.
    """

    id: str
    title: str
    starts: datetime | date
    length: timedelta
    agenda: str = ""
    link: str = ""
    revision: int = 0
    is_cancelled: bool = False
    place: str = ""


def calendar_file(
    meetings: Sequence[Meeting], time_zone: str, written_at: datetime, organizer: str = "", method: str = PUBLISH
) -> bytes:
    """The .ics file of these meetings with their hours in that zone, and the zone's rules.

    `organizer` is the address that it comes from, which RFC 5546 wants named: a server's, nobody's own. The method is
    PUBLISH, not REQUEST: the two have agreed already, and calendars would send their "accepted" to an address that
    nobody reads. A meeting that was published is taken out by CANCEL. Raises: ZoneInfoNotFoundError, ValueError for no
    meeting at all.
    """
    zone, calendar = ZoneInfo(time_zone), Calendar()
    calendar.add("prodid", "-//Sankofa//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for each in meetings:
        calendar.add_component(_event(each, zone, written_at, organizer))
    days = [_begin(each, zone) for each in meetings]
    days = [each.date() if isinstance(each, datetime) else each for each in days]
    calendar.add_missing_timezones(min(days) - _AROUND, max(days) + _AROUND)
    return bytes(calendar.to_ical())


def _begin(meeting: Meeting, zone: tzinfo) -> datetime | date:
    """The moment where the zone is, or the day."""
    return meeting.starts.astimezone(zone) if isinstance(meeting.starts, datetime) else meeting.starts


def _event(meeting: Meeting, zone: ZoneInfo, written_at: datetime, organizer: str) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@sankofa")
    event.add("dtstamp", written_at)
    event.add("sequence", meeting.revision)
    event.add("dtstart", _begin(meeting, zone))
    event.add("duration", meeting.length)
    event.add("summary", meeting.title)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    link = ("organizer", f"mailto:{organizer}" if organizer else "")
    for name, value in (("description", meeting.agenda), ("location", meeting.place), ("url", meeting.link), link):
        if value:
            event.add(name, value)
    return event
