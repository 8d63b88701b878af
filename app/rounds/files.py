"""Needs and offers of a round as files, CSV or XLSX: all rows or none, and what was written can be read again.

Who is referred to stands as `Name [id]`; a name alone will do where only one is called so. Lists are separated by `;`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from sqlalchemy import ColumnElement, Select, select, true

from app.challenges.models import Challenge
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.inert import inert, meant
from app.institutions.models import Institution
from app.people.authorship import visible
from app.people.models import Person
from app.policy import require_reach
from app.rounds import entries
from app.rounds.models import RoundNeed, RoundOffer
from app.rounds.schemas import RoundNeedWriteSchema, RoundOfferWriteSchema
from app.rounds.service import act_on, open_round
from app.spreadsheets import MOST_ROWS, Numbered, UnreadableSheetError, read_sheet, write_sheet
from app.topics.models import Topic
from app.viewer import Viewer

COLUMNS = {
    "needs": ("institution", "challenge", "contact", "hours_per_month", "languages", "months", "visitors"),
    "offers": (
        *("institution", "title", "description", "topics", "experts"),
        *("hours_per_month", "at_most", "months", "cost"),
    ),
}
NEEDED = {"needs": ("institution", "challenge", "contact"), "offers": ("institution", "title")}
NUMBERS = {"hours_per_month": float, "visitors": int, "at_most": int, "cost": int}
_ID = re.compile(r"\[([0-9a-f-]{36})\]\Z")
_DAY = re.compile(r"(\d{4}-\d{2})-\d{2}\Z")  # what a spreadsheet makes of a month
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many entries a file began, and how many it altered."""

    created: int
    updated: int


def take_in(round_id: str, kind: str, content: bytes, viewer: Viewer, *, is_sheet: bool) -> Taken:
    """Enter every row of the file. The caller commits, or rolls back where this raises.

    Raises: NotFound, WrongState, and Invalid with every bad row: `{"line 3, contact": [reason]}`.
    """
    act_on(open_round(round_id), "enter")
    created, wrong = 0, {}
    rows = _rows(kind, content, is_sheet=is_sheet)
    for line, row in rows:
        try:
            with db.session.begin_nested():
                created += _enter(round_id, kind, row, viewer)
        except (Invalid, Conflict, Forbidden) as error:
            wrong |= _by_line(line, error.errors, error.detail)
        except ma.ValidationError as error:
            wrong |= _by_line(line, error.normalized_messages(), "")
    if wrong:
        raise Invalid("Nothing was written: mend these rows, then send the file again.", **wrong)
    return Taken(created, len(rows) - created)


def _by_line(line: int, errors: Mapping[str, Any], detail: str) -> dict[str, list[str]]:
    found = {
        f"line {line}, {name.removesuffix('_id').replace('topic_ids', 'topics')}": each for name, each in errors.items()
    }
    return {where: list(_flat(each)) for where, each in found.items()} or {f"line {line}": [detail]}


def _flat(messages: Any) -> Iterator[str]:
    if isinstance(messages, str):
        yield messages
    else:
        for each in messages.values() if isinstance(messages, Mapping) else messages:
            yield from _flat(each)


def _enter(round_id: str, kind: str, row: dict[str, str], viewer: Viewer) -> bool:
    """Whether the entry is new; one of the same challenge or title is altered."""
    place = _one(Institution, Institution.name, row["institution"], "institution")
    require_reach(place)
    said = _said(row)
    if kind == "needs":
        seen = select(Challenge.id).join(Challenge.institution).where(visible(viewer, Challenge))
        here = (Challenge.institution_id == place) & Challenge.id.in_(seen)
        said["challenge_id"] = _one(Challenge, Challenge.title, row["challenge"], "challenge", here)
        said["contact_id"] = _one(Person, Person.name, row["contact"], "contact", Person.institution_id == place)
        loaded = RoundNeedWriteSchema().load({**said, "institution_id": place})
        same = select(RoundNeed).filter_by(round_id=round_id, challenge_id=said["challenge_id"])
        known, enter, update = db.session.scalar(same), entries.enter_need, entries.update_need
    else:
        said |= _shared(row, place)
        loaded = RoundOfferWriteSchema().load({**said, "institution_id": place})
        same = select(RoundOffer).filter_by(round_id=round_id, institution_id=place, title=loaded["title"])
        known, enter, update = db.session.scalar(same), entries.enter_offer, entries.update_offer
    if known is None:
        enter(round_id, loaded, viewer)
        return True
    require_reach(known.institution_id)
    update(known, {name: value for name, value in loaded.items() if name != "institution_id"}, viewer)
    return False


def _said(row: Mapping[str, str]) -> dict[str, Any]:
    """What needs no looking up; an empty cell says nothing, except that lists are empty."""
    said: dict[str, Any] = {name: row[name] for name in ("title", "description") if name in row}
    for name in NUMBERS.keys() & row.keys():
        if row[name]:
            said[name] = _number(name, row[name])
    if "languages" in row:
        said["languages"] = _parts(row["languages"].lower())
    if "months" in row:
        said["months"] = [_DAY.sub(r"\1", each) for each in _parts(row["months"])]
    return said


