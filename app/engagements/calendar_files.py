"""A session as a file that calendars read (iCalendar, RFC 5545). Pure: no clock, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

_AROUND = timedelta(days=366)  # how much of a zone's rules comes along, to either side


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a calendar is told. `revision` rises with each change, so that calendars replace what they have.

    Nobody's address is in it: the file is for the two who meet, and may lie about.
    """

    id: str
    title: str
    starts: datetime
    length: timedelta
    agenda: str = ""
    link: str = ""
    revision: int = 0
    is_cancelled: bool = False


def calendar_file(meeting: Meeting, time_zone: str, written_at: datetime) -> bytes:
    """The .ics file of a meeting with its hours in that zone, and the zone's rules. Raises: ZoneInfoNotFoundError."""
    event = Event()
    starts = meeting.starts.astimezone(ZoneInfo(time_zone))
    event.add("uid", f"{meeting.id}@sankofa")
    event.add("dtstamp", written_at)
    event.add("sequence", meeting.revision)
    event.add("dtstart", starts)
    event.add("duration", meeting.length)
    event.add("summary", meeting.title)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    for name, value in (("description", meeting.agenda), ("url", meeting.link)):
        if value:
            event.add(name, value)
    calendar = Calendar()
    calendar.add("prodid", "-//Sankofa//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(starts.date() - _AROUND, starts.date() + _AROUND)
    return bytes(calendar.to_ical())
