"""Filters of a list by one value, and how many things each value would leave: one condition finds and counts, so that a
count tells nothing that the list does not.

A facet is counted with every filter but its own: its values are what one could choose instead of what is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import ColumnElement, Select, String, cast, exists, func, select

from app.extensions import db
from app.fields import Id

MOST = 200  # so many values that are no codes, such as institutions, are told; of a closed list all
Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tree:
    """Values that stand below others: all that are within some, and of each of some itself and all above it."""

    within: Callable[[Iterable[str]], frozenset[str]]
    above: Callable[[Iterable[str]], Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter: `value` is a column of what is listed; or, where it may have several, of rows `of` another table.

    Which rows of that table count is for `link` to say, with what of them the viewer may see. Values that are no codes
    of a closed list are ids of the model of which `name` is a column: what they are called.
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

    def count(self, found: Select[Any], model: Any) -> Counter[str]:
        """How many of what was found have each value, where they may have several."""
        assert self.link is not None  # noqa: S101 - for the type checker
        # A row for each thing, not for each of its values: several times quicker, and it counts once above two of them.
        together = func.aggregate_strings(cast(self.value, String), " ")
        found = found.join(self.of, self.link).with_only_columns(together, maintain_column_froms=True)
        sets = Counter(db.session.scalars(found.group_by(model.id)))
        values = {each: self._read(each) for each in {value for said in sets for value in said.split()}}
        above = self.tree.above(values.values()) if self.tree else {each: {each} for each in values.values()}
        reached = {said: above[value] for said, value in values.items()}
        counts = Counter[str]()
        for said, many in sets.items():
            for value in set().union(*map(reached.__getitem__, said.split())):
                counts[value] += many
        return counts

    def _read(self, said: str) -> str:
        return str(UUID(said)) if self.name is not None else said  # databases write ids each in its own way


Facets = Mapping[str, Facet]


def narrowed(found: Select[Any], facets: Facets, asked: Asked) -> Select[Any]:
    """The select with those of these filters that are asked for."""
    return found.where(*(facet.holds(asked[name]) for name, facet in facets.items() if name in asked))


def counted(matching: Callable[[Asked], Select[Any]], model: Any, facets: Facets, asked: Asked) -> dict[str, Any]:
    """How many a list finds, and of each facet the values with their counts, the most first.

    `matching` is what makes the select of the list for some filters.
    """
    total, counts = _counts(matching(asked), model, {name: each for name, each in facets.items() if name not in asked})
    without = []
    for name in sorted(each for each in asked if asked[each]):
        others = matching({each: value for each, value in asked.items() if each != name})
        more, own = _counts(others, model, {name: facets[name]} if name in facets else {})
        without.append({"filter": name, "count": more})
        counts |= own
    return {
        "total": total,
        "without": without,
        "left_off": [name for name, facet in facets.items() if facet.name is not None and len(counts[name]) > MOST],
        **{name: _told(counts[name], facet) for name, facet in facets.items()},
    }


def _counts(found: Select[Any], model: Any, facets: Facets) -> tuple[int, dict[str, Counter[str]]]:
    """How many were found, and how many have each value of these facets."""
    plain = {name: facet for name, facet in facets.items() if facet.link is None}
    columns = [facet.value for facet in plain.values()]
    rows = found.with_only_columns(*columns, func.count(model.id), maintain_column_froms=True).group_by(*columns)
    counts = {name: Counter[str]() for name in plain}
    total = 0
    for *values, many in db.session.execute(rows):
        total += many
        for name, value in zip(plain, values, strict=True):
            if value is not None:
                counts[name][value] += many
    return total, counts | {name: each.count(found, model) for name, each in facets.items() if each.link is not None}


def _told(counts: Counter[str], facet: Facet) -> list[dict[str, Any]]:
    values = [{"value": each, "count": counts[each]} for each in sorted(counts, key=lambda each: (-counts[each], each))]
    if facet.name is None:
        return values
    most, model = values[:MOST], facet.name.class_
    named = select(model.id, facet.name).where(model.id.in_([each["value"] for each in most]))
    names = {row.id: row[1] for row in db.session.execute(named)}
    return [{**each, "name": names[each["value"]]} for each in most]


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