def _number(name: str, text: str) -> float:
    try:
        return NUMBERS[name](text)
    except ValueError as error:
        kind = "a whole number, such as 1200" if NUMBERS[name] is int else "a number, such as 2.5"
        raise Invalid("This is no number.", **{name: [f"Write {kind}."]}) from error


def _shared(row: Mapping[str, str], place: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if "topics" in row:
        said["topic_ids"] = [_one(Topic, Topic.name, each, "topics") for each in _parts(row["topics"])]
    if "experts" in row:
        said["experts"] = [_expert(each, place) for each in _parts(row["experts"])]
    return said


def _expert(text: str, place: str) -> dict[str, Any]:
    name, _, hours = text.rpartition(":")
    if not name:
        raise Invalid("Hours are missing.", experts=["Write each expert with hours a month: Ann Expert: 4; Bo: 2"])
    person = _one(Person, Person.name, name, "experts", Person.institution_id == place)
    try:
        return {"person_id": person, "hours_per_month": float(hours)}
    except ValueError as error:
        raise Invalid("Hours are no number.", experts=["Write hours a month as a number: Ann Expert: 4"]) from error


def _parts(text: str) -> list[str]:
    return [each.strip() for each in text.split(";") if each.strip()]


def _one(model: Any, name: Any, text: str, column: str, where: ColumnElement[bool] | None = None) -> str:
    """The id in brackets, or that of the only one of this name. Raises: Invalid."""
    if found := _ID.search(text.strip()):
        return found[1]
    asked = select(model.id).where(name == text.strip(), true() if where is None else where).limit(2)
    ids = db.session.scalars(asked).all()
    if len(ids) == 1:
        return ids[0]
    many = "Several are called so: add the id in brackets, as an export writes it."
    raise Invalid("A name is not clear.", **{column: [many if ids else "Nothing here is called so: check the name."]})


def _rows(kind: str, content: bytes, *, is_sheet: bool) -> list[tuple[int, dict[str, str]]]:
    try:
        lines = read_sheet(content, kind) if is_sheet else _csv_rows(content)
    except UnreadableSheetError as error:
        raise Invalid("The file can't be read.", **{f"line {error.row}": [str(error)]}) from error
    header = _header(kind, lines[0] if lines else (1, []))
    unfit = {line: len(cells) for line, cells in lines[1:] if len(cells) > len(header)}
    unfit |= {line: len(cells) for line, cells in lines[1:] if len(cells) < len(header) and not is_sheet}
    if unfit:
        detail = f"cells where the header has {len(header)}."
        raise Invalid("Some rows don't fit.", **{f"line {row}": [f"{n} {detail}"] for row, n in unfit.items()})
    filled = ((line, map(meant, [*cells, *[""] * (len(header) - len(cells))])) for line, cells in lines[1:])
    return [(line, dict(zip(header, cells, strict=True))) for line, cells in filled]


def _header(kind: str, first: Numbered) -> list[str]:
    line, cells = first
    names = [each.strip().lower() for each in cells]
    while names and not names[-1]:
        names.pop()
    known = f"The columns of {kind} are: {', '.join(COLUMNS[kind])}."
    wrong = [f"“{each[:40]}” is not a column. {known}" for each in names if each not in COLUMNS[kind]]
    wrong += [f"The column {each} is missing. {known}" for each in NEEDED[kind] if each not in names]
    wrong += [f"The column {each} is there twice." for each in sorted({n for n in names if names.count(n) > 1})]
    if wrong:
        raise Invalid("The header is not right.", **{f"line {line}": wrong})
    return names


def _csv_rows(content: bytes) -> list[Numbered]:
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows, start = [], 1
        for cells in reader:
            if any(each.strip() for each in cells):
                rows.append((start, cells))
            if len(rows) > MOST_ROWS + 1:
                raise UnreadableSheetError(f"The file has more than {MOST_ROWS:,} rows: split it.", start)
            start = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise UnreadableSheetError("The text is not UTF-8: save the file as CSV UTF-8.") from error
    except csv.Error as error:
        raise UnreadableSheetError(f"This row is no CSV ({error}): close every quote.", start) from error
    return rows


def all_of(found: Select[Any]) -> Iterable[Any]:
    """Every entry of the select, in the order of entering."""
    model = found.column_descriptions[0]["entity"]
    return db.session.scalars(found.order_by(model.created_at, model.id)).unique()


def written(kind: str, shown: Iterable[dict[str, Any]], *, is_sheet: bool) -> bytes:
    """The entries, as they are shown to the viewer, in a file that `take_in` reads."""
    rows = [COLUMNS[kind], *(_cells(kind, each) for each in shown)]
    if is_sheet:
        return write_sheet(kind, [[inert(cell) for cell in row] for row in rows])
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([inert(cell) for cell in row] for row in rows)
    return (_BOM + text.getvalue()).encode()


def _cells(kind: str, shown: Mapping[str, Any]) -> Sequence[str]:
    return [_cell(shown[name]) for name in COLUMNS[kind]]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_cell(each).replace(";", ",") for each in value)
    if isinstance(value, dict) and "person" in value:
        return f"{_cell(value['person'])}: {_cell(value['hours_per_month'])}"
    if isinstance(value, dict):
        return f"{value['name']} [{value['id']}]"
    if isinstance(value, str | int | float | None):
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return f"{value.name} [{value.id}]"  # an institution, a person or a topic
