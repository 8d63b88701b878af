"""Keyset pagination: a page starts after the last (sort key, id) seen, so no row is skipped or shown twice."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from marshmallow import validate
from sqlalchemy import Date, Integer, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.errors import Invalid
from app.extensions import UtcDateTime, db

MAX_LIMIT = 100


class _Strict(ma.Schema):
    """Query parameters; an unknown one is refused."""

    class Meta:
        unknown = ma.RAISE


class PageArgs(_Strict):
    """The query parameters every list takes."""

    limit = ma.fields.Integer(load_default=20, validate=validate.Range(1, MAX_LIMIT), metadata={"description": "1-100"})
    cursor = ma.fields.String(metadata={"description": "`next` of the page before"})


def page_args(sorts: tuple[str, ...], **filters: ma.fields.Field) -> type[ma.Schema]:
    """A query schema with the page parameters, these sort orders (the first is the default) and these filters."""
    sort = ma.fields.String(load_default=sorts[0], validate=validate.OneOf(sorts))
    return PageArgs.from_dict({"sort": sort, **filters}, name="PageArgs")


def filters_of(args: type[ma.Schema]) -> type[ma.Schema]:
    """The filters that a list takes, without how it is ordered, cut into pages and written."""
    other = {*PageArgs._declared_fields, "sort", "format"}
    filters: Any = {name: field for name, field in args._declared_fields.items() if name not in other}
    return _Strict.from_dict(filters, name="FilterArgs")


def _encode(made_for: str, key: Any, item_id: str) -> str:
    kept = key.isoformat() if isinstance(key, date) else key
    return base64.urlsafe_b64encode(json.dumps([made_for, kept, item_id]).encode()).decode().rstrip("=")


def _decode(cursor: str, made_for: str, column: InstrumentedAttribute[Any]) -> tuple[Any, str]:
    try:
        found, key, item_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if found != made_for:
            raise ValueError(f"made for {found!r}")
        return _key(column)(key), str(UUID(item_id))
    except (AttributeError, OverflowError, RecursionError, TypeError, ValueError) as error:
        detail = "This cursor was not made by this list in this order. Begin again without it."
        raise Invalid(detail, cursor=[detail]) from error


def _key(column: InstrumentedAttribute[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, UtcDateTime):
        return _moment
    if isinstance(column.type, Date):
        return date.fromisoformat
    return _whole if isinstance(column.type, Integer) else _text


def _whole(said: Any) -> int:
    if type(said) is not int or not 0 <= said < 2**63:
        raise ValueError("no number that a database counts with")
    return said


def _text(said: str) -> str:
    if b"\x00" in said.encode():  # encoding fails for lone surrogates; no database stores either
        raise ValueError("a zero byte")
    return said


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)


def paginate(
    select: Select[Any], model: Any, sorts: dict[str, InstrumentedAttribute[Any]], args: dict[str, Any]
) -> Any:
    """One page of a select as `{"items": [...], "next": cursor or None}`; a leading "-" in the sort means downwards.

    Raises: Invalid for a cursor of another list or order.
    """
    sort, limit = args["sort"], args["limit"]
    column, is_down, made_for = sorts[sort.lstrip("-")], sort.startswith("-"), f"{model.__tablename__} {sort}"
    if args.get("cursor"):
        key, item_id = _decode(args["cursor"], made_for, column)
        after, tie = (column < key, model.id < item_id) if is_down else (column > key, model.id > item_id)
        select = select.where(or_(after, and_(column == key, tie)))
    order = (column.desc(), model.id.desc()) if is_down else (column, model.id)
    rows = list(db.session.scalars(select.order_by(*order).limit(limit + 1)).unique())
    last = rows[limit - 1] if len(rows) > limit else None
    following = _encode(made_for, getattr(last, column.key), last.id) if last is not None else None
    return {"items": rows[:limit], "next": following}
