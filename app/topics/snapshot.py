"""Topics as pure values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from app.snapshot import Ids, Snapshot, chosen
from app.topics.models import Topic, TopicBroader, TopicLabel
from graph.types import Edge, Facts, Node


def snapshots(ids: Ids) -> Iterator[Snapshot]:
    """A snapshot of each of these topics that exists."""
    above = defaultdict(list)
    for row in chosen(select(TopicBroader.topic_id, TopicBroader.broader_id), TopicBroader.topic_id, ids):
        above[row.topic_id].append(row.broader_id)
    for row in chosen(select(Topic.id), Topic.id, ids):
        node = Node(f"topic:{row.id}", "topic")
        edges = (Edge(node.id, f"topic:{broader}", "broader") for broader in sorted(above[row.id]))
        yield Snapshot(row.id, Facts((node,), tuple(edges)))


def touched_by(changed: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Topics whose snapshot depends on other things that changed: none."""
    return frozenset()


def topic_words(ids: Ids) -> dict[str, str]:
    """The preferred labels of topics in every language, by id: what a seeker in any of them may write."""
    labels: dict[str, dict[str, None]] = defaultdict(dict)
    query = select(TopicLabel.topic_id, TopicLabel.label, TopicLabel.language).where(TopicLabel.kind == "pref")
    for row in sorted(chosen(query, TopicLabel.topic_id, ids), key=lambda row: (row.topic_id, row.language, row.label)):
        labels[row.topic_id][row.label] = None
    return {topic: "; ".join(words) for topic, words in labels.items()}
