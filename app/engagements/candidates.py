"""People as the engine proposes them: with the hours that their active engagements take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import func, select

import app.people.snapshot as people
from app.engagements.models import Engagement
from app.extensions import db
from app.snapshot import Ids, Snapshot, batches

touched_by = people.touched_by


def snapshots(ids: Ids) -> Iterator[Snapshot]:
    """A snapshot of each of these people who exists, loaded as he is now."""
    taken = _hours_taken(ids)
    for each in people.snapshots(ids):
        yield _loaded(each, taken)


def _loaded(person: Snapshot, taken: Mapping[str, float]) -> Snapshot:
    if person.candidate is None or person.id not in taken:
        return person
    availability = replace(person.candidate.availability, hours_taken=taken[person.id])
    return replace(person, candidate=replace(person.candidate, availability=availability))


def _hours_taken(ids: Ids) -> dict[str, float]:
    found = select(Engagement.peer_id, func.sum(Engagement.hours_per_month).label("hours"))
    found = found.where(Engagement.status == "active").group_by(Engagement.peer_id)
    chosen = [found] if ids is None else [found.where(Engagement.peer_id.in_(some)) for some in batches(ids)]
    return {row.peer_id: float(row.hours) for each in chosen for row in db.session.execute(each)}
