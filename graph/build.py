"""The knowledge graph itself: who contributed what, and what a viewer may see of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping, Sized
from math import fsum
from typing import Self, TypeVar

import networkx as nx

from graph.types import Edge, Facts

Claim = tuple[str, float]  # kind and weight of a tie, as one owner states it
Claims = dict[str, Counter[Claim]]  # audience -> what is stated to it, and by how many

Key = TypeVar("Key", bound=Hashable)
Held = TypeVar("Held", bound=Sized)


class KnowledgeGraph:
    """All contributed nodes and ties, read through the eyes of one viewer at a time.

    A viewer holds audience keys. He sees a node if any owner contributed it to a key he holds, and a tie if any owner
    contributed it to a key he holds and both its ends are nodes he sees. What he sees depends only on the facts in
    force, never on the order in which they came, so folding equals rebuilding.

    `fold` changes the graph in place and is not safe beside a reader in another thread: the caller holds a lock.

    >>> from graph.types import Node
    >>> volta = Facts((Node("institution:volta", "institution"),))
    >>> ama = Facts((Node("person:ama", "person"),), (Edge("person:ama", "institution:volta", "works_at"),))
    >>> graph = KnowledgeGraph.of({"institution:volta": volta, "person:ama": ama})
    >>> graph.visible(frozenset({"network"})).number_of_edges()
    1
    """

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._nodes: dict[str, Counter[str]] = {}  # id -> audience -> number of contributions
        self._ties: dict[str, dict[str, Claims]] = {}  # both directions share one Claims

    @classmethod
    def of(cls, facts: Mapping[str, Facts]) -> Self:
        """Return the graph of these facts, keyed by the owner who contributes them."""
        graph = cls()
        graph.fold(facts)
        return graph

    def fold(self, changed: Mapping[str, Facts | None]) -> None:
        """Replace, in place, what each of these owners contributed; None withdraws it. Costs only what changed."""
        for owner, facts in changed.items():
            self._withdraw(self._facts.pop(owner, Facts()))
            if facts is not None:
                self._facts[owner] = facts
                self._contribute(facts)

    def sees(self, node: str, audiences: frozenset[str]) -> bool:
        """Tell whether a viewer who holds these keys sees the node."""
        return not audiences.isdisjoint(self._nodes.get(node, ()))

    def neighbours(self, node: str, audiences: frozenset[str]) -> Iterator[str]:
        """Yield, in no particular order, the visible nodes tied to this node, which the caller knows to be visible."""
        for other, claims in self._ties.get(node, {}).items():
            if not audiences.isdisjoint(claims) and self.sees(other, audiences):
                yield other

    def weight(self, one: str, other: str, audiences: frozenset[str]) -> float:
        """Return how strongly two nodes are tied in the viewer's eyes, 0.0 if not at all; unit-free.

        Owners who state the same kind of tie do not add up, the strongest statement counts; different kinds add up.
        """
        stated = self._ties.get(one, {}).get(other, {})
        heard = [claim for audience, claims in stated.items() if audience in audiences for claim in claims]
        if len(heard) < 2:  # nearly every tie: worth a short way
            return heard[0][1] if heard else 0.0
        strongest: dict[str, float] = {}
        for kind, weight in heard:
            strongest[kind] = max(weight, strongest.get(kind, 0.0))
        return fsum(strongest.values())  # exact, so the order of the kinds cannot move the last bit

    def subgraph(self, nodes: Iterable[str], audiences: frozenset[str]) -> nx.Graph:
        """Return a new undirected graph: the visible ones of these nodes (`kind`) and the ties between them (`weight`).

        Nodes and edges come sorted by id, so equal facts give an equal graph to the last byte.
        """
        seen = {node for node in nodes if self.sees(node, audiences)}
        order = sorted(seen)
        drawn = nx.Graph()
        drawn.add_nodes_from((node, {"kind": kind_of(node)}) for node in order)
        drawn.add_weighted_edges_from(self._ties_within(order, seen, audiences))
        return drawn

    def visible(self, audiences: frozenset[str]) -> nx.Graph:
        """Return all a viewer who holds these keys may see, as a new undirected graph shaped as in `subgraph`."""
        return self.subgraph(self._nodes, audiences)

    def _ties_within(
        self, order: list[str], seen: set[str], audiences: frozenset[str]
    ) -> Iterator[tuple[str, str, float]]:
        for one in order:
            for other in sorted(self._ties.get(one, {}).keys() & seen):
                if other > one and (weight := self.weight(one, other, audiences)):
                    yield one, other, weight

    def _contribute(self, facts: Facts) -> None:
        for node in facts.nodes:
            self._nodes.setdefault(node.id, Counter())[node.audience] += 1
        for edge in _counted(facts):
            claims = self._ties.setdefault(edge.source, {}).setdefault(edge.target, {})
            self._ties.setdefault(edge.target, {})[edge.source] = claims
            claims.setdefault(edge.audience, Counter())[edge.kind, edge.weight] += 1

    def _withdraw(self, facts: Facts) -> None:
        for node in facts.nodes:
            _take(self._nodes[node.id], node.audience)
            _drop_empty(self._nodes, node.id)
        for edge in _counted(facts):
            claims = self._ties[edge.source][edge.target]
            _take(claims[edge.audience], (edge.kind, edge.weight))
            _drop_empty(claims, edge.audience)
            for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                _drop_empty(self._ties[one], other)
                _drop_empty(self._ties, one)


def kind_of(node: str) -> str:
    """Return the kind a node id carries.

    >>> kind_of("person:ama")
    'person'
    """
    return node.partition(":")[0]


def _counted(facts: Facts) -> Iterator[Edge]:
    return (edge for edge in facts.edges if edge.source != edge.target)


def _take(counts: Counter[Key], key: Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


def _drop_empty(table: MutableMapping[str, Held], key: str) -> None:
    if not table[key]:
        del table[key]
