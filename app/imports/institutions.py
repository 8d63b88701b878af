"""Institutions, each below its parent."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter

from sqlalchemy import select

from app.database import Turn, wait_for
from app.extensions import db
from app.imports import cells
from app.imports.cycles import check_circles
from app.imports.fields import COUNTRY, LANGUAGE, Columns
from app.imports.kinds import Item, Kind
from app.imports.report import Problems
from app.institutions.models import Institution
from app.vocabulary import GOVERNMENT_LEVELS, INSTITUTION_KINDS, RINGS

_TABLE = Institution.__table__
_COLUMNS = Columns(_TABLE)


class InstitutionKind(Kind):
    """Institutions: parents make no circle, and are inserted before their children."""

    def check_all(self, items: Sequence[Item], problems: Problems) -> None:
        """Report circles of parents, those through stored institutions included."""
        if any("parent" in item.given for item in items):
            wait_for(Turn.INSTITUTION_TREE, db.session)
            parent = _TABLE.alias()
            query = select(_TABLE.c.ref, parent.c.ref).join_from(_TABLE, parent, _TABLE.c.parent_id == parent.c.id)
            check_circles(items, "parent", db.session.execute(query), problems)

    def arranged(self, items: list[Item]) -> list[Item]:
        """The new items, parents first."""
        by_id = {item.id: item for item in items}
        order = TopologicalSorter({item.id: [item.columns["parent_id"]] for item in items}).static_order()
        return [by_id[key] for key in order if key in by_id]


INSTITUTIONS = InstitutionKind(
    "institutions",
    "institution",
    _TABLE,
    {
        "ref": _COLUMNS.parsed("ref", cells.ref),
        "name": _COLUMNS.line("name"),
        "acronym": _COLUMNS.line("acronym"),
        "country": _COLUMNS.parsed("country", COUNTRY),
        "kind": _COLUMNS.choice("kind", INSTITUTION_KINDS),
        "level": _COLUMNS.choice("level", GOVERNMENT_LEVELS),
        "parent": _COLUMNS.one("parent_id", "institution"),
        "cofog": _COLUMNS.many("cofog", cells.cofog),
        "ring_open": _COLUMNS.choice("ring_open", RINGS),
        "about": _COLUMNS.text("about", 5000),
        "language": _COLUMNS.parsed("language", LANGUAGE),
    },
)
