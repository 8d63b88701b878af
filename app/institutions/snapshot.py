"""Institutions as pure values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from app.institutions.models import Institution
from app.snapshot import Ids, Snapshot, chosen
from graph.types import Facts, Node
from matching.types import Evidence, InstitutionPlace, Ring


def snapshots(ids: Ids) -> Iterator[Snapshot]:
    """A snapshot of each of these institutions that exists."""
    columns = (Institution.id, Institution.name, Institution.country, Institution.ring_open, Institution.about)
    for row in chosen(select(*columns, Institution.language), Institution.id, ids):
        node = Node(f"institution:{row.id}", "institution")
        about = Evidence(
            id=node.id,
            kind="institution",
            title=row.name,
            text=row.about,
            people=(),
            institutions=(row.id,),
            audience="network",
            language=row.language,
        )
        place = InstitutionPlace(row.id, row.country, Ring(row.ring_open))
        yield Snapshot(row.id, Facts((node,)), (about,) if row.about else (), place=place)


def touched_by(changed: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Institutions whose snapshot depends on other things that changed: none."""
    return frozenset()
