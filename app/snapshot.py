"""What the engine keeps of a thing: pure values for the matching index and the knowledge graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from graph.types import Facts
from matching.types import Candidate, Evidence, InstitutionPlace, PastEngagement

_OPENING = 12  # words


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One person, institution, topic, challenge, lesson or engagement, as matching and the graph see it."""

    id: str
    facts: Facts
    evidence: tuple[Evidence, ...] = ()
    candidate: Candidate | None = None
    place: InstitutionPlace | None = None
    past: PastEngagement | None = None


Ids = frozenset[str] | None  # None: all there are


def chosen(select: Select[Any], column: InstrumentedAttribute[Any], ids: Ids) -> Iterator[Any]:
    """The rows of a select, of all things or of those with these ids in the column."""
    if ids is None:
        yield from db.session.execute(select.order_by(column))
        return
    for some in batches(ids):
        yield from db.session.execute(select.where(column.in_(some)).order_by(column))


def opened(text: str) -> tuple[str, str]:
    """Title and text of what has no title of its own: how it begins, and the rest of it."""
    words = text.split()
    return " ".join(words[:_OPENING]) + (" …" if len(words) > _OPENING else ""), " ".join(words[_OPENING:])


def batches(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """The ids in portions that every database takes in one condition."""
    ordered = sorted(ids)
    return (ordered[start : start + 500] for start in range(0, len(ordered), 500))


def ids_where(column: InstrumentedAttribute[Any], condition: Any, ids: Iterable[str]) -> frozenset[str]:
    """The values of a column where another column holds one of these ids."""
    found: set[str] = set()
    for some in batches(ids):
        criterion: ColumnElement[bool] = condition.in_(some)
        found.update(db.session.scalars(db.select(column).where(criterion)))
    return frozenset(found)
