"""When two people could meet: inside the working hours of both, wherever they live. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice, product
from zoneinfo import ZoneInfo

from app.vocabulary import WORKING_DAYS

HORIZON_DAYS = 21
STEP = timedelta(minutes=15)  # every zone of today is so many quarters of an hour from UTC
LATEST_EDGE = 3  # hours before and after work, at most, where the working hours have nothing in common
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """Somebody's working week: an IANA zone, names of days ("sun" to "thu" in some countries), local hours; and spans
    of time, with their zone, in which he has something else."""

    time_zone: str
    days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    day_starts: int = 8
    day_ends: int = 17
    busy: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time to meet, in UTC; `edge` is by how many hours at most it lies outside the working hours of one."""

    starts: datetime
    ends: datetime
    edge: int = 0


def proposals(one: Week, other: Week, after: datetime, length: timedelta, count: int = 5) -> tuple[Proposal, ...]:
    """The next times when both work: one for each stretch that they share, in its middle, on a full hour if possible.

    Where they share none that is long enough within three weeks, the edges of the day are looked at, an hour at a
    time and three at most. Empty where that does not help either. Raises: ValueError for a naive `after`, a length
    that is not positive or an unknown day; ZoneInfoNotFoundError.

    >>> nairobi, delhi = Week("Africa/Nairobi"), Week("Asia/Kolkata")
    >>> proposals(nairobi, delhi, datetime(2026, 12, 1, tzinfo=UTC), timedelta(hours=1), 1)[0].starts.isoformat()
    '2026-12-01T07:30:00+00:00'
    """
    if after.tzinfo is None or length <= timedelta(0):
        raise ValueError("say from which moment on, with its zone, and how long")
    for edge in range(LATEST_EDGE + 1):
        stretches = _shared(one, other, after.astimezone(UTC), edge)
        found = (_best(one, other, stretch, length, edge) for stretch in stretches)
        told = tuple(islice((each for each in found if each), count))
        if told:
            return told
    return ()


def _shared(one: Week, other: Week, after: datetime, edge: int) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which both work and have nothing else, from a moment on, in their order."""
    stretches = (
        (max(start, other_start, after), min(end, other_end))
        for (start, end), (other_start, other_end) in product(_spans(one, after, edge), _spans(other, after, edge))
    )
    busy = sorted((*one.busy, *other.busy))
    for start, end in sorted(stretches):
        free = start
        for taken_from, taken_to in busy:
            if taken_from < end and taken_to > free:
                if free < taken_from:
                    yield free, taken_from
                free = taken_to
        if free < end:
            yield free, end


def _spans(week: Week, after: datetime, edge: int) -> list[tuple[datetime, datetime]]:
    """The working days around a moment and within the horizon, in UTC; an hour that the clocks skip is passed over."""
    zone, days = ZoneInfo(week.time_zone), {WORKING_DAYS.index(day) for day in week.days}
    first = after.astimezone(zone).date() - _DAY
    dates = (first + number * _DAY for number in range(HORIZON_DAYS + 2))
    hours = timedelta(hours=week.day_starts - edge), timedelta(hours=week.day_ends + edge)
    return [
        (_utc(datetime.combine(day, time.min) + hours[0], zone), _utc(datetime.combine(day, time.min) + hours[1], zone))
        for day in dates
        if day.weekday() in days
    ]


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _best(one: Week, other: Week, stretch: tuple[datetime, datetime], length: timedelta, edge: int) -> Proposal | None:
    """The start on a full hour for as many of the two as possible, then the one nearest to the middle."""
    start, end = stretch
    first = start + (datetime.min.replace(tzinfo=UTC) - start) % STEP
    zones = ZoneInfo(one.time_zone), ZoneInfo(other.time_zone)
    middle = start + (end - start - length) / 2
    starts = (first + number * STEP for number in range(int((end - length - first) / STEP) + 1))
    best = min(
        starts,
        key=lambda each: (sum(each.astimezone(zone).minute > 0 for zone in zones), abs(each - middle), each),
        default=None,
    )
    return Proposal(best, best + length, edge) if best else None
