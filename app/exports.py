"""Lists as they are asked for: a page as JSON, or all of it as CSV. Both hold the same rows and the same values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import marshmallow as ma
from flask import Response, current_app, request, stream_with_context
from marshmallow import validate
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from app.errors import Invalid
from app.extensions import db
from app.inert import inert
from app.pagination import paginate

FORMATS = ("json", "csv")
ROWS_A_PAGE = 500
_BOM = "\ufeff"  # without it Excel reads UTF-8 as the code page of the machine and breaks every accent
_TYPE = "text/csv; charset=utf-8"


def format_field() -> ma.fields.String:
    """The query parameter of a list that people take with them."""
    told = {"description": "`csv`: the whole list in one file; leave out `limit` and `cursor`"}
    return ma.fields.String(load_default="json", validate=validate.OneOf(FORMATS), metadata=told)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be taken along: of which model, in which orders, shown by which schema."""

    model: Any
    sorts: dict[str, InstrumentedAttribute[Any]]
    schema: type[ma.Schema]


def as_asked(
    found: Select[Any], listing: Listing, args: dict[str, Any], show: Callable[[Any], Any] = lambda row: row
) -> Any:
    """A page of what was found, or the whole as CSV where `format` says so; `show` gives what the viewer may see.

    Raises: Invalid for a cursor of another list, or a page of a CSV.
    """
    if args["format"] == "csv":
        return _file(found, listing, args, show)
    page = paginate(found, listing.model, listing.sorts, args)
    return {**page, "items": [show(row) for row in page["items"]]}


def _file(found: Select[Any], listing: Listing, args: dict[str, Any], show: Callable[[Any], Any]) -> Response:
    paging = sorted({"limit", "cursor"} & request.args.keys())
    if paging:
        detail = "A CSV holds the whole list: leave this out."
        raise Invalid(detail, **{name: [detail] for name in paging})
    pages = _pages(found, listing, args)
    first = next(pages)  # what can go wrong with the question goes wrong here, before anything is sent
    lines = stream_with_context(_lines(chain([first], pages), listing.schema(), show))
    response = current_app.response_class(lines, content_type=_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{request.path.rpartition("/")[2]}.csv"'
    return response


def _pages(found: Select[Any], listing: Listing, args: dict[str, Any]) -> Iterator[list[Any]]:
    asked = {**args, "limit": ROWS_A_PAGE}
    while True:
        page = paginate(found, listing.model, listing.sorts, asked)
        yield page["items"]
        db.session.expunge_all()  # else the whole list would be held at once
        if page["next"] is None:
            return
        asked["cursor"] = page["next"]


def _lines(pages: Iterable[list[Any]], schema: ma.Schema, show: Callable[[Any], Any]) -> Iterator[str]:
    columns = list(_columns(schema))
    yield _BOM + _line(".".join(path) for path in columns)
    for rows in pages:
        said = (schema.dump(show(row)) for row in rows)
        yield "".join(_line(inert(_text(each, path)) for path in columns) for each in said)


def _columns(schema: ma.Schema, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to each value that the JSON has: ("name",), ("institution", "id"), ("topics", "id")."""
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, ma.fields.List) else field
        if isinstance(inner, ma.fields.Nested):
            yield from _columns(inner.schema, (*above, name))
        else:
            yield (*above, name)


def _text(said: Any, path: tuple[str, ...]) -> str:
    """What the cell says: the values of a list in their order, "; " between them; nothing for what is not there."""
    if isinstance(said, list):
        return "; ".join(_text(each, path) for each in said)
    if said is None:
        return ""
    if path:
        return _text(said[path[0]], path[1:])
    return str(said).lower() if isinstance(said, bool) else str(said)


def _line(cells: Iterable[str]) -> str:
    """One line (RFC 4180). Every cell is quoted: where `;` separates, no cell shall begin in the middle of a text."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue()
