"""From refs to ids: those of the rows themselves, and of what they refer to in the file or the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, select

from app.extensions import db, new_id
from app.imports.cells import quoted
from app.imports.fields import Field
from app.imports.kinds import Item, Kind
from app.imports.report import Problems
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.models import Topic

CHUNK = 500
TARGETS: dict[str, Table] = {
    "institution": Institution.__table__,  # type: ignore[dict-item]
    "person": Person.__table__,  # type: ignore[dict-item]
    "topic": Topic.__table__,  # type: ignore[dict-item]
}
T = TypeVar("T")


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists short enough for one IN (...) of either database."""
    waiting = list(values)
    for start in range(0, len(waiting), CHUNK):
        yield waiting[start : start + CHUNK]


def identify(kind: Kind, items: Sequence[Item]) -> set[str]:
    """The ids of the items that are stored already; every item gets its own, new or stored."""
    keyed = [item for item in items if item.failed.isdisjoint(kind.key)]
    stored: dict[tuple[str, ...], str] = {}
    for chunk in chunks({item.given[kind.key[0]] for item in keyed}):
        query = select(kind.table.c.id, *kind.key_columns).select_from(kind.key_source)
        for row in db.session.execute(query.where(kind.key_columns[0].in_(chunk))):
            stored[tuple(row[1:])] = row[0]
    for item in items:
        item.id = new_id()
    for item in keyed:
        item.id = stored.get(tuple(item.given[name] for name in kind.key), item.id)
    return set(stored.values())


def link(kind: Kind, items: Sequence[Item], is_whole: bool, problems: Problems) -> None:
    """Give the items the ids of what they refer to; a ref that nothing has is a problem.

    Where some rows of the file could not be read, what they may have brought is not missed.
    """
    for target in {field.target for field in kind.fields.values() if field.target}:
        fields = {name: field for name, field in kind.fields.items() if field.target == target}
        named = {ref for item in items for name in fields for ref in refs_in(item, name)}
        ids = _stored_ids(TARGETS[target], named)
        if target == kind.singular:
            ids |= {item.given["ref"]: item.id for item in items if "ref" in item.given}
        for item in items:
            _link(item, fields, ids, problems if is_whole or target != kind.singular else None)


def refs_in(item: Item, name: str) -> list[str]:
    """The refs that an item names in one field."""
    given = item.given.get(name) or []
    return [given] if isinstance(given, str) else given


def _stored_ids(table: Table, refs: Collection[str]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for chunk in chunks(refs):
        query = select(table.c.ref, table.c.id).where(table.c.ref.in_(chunk))
        ids |= dict(db.session.execute(query).all())
    return ids


def _link(item: Item, fields: dict[str, Field], ids: dict[str, str], problems: Problems | None) -> None:
    for name, field in fields.items():
        if name not in item.given:
            continue
        refs = refs_in(item, name)
        missing = [ref for ref in refs if ref not in ids]
        found: list[Any] = [ids[ref] for ref in refs if ref in ids]
        item.links[name] = found if field.is_many else next(iter(found), None)
        if missing and problems is not None:
            named = ", ".join(quoted(ref) for ref in missing[:10])
            problems.add(
                item.line, name, f"there is no {field.target} with the ref {named}: import it first or mend it"
            )
