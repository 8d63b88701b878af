"""The knowledge graph of the generated corpus, as the app makes it of lessons, people, institutions and topics."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.generated import INSTITUTIONS, item, network_or_rare, person
from graph.build import KnowledgeGraph
from graph.types import Edge, Facts, Node

TOPICS = 500  # their frequencies fall as in a language, so that some are large hubs
TOPICS_OF_TEXT = 2


def knowledge(count: int) -> KnowledgeGraph:
    """The graph of so many texts, each by a person at an institution about two topics."""
    graph = KnowledgeGraph()
    for owner, facts in _facts(count):
        graph.fold({owner: facts})
    return graph


def _facts(count: int) -> Iterator[tuple[str, Facts]]:
    chance = np.random.default_rng(11)
    steps = np.cumsum(1.0 / np.arange(10, TOPICS + 10))
    topics = np.searchsorted(steps / steps[-1], chance.random((count, TOPICS_OF_TEXT))).tolist()
    for number in range(TOPICS):
        yield f"topic:t{number:03}", Facts((Node(f"topic:t{number:03}", "topic"),))
    for number in range(INSTITUTIONS):
        yield f"institution:in{number:03}", Facts((Node(f"institution:in{number:03}", "institution"),))
    for number in range(0, count, 3):
        yield f"person:{person(number)}", _of_person(person(number), topics[number][0])
    for number in range(count):
        yield item(number), _of_text(number, sorted(set(topics[number])))


def _of_person(name: str, topic: int) -> Facts:
    """Where somebody works, which position he holds and what he knows."""
    node, position, known = f"person:{name}", f"position:{name}", f"expertise:{name}"
    edges = (
        Edge(node, f"institution:in{int(name[1:]) % INSTITUTIONS:03}", "works_at"),
        Edge(node, position, "holds"),
        Edge(node, known, "knows", 2.0),
        Edge(known, f"topic:t{topic:03}", "about", 2.0),
    )
    return Facts((Node(node, "person"), Node(position, "position"), Node(known, "expertise")), edges)


def _of_text(number: int, topics: list[int]) -> Facts:
    node, audience = item(number), network_or_rare(number)
    edges = (
        Edge(f"institution:in{number % INSTITUTIONS:03}", node, "wrote", 1.0, audience),
        Edge(f"person:{person(number)}", node, "wrote", 1.0, audience),
        *(Edge(node, f"topic:t{topic:03}", "about", 1.0, audience) for topic in topics),
    )
    return Facts((Node(node, "lesson", audience),), edges)
