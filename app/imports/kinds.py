"""What can be imported, declared: a `Kind` names its table, fields and parts, and adds its own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, FromClause, Table

from app.imports.fields import Field
from app.imports.report import Problems

Rows = frozenset[tuple[str, ...]]
NO_ROWS: Rows = frozenset()
# Columns that the import itself keeps: no file says them.
KEPT = ("id", "created_at", "updated_at", "version")


@dataclass(frozen=True, slots=True)
class Part:
    """A table of rows that belong to one owner, such as the labels of a topic: compared and written as a set."""

    name: str
    table: Table
    owner: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Item:
    """One row of the file on its way into the database.

    `given` holds what the row says, `links` the ids of the refs it names; `old` and `old_parts` what is stored (None
    where it is new), `columns` and `parts` what shall be. `plans` is for what only one kind does.
    """

    line: int
    given: dict[str, Any]
    failed: set[str] = field(default_factory=set)
    links: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    old: dict[str, Any] | None = None
    old_parts: dict[str, Rows] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Rows] = field(default_factory=dict)
    plans: list[Any] = field(default_factory=list)

    def is_changed(self) -> bool:
        """Whether anything stored has to be written again."""
        stored = {name: value for name, value in (self.old or {}).items() if name not in KEPT}
        return self.columns != stored or self.parts != self.old_parts or bool(self.plans)


@dataclass(frozen=True)
class Kind:
    """A kind of rows. `key_columns` (of `key_source`) hold the values of the `key` fields in the database."""

    name: str
    singular: str
    table: Table
    fields: Mapping[str, Field]
    parts: tuple[Part, ...] = ()
    key: tuple[str, ...] = ("ref",)
    shown: tuple[str, ...] = ()

    @property
    def key_columns(self) -> tuple[Column[Any], ...]:
        """The columns by which a row of the file is found in the database."""
        return (self.table.c.ref,)

    @property
    def key_source(self) -> FromClause:
        """Where the key columns are selected from."""
        return self.table

    def column_names(self) -> tuple[str, ...]:
        """The columns that a file may have, as they are told to people."""
        return self.shown or tuple(self.fields)

    def change(self, item: Item) -> tuple[str, str]:
        """What the change feed is told when the item is written."""
        return (self.singular, item.id)

    def finish(self, item: Item, problems: Problems) -> None:
        """Set and check what follows from the row as it shall be."""

    def check_all(self, items: Sequence[Item], problems: Problems) -> None:
        """Check what only the rows together can break."""

    def arranged(self, items: list[Item]) -> list[Item]:
        """The new items in an order in which they can be inserted."""
        return items

    def make_room(self, items: Sequence[Item]) -> None:
        """Free unique values before the changed items are updated."""

    def write_more(self, items: Sequence[Item]) -> None:
        """Write what is neither a column nor a part."""
