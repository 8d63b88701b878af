"""The writes: new rows and changed ones in bulk, their parts as differences, and a word to the change feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Executable, bindparam, delete, insert, update

from app.changes import record
from app.extensions import db, utc_now
from app.imports.kinds import NO_ROWS, Item, Kind, Part
from app.rights.choices import record_choices

CHUNK = 1000


def execute_all(statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
    """Execute the statement once for every row, in bulk."""
    for start in range(0, len(rows), CHUNK):
        db.session.execute(statement, rows[start : start + CHUNK])


def write(kind: Kind, items: Sequence[Item]) -> tuple[int, int, int]:
    """How many rows were created, updated and unchanged; only the first two are written."""
    new = kind.arranged([item for item in items if item.old is None])
    changed = [item for item in items if item.old is not None and item.is_changed()]
    _insert(kind, new)
    kind.make_room(changed)
    _update(kind, changed)
    for part in kind.parts:
        _write_part(part, new + changed)
    kind.write_more(new + changed)
    for item in new + changed:
        record_choices(db.session(), kind.table.name, item.old, {"id": item.id, **item.columns})
    record(db.session, (kind.change(item) for item in new + changed))
    db.session.expire_all()  # the bulk writes passed by what the session may hold
    return len(new), len(changed), len(items) - len(new) - len(changed)


def _insert(kind: Kind, items: Sequence[Item]) -> None:
    now = utc_now()
    kept = {"created_at": now, "updated_at": now, "version": 1}
    execute_all(insert(kind.table), [{"id": item.id, **kept, **item.columns} for item in items])


def _update(kind: Kind, items: Sequence[Item]) -> None:
    now, rows = utc_now(), []
    for item in items:
        values = {**item.columns, "updated_at": now, "version": (item.old or {})["version"] + 1}
        rows.append({"b_id": item.id} | {f"b_{name}": value for name, value in values.items()})
    if rows:
        names = [name.removeprefix("b_") for name in rows[0] if name != "b_id"]
        values = {name: bindparam(f"b_{name}") for name in names}
        execute_all(update(kind.table).where(kind.table.c.id == bindparam("b_id")).values(values), rows)


def _write_part(part: Part, items: Iterable[Item]) -> None:
    gone, come = [], []
    for item in items:
        old, wanted = item.old_parts.get(part.name, NO_ROWS), item.parts[part.name]
        gone += [_bound(part, item, row, "b_") for row in sorted(old - wanted)]
        come += [_bound(part, item, row, "") for row in sorted(wanted - old)]
    names = (part.owner, *part.columns)
    execute_all(delete(part.table).where(*(part.table.c[name] == bindparam(f"b_{name}") for name in names)), gone)
    execute_all(insert(part.table), come)


def _bound(part: Part, item: Item, row: tuple[str, ...], prefix: str) -> dict[str, Any]:
    named = zip((part.owner, *part.columns), (item.id, *row), strict=True)
    return {f"{prefix}{name}": value for name, value in named}
