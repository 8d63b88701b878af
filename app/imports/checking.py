"""From numbered rows to items: every cell parsed, every key seen once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.imports.cells import CellError, quoted
from app.imports.kinds import Item, Kind
from app.imports.reading import Row
from app.imports.report import Problems

Progress = Callable[[int, int | None], None]
STEP = 250


def check_rows(kind: Kind, rows: Sequence[Row], problems: Problems, on_progress: Progress | None) -> list[Item]:
    """The rows as items, those with problems included so that others may refer to them."""
    items = []
    first_lines: dict[tuple[str, ...], int] = {}
    for done, (line, row) in enumerate(rows, 1):
        item = _item(kind, line, row, problems)
        _check_once(kind, item, first_lines, problems)
        items.append(item)
        if on_progress and done % STEP == 0:
            on_progress(done, len(rows))
    return items


def _item(kind: Kind, line: int, row: Mapping[str, Any], problems: Problems) -> Item:
    item = Item(line, {})
    for name, raw in row.items():
        try:
            if name not in kind.fields:
                known = ", ".join(kind.column_names())
                raise CellError(f"is not a column of {kind.name}: rename or remove it. Known columns are: {known}.")
            item.given[name] = kind.fields[name].value(raw)
        except CellError as error:
            item.failed.add(name)
            problems.add(line, str(name), str(error))
    for name in kind.key:
        if name not in row:
            item.failed.add(name)
            problems.add(line, name, "is required: it tells this row from others")
    return item


def _check_once(kind: Kind, item: Item, first_lines: dict[tuple[str, ...], int], problems: Problems) -> None:
    if not item.failed.isdisjoint(kind.key):
        return
    key = tuple(item.given[name] for name in kind.key)
    first = first_lines.setdefault(key, item.line)
    if first != item.line:
        said = " and ".join(quoted(part) for part in key)
        problems.add(item.line, kind.key[0], f"{said} stands in line {first} already: keep one of the two rows")
