"""The brief of an exchange: one page to print, without script, of less than 150 kB whatever was written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template

LIMIT = 140_000  # bytes; the style sheet comes on top
_LENGTHS = (5_000, 1_000, 300, 100, 30)  # characters of one text, and the next where the page is too large
_ROWS = 120  # of one list


def brief_of(shown: dict[str, Any]) -> str:
    """The page for what the viewer is shown. Where it would be too large, long texts are cut, and the page says so."""
    page = ""
    for most in _LENGTHS:
        page = render_template("exchange-brief.html", exchange=shown, cut=_cutter(most), rows=_ROWS, when=_when)
        if len(page.encode()) < LIMIT:
            break
    return page


def _cutter(most: int) -> Any:
    def cut(text: object) -> str:
        said = str(text)
        return said if len(said) <= most else f"{said[:most]}…"

    return cut


def _when(activity: Any, time_zone: str) -> str:
    """The day, or the hours where it takes place."""
    if activity.starts_at is None:
        return _day(activity.day)
    starts, ends = (each.astimezone(ZoneInfo(time_zone)) for each in (activity.starts_at, activity.ends_at))
    last = f"{ends:%H:%M}" if starts.date() == ends.date() else _moment(ends)
    return f"{_moment(starts)}-{last}"


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())} {moment:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
