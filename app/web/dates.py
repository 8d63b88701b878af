"""Dates and times as operations tell them, for people: in the language of the page, and on the clock of somebody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_timedelta, gettext


def moment(text: str) -> datetime:
    """The moment that a date or a time of an operation means; a date begins at midnight UTC."""
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def local(text: str, zone: str) -> datetime:
    """A moment as the clock shows it in that zone."""
    return datetime.fromisoformat(text).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def ago(text: str) -> str:
    """How long ago that was, in words."""
    passed = moment(text) - datetime.now(UTC)
    return gettext("today") if abs(passed.days + 1) < 1 else format_timedelta(passed, "day", add_direction=True)


def month(text: str) -> str:
    """A month, as `2027-03`, with its name."""
    return str(format_date(date.fromisoformat(f"{text}-01"), "LLLL y"))


def months(texts: list[str]) -> str:
    """Months as they follow each other: from one to another, and those that stand alone."""
    runs: list[list[int]] = []
    for number in sorted(int(each[:4]) * 12 + int(each[5:]) - 1 for each in texts):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = [dict.fromkeys((run[0], run[-1])) for run in runs]
    return ", ".join(" – ".join(month(f"{each // 12:04}-{each % 12 + 1:02}") for each in run) for run in ends)


FILTERS = {"moment": moment, "local": local, "ago": ago, "month": month, "months": months}
