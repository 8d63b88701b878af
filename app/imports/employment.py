"""Where a person worked, kept true by imports: a new workplace closes the open employment and opens another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.extensions import db, new_id, utc_now
from app.imports.kinds import Item
from app.imports.linking import chunks
from app.imports.report import Problems
from app.imports.writing import execute_all
from app.people.models import Employment

WORKPLACE = ("institution_id", "position", "unit")
_TABLE = Employment.__table__


@dataclass(frozen=True, slots=True)
class Span:
    """One stored employment; open while it has no end."""

    id: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: an employment that ends, one whose start is corrected, one that opens."""

    ending: tuple[str, date] | None = None
    correcting: tuple[str, date] | None = None
    opening: date | None = None


def plan_employments(items: Sequence[Item], problems: Problems) -> None:
    """Give every person whose workplace or start changes a plan; a start that can't be is a problem."""
    stored = _stored_spans(item.id for item in items if item.old is not None)
    today = utc_now().date()
    for item in items:
        if item.line in problems.lines:
            continue
        spans = stored.get(item.id, [])
        if reason := _impossible(item, spans):
            problems.add(item.line, "started_on", reason)
        elif plan := _plan(item, spans, today):
            item.plans.append(plan)


def write_employments(items: Sequence[Item]) -> None:
    """Write what was planned."""
    planned = [(item, plan) for item in items for plan in item.plans]
    by_id = update(_TABLE).where(_TABLE.c.id == bindparam("b_id"))
    ended = [plan.ending for _, plan in planned if plan.ending]
    corrected = [plan.correcting for _, plan in planned if plan.correcting]
    execute_all(by_id.values(ended_on=bindparam("day")), [{"b_id": key, "day": day} for key, day in ended])
    execute_all(by_id.values(started_on=bindparam("day")), [{"b_id": key, "day": day} for key, day in corrected])
    execute_all(insert(_TABLE), [_opened(item, plan.opening) for item, plan in planned if plan.opening])


def _stored_spans(person_ids: Iterable[str]) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    columns = (_TABLE.c.id, _TABLE.c.started_on, _TABLE.c.ended_on)
    for chunk in chunks(person_ids):
        query = select(_TABLE.c.person_id, *columns).where(_TABLE.c.person_id.in_(chunk))
        for person_id, *span in db.session.execute(query.order_by(_TABLE.c.started_on, _TABLE.c.id)):
            spans.setdefault(person_id, []).append(Span(*span))
    return spans


def _has_moved(item: Item) -> bool:
    return item.old is None or any(item.old[name] != item.columns[name] for name in WORKPLACE)


def _open_of(spans: Iterable[Span]) -> Span | None:
    return next((span for span in spans if span.ended_on is None), None)


def _impossible(item: Item, spans: Sequence[Span]) -> str:
    said = item.given.get("started_on")
    present = _open_of(spans)
    if said and present and _has_moved(item) and said <= present.started_on:
        return (
            f"the institution, position or unit changed, but {said} is not after {present.started_on}, when the former "
            "one began: write the day of the change, or leave it empty to mean today"
        )
    ends = [span.ended_on for span in spans if span.ended_on]
    if said and ends and said < max(ends):
        return f"{said} is before {max(ends)}, when the former employment ended: write that day or a later one"
    return ""


def _plan(item: Item, spans: Sequence[Span], today: date) -> Plan | None:
    said = item.given.get("started_on")
    present = _open_of(spans)
    if _has_moved(item):
        day = said or max([today, *(span.ended_on or span.started_on for span in spans)])
        return Plan(ending=(present.id, day) if present else None, opening=day)
    if said and present and said != present.started_on:
        return Plan(correcting=(present.id, said))
    return None


def _opened(item: Item, day: date | None) -> dict[str, Any]:
    place = {name: item.columns[name] for name in WORKPLACE}
    return {"id": new_id(), "person_id": item.id, **place, "started_on": day, "ended_on": None}
