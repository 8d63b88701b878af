"""The knowledge graph of the generated corpus, as the app makes it, and what the app's own experience takes on it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import numpy as np

from bench.generated import INSTITUTIONS, item, network_or_rare, person
from graph.build import KnowledgeGraph
from graph.centrality import HOPS, LIMIT, experience
from graph.neighbourhood import HUB
from graph.types import NETWORK, Edge, Facts, Node
from graph.view import reached_from, ties_among

TOPICS = 500  # their frequencies fall as in a language, so that some are large hubs
TOPICS_OF_TEXT = 2


class Walks:
    """The app's own experience of people, as its engine takes it; remembers what was asked and how long it took."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self.asked: list[Mapping[str, float]] = []
        self.spent: list[float] = []

    def __call__(self, scores: Mapping[str, float]) -> dict[str, float]:
        """The experience of the people around this evidence."""
        started = time.thread_time()
        measured = experience(self._graph, scores, frozenset({NETWORK}), ("person",))
        found = {node.partition(":")[2]: value for node, value in measured.items()}
        self.spent.append(time.thread_time() - started)
        self.asked.append(scores)
        return found

    def parts(self) -> str:
        """Median milliseconds of a walk and of its parts; the rest is steps, and the way in and out."""
        spent = np.array([self._stages(scores) for scores in self.asked])
        (near, among), whole = 1000.0 * np.median(spent, axis=0), 1000.0 * np.median(self.spent)
        rest = whole - near - among
        return f"{whole:.2f} ms: neighbourhood {near:.2f}, ties in it {among:.2f}, steps and the rest {rest:.2f}"

    def _stages(self, scores: Mapping[str, float]) -> tuple[float, float]:
        view = self._graph.view(frozenset({NETWORK}))
        seeds = self._graph.seen(view, sorted(scores))
        started = time.thread_time()
        nodes = reached_from(view, seeds, HOPS, LIMIT, HUB)
        reached = time.thread_time()
        ties_among(view, nodes)
        return reached - started, time.thread_time() - reached


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
