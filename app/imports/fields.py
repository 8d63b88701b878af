"""The columns a file may have, declared: how a cell is parsed, which database column it fills, what it refers to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from app.imports import cells
from app.imports.cells import CellError, Parse
from app.vocabulary import countries, languages, time_zones

COUNTRY = cells.code_of("an ISO 3166-1 country code of two capital letters, such as KE", countries)
LANGUAGE = cells.code_of("an ISO 639-1 language code of two small letters, such as en", languages)
TIME_ZONE = cells.name_of("an IANA time zone, such as Africa/Nairobi", time_zones)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file.

    `column` is what it fills in the table of its kind, if it fills just one; `target` is the kind of what it refers to
    by ref ("institution", "person", "topic"); `is_many` tells that it holds a list.
    """

    parse: Parse
    column: Column[Any] | None = None
    target: str = ""
    is_many: bool = False
    is_required: bool = False

    def value(self, raw: object) -> Any:
        """What the cell says; the default where it says nothing. Raises CellError with the reason."""
        value = None if cells.is_empty(raw) else self.parse(raw)
        if value not in (None, []):
            return value
        if self.is_required:
            raise CellError("is required: fill it in")
        return self.empty()

    def empty(self) -> Any:
        """What an empty cell means: the default of the database column, or an empty list."""
        if self.column is not None:
            return default_of(self.column)
        return [] if self.is_many else None


def default_of(column: Column[Any]) -> Any:
    """The value that a new row has in that column when nobody says one."""
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg  # type: ignore[attr-defined]


def is_mandatory(column: Column[Any]) -> bool:
    """Whether a new row must say what stands in that column."""
    return not column.nullable and column.default is None


class Columns:
    """The fields that fill the columns of one table: lengths, defaults and requiredness follow the model."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def parsed(self, name: str, parse: Parse) -> Field:
        """A column with a parser of its own."""
        column = self._table.c[name]
        return Field(parse, column, is_required=is_mandatory(column))

    def line(self, name: str) -> Field:
        """A column of one line, as long as the model lets it be."""
        return self.parsed(name, cells.line(self._table.c[name].type.length))  # type: ignore[attr-defined]

    def text(self, name: str, longest: int) -> Field:
        """A column of some paragraphs."""
        return self.parsed(name, cells.text(longest))

    def choice(self, name: str, accepted: Collection[str]) -> Field:
        """A column with a word from a closed list."""
        return self.parsed(name, cells.one_of(accepted))

    def many(self, name: str, entry: Parse, arrange: Callable[[Iterable[Any]], list[Any]] = list) -> Field:
        """A column with a list in it, in the order that `arrange` gives."""
        entries = cells.listed(entry)
        return self.parsed(name, lambda raw: arrange(entries(raw)))

    def one(self, name: str, target: str) -> Field:
        """A column with the id of something that the file names by its ref."""
        column = self._table.c[name]
        return Field(cells.ref, column, target, is_required=is_mandatory(column))


def refs_of(target: str) -> Field:
    """A list of refs, kept in a table of pairs."""
    return Field(cells.listed(cells.ref), target=target, is_many=True)


def entries_of(entry: Parse) -> Field:
    """A list of entries, kept in a table of their own."""
    return Field(cells.listed(entry), is_many=True)
