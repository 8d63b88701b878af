"""People, with the languages they work in and where they worked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from app.extensions import db
from app.imports import cells
from app.imports.cells import CellError
from app.imports.employment import plan_employments, write_employments
from app.imports.fields import LANGUAGE, TIME_ZONE, Columns, Field
from app.imports.kinds import Item, Kind, Part
from app.imports.linking import chunks
from app.imports.report import Problems
from app.imports.writing import execute_all
from app.people.models import CARDS, Person, PersonLanguage
from app.vocabulary import CEFR_LEVELS, RINGS, VISIBILITIES, WORKING_DAYS

_TABLE = Person.__table__
_COLUMNS = Columns(_TABLE)
_LEVEL = cells.one_of(CEFR_LEVELS)


def _language_and_level(raw: object) -> tuple[str, str]:
    language, colon, level = cells.clean(raw).partition(":")
    if not colon:
        raise CellError(f"{cells.quoted(language)} lacks its level: write language:level, such as en:C1")
    return LANGUAGE(language), _LEVEL(level)


def _languages(raw: object) -> list[tuple[str, str]]:
    pairs = cells.listed(_language_and_level)(raw)
    if len(dict(pairs)) < len(pairs):
        raise CellError("has one language with two levels: keep one of them")
    return pairs


class PersonKind(Kind):
    """People: an e-mail address belongs to one, and the history of their work is kept."""

    def check_all(self, items: Sequence[Item], problems: Problems) -> None:
        """Report addresses that two people would have, and plan what becomes of the employments."""
        _check_emails(items, problems)
        plan_employments(items, problems)

    def make_room(self, items: Sequence[Item]) -> None:
        """Take off the addresses that change, so that two people may swap theirs."""
        freed = [{"b_id": item.id} for item in items if item.old and item.old["email"] != item.columns["email"]]
        execute_all(update(_TABLE).where(_TABLE.c.id == bindparam("b_id")).values(email=None), freed)

    def write_more(self, items: Sequence[Item]) -> None:
        """Write the employments."""
        write_employments(items)


def _check_emails(items: Sequence[Item], problems: Problems) -> None:
    first_lines: dict[str, int] = {}
    for item in items:
        email = item.columns["email"]
        if email and first_lines.setdefault(email, item.line) != item.line:
            reason = f"{email} stands in line {first_lines[email]} already: an address belongs to one person"
            problems.add(item.line, "email", reason)
    here = {item.id for item in items}
    for chunk in chunks(first_lines):
        query = select(_TABLE.c.id, _TABLE.c.ref, _TABLE.c.email).where(_TABLE.c.email.in_(chunk))
        for key, ref, email in db.session.execute(query):
            if key not in here:
                reason = f"{email} is the address of {ref} already: write another, or import {ref} without it first"
                problems.add(first_lines[email], "email", reason)


PEOPLE = PersonKind(
    "people",
    "person",
    _TABLE,
    {
        "ref": _COLUMNS.parsed("ref", cells.ref),
        "name": _COLUMNS.line("name"),
        "institution": _COLUMNS.one("institution_id", "institution"),
        "email": _COLUMNS.parsed("email", cells.email),
        "position": _COLUMNS.line("position"),
        "unit": _COLUMNS.line("unit"),
        "about": _COLUMNS.text("about", 5000),
        "languages": Field(_languages, is_many=True),
        "time_zone": _COLUMNS.parsed("time_zone", TIME_ZONE),
        "working_days": _COLUMNS.many(
            "working_days", cells.one_of(WORKING_DAYS), lambda days: sorted(days, key=WORKING_DAYS.index)
        ),
        "hours_per_month": _COLUMNS.parsed("hours_per_month", cells.number(0, 160)),
        "is_paused": _COLUMNS.parsed("is_paused", cells.truth),
        "ring_open": _COLUMNS.choice("ring_open", RINGS),
        **{f"{card}_visibility": _COLUMNS.choice(f"{card}_visibility", VISIBILITIES) for card in CARDS},
        "started_on": Field(cells.day),
    },
    parts=(Part("languages", PersonLanguage.__table__, "person_id", ("language", "level")),),
)
