"""Working hours two people share in a given week, in whatever zones they live."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from matching.errors import UnknownTimeZoneError, WorkingWeekError
from matching.types import Availability

_Span = tuple[datetime, datetime]
_Week = tuple[str, tuple[int, ...], float, float]  # zone, days, and the hours a day starts and ends


def shared_hours(one: Availability, other: Availability, on: date) -> float | None:
    """Hours both work at the same moment in the week (Monday to Sunday, UTC) of a day; None without a zone.

    A day that ends before it starts runs past midnight. Daylight saving follows the IANA database. Raises
    UnknownTimeZoneError and WorkingWeekError.
    """
    if one.time_zone is None or other.time_zone is None:
        return None
    return _shared(_week(one), _week(other), on - timedelta(days=on.weekday()))


def _week(availability: Availability) -> _Week:
    return (availability.time_zone or "", availability.working_days, availability.day_starts, availability.day_ends)


@lru_cache(maxsize=65_536)
def _shared(one: _Week, other: _Week, monday: date) -> float:
    """Return the hours two weeks share: thousands of people work the same week, so each pair is counted once."""
    seconds = sum(
        max(0.0, (min(end, other_end) - max(start, other_start)).total_seconds())
        for start, end in _spans(one, monday)
        for other_start, other_end in _spans(other, monday)
    )
    return seconds / 3600.0


@lru_cache(maxsize=4096)
def _spans(week: _Week, monday: date) -> tuple[_Span, ...]:
    """Return the working days of one week in UTC, cut off where the week starts and ends."""
    zone, days, *hours = week
    if not all(0 <= day <= 6 for day in days) or not all(0.0 <= hour <= 24.0 for hour in hours):
        raise WorkingWeekError(f"not a working week: days {days}, hours {tuple(hours)}")
    place = _zone(zone)
    week_starts = datetime.combine(monday, time.min, UTC)
    week_ends = week_starts + timedelta(days=7)
    length = timedelta(hours=hours[1] - hours[0] if hours[1] >= hours[0] else hours[1] - hours[0] + 24.0)
    spans = []
    for offset in range(-2, 9):
        day = monday + timedelta(days=offset)
        if day.weekday() in days:
            start = datetime.combine(day, time.min) + timedelta(hours=hours[0])
            span = _utc(start, place), _utc(start + length, place)
            spans.append((max(span[0], week_starts), min(span[1], week_ends)))
    return tuple(span for span in spans if span[0] < span[1])


def _utc(wall: datetime, place: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=place).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownTimeZoneError(f"unknown time zone {name!r}; use an IANA name such as 'Africa/Nairobi'") from error
