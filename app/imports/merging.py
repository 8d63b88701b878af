"""What is stored, what the row says, and what shall be: absent columns stay, given ones take their place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.imports.fields import default_of
from app.imports.kinds import KEPT, NO_ROWS, Item, Kind, Part, Rows
from app.imports.linking import chunks
from app.imports.report import Problems


def merge(kind: Kind, items: Sequence[Item], stored: Collection[str], problems: Problems) -> None:
    """Fill in what is stored and what shall be, and check all that follows from it."""
    rows = _stored_rows(kind, stored)
    parts = {part.name: _stored_parts(part, stored) for part in kind.parts}
    for item in items:
        item.old = rows.get(item.id)
        item.old_parts = {name: owned.get(item.id, NO_ROWS) for name, owned in parts.items()}
        _require(kind, item, problems)
        _set_columns(kind, item)
        item.parts = dict(item.old_parts)
        _set_parts(kind, item)
        if item.line not in problems.lines:
            kind.finish(item, problems)
    kind.check_all(items, problems)


def _stored_rows(kind: Kind, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    table, rows = kind.table, {}
    for chunk in chunks(sorted(ids)):  # locked in one order, so that two imports can't wait for each other
        query = select(table).where(table.c.id.in_(chunk)).order_by(table.c.id).with_for_update()
        rows.update({row["id"]: dict(row) for row in db.session.execute(query).mappings()})
    return rows


def _stored_parts(part: Part, owners: Collection[str]) -> dict[str, Rows]:
    owner, columns = part.table.c[part.owner], [part.table.c[name] for name in part.columns]
    found: dict[str, set[tuple[str, ...]]] = {}
    for chunk in chunks(owners):
        for row in db.session.execute(select(owner, *columns).where(owner.in_(chunk))):
            found.setdefault(row[0], set()).add(tuple(row[1:]))
    return {key: frozenset(rows) for key, rows in found.items()}


def _require(kind: Kind, item: Item, problems: Problems) -> None:
    if item.old is not None:
        return
    for name, field in kind.fields.items():
        if field.is_required and name not in item.given and name not in item.failed:
            problems.add(item.line, name, f"is required for a new {kind.singular}: add it")


def _set_columns(kind: Kind, item: Item) -> None:
    columns = (column for column in kind.table.c if column.name not in KEPT)
    if item.old is None:
        item.columns = {column.name: default_of(column) for column in columns}
    else:
        item.columns = {column.name: item.old[column.name] for column in columns}
    for name, value in item.given.items():
        field = kind.fields[name]
        if field.column is not None:
            item.columns[field.column.name] = item.links[name] if field.target else value


def _set_parts(kind: Kind, item: Item) -> None:
    for part in kind.parts:
        if part.name in item.links:
            item.parts[part.name] = frozenset((entry,) for entry in item.links[part.name])
        elif part.name in item.given:
            item.parts[part.name] = frozenset(item.given[part.name])
