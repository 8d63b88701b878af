"""Challenges as pure values: they tie institutions to topics in the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from app.challenges.models import Challenge, challenge_topic
from app.institutions.models import Institution
from app.snapshot import Ids, Snapshot, chosen, ids_where
from app.visibility import Ownership, audience_of
from graph.types import Edge, Facts, Node

_ROW = (Challenge.id, Challenge.institution_id, Challenge.author_id, Challenge.visibility, Institution.country)


def snapshots(ids: Ids) -> Iterator[Snapshot]:
    """A snapshot of each of these challenges that exists."""
    topics = defaultdict(list)
    for row in chosen(select(challenge_topic), challenge_topic.c.challenge_id, ids):
        topics[row.challenge_id].append(row.topic_id)
    for row in chosen(select(*_ROW).join(Challenge.institution), Challenge.id, ids):
        node = f"challenge:{row.id}"
        audience = audience_of(Ownership(row.visibility, row.author_id, row.institution_id, row.country))
        edges = (
            Edge(f"institution:{row.institution_id}", node, "asks", 1.0, audience),
            *(Edge(node, f"topic:{topic}", "about", 1.0, audience) for topic in sorted(topics[row.id])),
        )
        yield Snapshot(row.id, Facts((Node(node, "challenge", audience),), edges))


def touched_by(changed: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Challenges whose snapshot depends on institutions that changed."""
    return ids_where(Challenge.id, Challenge.institution_id, changed.get("institution", ()))
