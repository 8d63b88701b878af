"""Engagements as pure values: what a peer helped with speaks for him, where something came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.engagements.models import Engagement, engagement_topic
from app.institutions.models import Institution
from app.people.models import Person
from app.snapshot import Ids, Snapshot, chosen, ids_where, opened
from app.visibility import Ownership, audience_of
from graph.types import Edge, Facts, Node
from matching.types import Evidence, PastEngagement

_ROW = (
    *(Engagement.id, Engagement.peer_id, Engagement.question, Engagement.language, Engagement.outcome),
    *(Engagement.visibility, Person.institution_id, Person.objects_to_matching, Institution.country),
)


def snapshots(ids: Ids) -> Iterator[Snapshot]:
    """A snapshot of each of these engagements that exists."""
    topics = defaultdict(list)
    for row in chosen(select(engagement_topic), engagement_topic.c.engagement_id, ids):
        topics[row.engagement_id].append(row.topic_id)
    found = select(*_ROW).join(Engagement.peer).join(Person.institution)
    # Only what was completed, and of which the seeker said what came of it, shows experience.
    found = found.where(Engagement.status == "completed", Engagement.outcome.is_not(None))
    for row in chosen(found, Engagement.id, ids):
        yield _snapshot(row, tuple(sorted(topics[row.id])))


def touched_by(changed: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Engagements whose snapshot depends on peers or institutions that changed."""
    staff = ids_where(Person.id, Person.institution_id, changed.get("institution", ()))
    return ids_where(Engagement.id, Engagement.peer_id, staff | changed.get("person", frozenset()))


def _snapshot(row: Any, topics: tuple[str, ...]) -> Snapshot:
    audience = audience_of(Ownership(row.visibility, row.peer_id, row.institution_id, row.country))
    past = PastEngagement(row.peer_id, audience)
    # Nothing speaks for who objects to matching; and what came to nothing shows no experience.
    if row.objects_to_matching or row.outcome == "no":
        return Snapshot(row.id, Facts(), past=past)
    node, (title, text) = f"engagement:{row.id}", opened(row.question)
    evidence = Evidence(
        id=node,
        kind="engagement",
        title=title,
        text=text,
        people=(row.peer_id,),
        institutions=(row.institution_id,),
        audience=audience,
        language=row.language,
        topics=topics,
    )
    edges = (
        Edge(f"person:{row.peer_id}", node, "helped", 1.0, audience),
        *(Edge(node, f"topic:{topic}", "about", 1.0, audience) for topic in topics),
    )
    return Snapshot(row.id, Facts((Node(node, "engagement", audience),), edges), (evidence,), past=past)
