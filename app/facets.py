"""Filters of a list by one value, and how many things each value would leave: one condition finds and counts, so that a
count tells nothing that the list does not.

A facet is counted with every filter but its own: its values are what one could choose instead of what is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from sqlalchemy import ColumnElement, Select, distinct, exists, func

from app.extensions import db
from app.fields import Id

MOST = 200  # so many values that are no codes, such as institutions, are told; of a closed list all
Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tree:
    """Values that stand below others: all that are within some, and every pair (`above`, `below`) as a table."""

    within: Callable[[list[str]], frozenset[str]]
    pairs: Any


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter: `value` is a column of what is listed; or, where it may have several, of rows `of` another table.

    Which rows of that table count is for `link` to say, with what of them the viewer may see. `name` is the column
    that says what a value is called, if it is no code of a closed list.
    """

    value: Any
    of: Any = None
    link: ColumnElement[bool] | None = None
    name: Any = None
    tree: Tree | None = None

    def holds(self, said: str) -> ColumnElement[bool]:
        """The condition that something listed has this value, or one below it."""
        has = self.value.in_(self.tree.within([said])) if self.tree else self.value == said
        return has if self.link is None else exists().where(self.link, has).correlate_except(self.of)

    def counts(self, found: Select[Any], model: Any) -> Select[Any]:
        """Each value, what it is called, and how many of what was found have it."""
        value, many = self.value, func.count(model.id)
        if self.link is not None:
            found, many = found.join(self.of, self.link), func.count(distinct(model.id))
        if self.tree:
            found = found.join(self.tree.pairs, self.tree.pairs.c.below == value)
            value = self.tree.pairs.c.above
        columns = [value] if self.name is None else [value, self.name]
        found = found.with_only_columns(*columns, many, maintain_column_froms=True)
        found = found.where(value.is_not(None)).group_by(*columns).order_by(many.desc(), value)
        return found if self.name is None else found.limit(MOST + 1)


Facets = Mapping[str, Facet]


def narrowed(found: Select[Any], facets: Facets, asked: Asked) -> Select[Any]:
    """The select with those of these filters that are asked for."""
    return found.where(*(facet.holds(asked[name]) for name, facet in facets.items() if name in asked))


def counted(matching: Callable[[Asked], Select[Any]], model: Any, facets: Facets, asked: Asked) -> dict[str, Any]:
    """How many a list finds, and of each facet the values with their counts, the most first.

    `matching` is what makes the select of the list for some filters.
    """

    def without(name: str) -> Select[Any]:
        return matching({each: value for each, value in asked.items() if each != name})

    told = {name: _values(facet.counts(without(name), model)) for name, facet in facets.items()}
    return {
        "total": _total(matching(asked), model),
        "without": [{"filter": name, "count": _total(without(name), model)} for name in sorted(asked) if asked[name]],
        "left_off": [name for name, facet in facets.items() if facet.name is not None and len(told[name]) > MOST],
        **{name: told[name][:MOST] if facets[name].name is not None else told[name] for name in facets},
    }


def _total(found: Select[Any], model: Any) -> int:
    found = found.with_only_columns(func.count(model.id), maintain_column_froms=True)
    return db.session.execute(found).scalar_one()


def _values(found: Select[Any]) -> list[dict[str, Any]]:
    rows = [{"value": row[0], "name": row[-2], "count": row[-1]} for row in db.session.execute(found)]
    return sorted(rows, key=lambda each: (-each["count"], each["value"]))  # databases sort texts each in its own way


class _CodeCount(ma.Schema):
    """A code of a closed list, and how many have it."""

    value = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True)


class _NamedCount(_CodeCount):
    """An id with what it is called, and how many have it."""

    value = Id(required=True)
    name = ma.fields.String(required=True)


class _Without(ma.Schema):
    """A filter that was asked for, and how many would be found without it."""

    filter = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True)


def counts_of(what: str, coded: tuple[str, ...], named: tuple[str, ...] = ()) -> ma.Schema:
    """The schema of the counts of a list with these facets."""
    kinds: dict[str, type[ma.Schema]] = {**dict.fromkeys(coded, _CodeCount), **dict.fromkeys(named, _NamedCount)}
    told = {"description": f"facets of which only the {MOST} most frequent values are told"}
    fields: dict[str, Any] = {
        "total": ma.fields.Integer(required=True),
        "without": ma.fields.List(ma.fields.Nested(_Without), required=True),
        "left_off": ma.fields.List(ma.fields.String(), required=True, metadata=told),
        **{name: ma.fields.List(ma.fields.Nested(kind), required=True) for name, kind in kinds.items()},
    }
    return ma.Schema.from_dict(fields, name=f"{what}Counts")()
