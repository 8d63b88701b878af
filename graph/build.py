"""The knowledge graph itself: who contributed what, and what a viewer may see of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, MutableMapping, Sized
from itertools import islice
from math import fsum
from typing import Self, TypeVar

import networkx as nx

from graph.types import NETWORK, Edge, Facts, Node

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
        # Neighbours that not everyone sees, by node: all others of its ties need no look when they are counted.
        self._closed: dict[str, set[str]] = {}

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

    def neighbours(self, node: str, audiences: frozenset[str]) -> set[str]:
        """Return the visible nodes tied to this node, which the caller knows to be visible."""
        tied, unsure = self._tied(node, audiences)
        return (tied.keys() - unsure).union(self._seen_of(tied, unsure, audiences)) if unsure else set(tied)

    def count_neighbours(self, node: str, audiences: frozenset[str], most: int) -> int:
        """Return how many visible nodes are tied to this node, `most` at most; ties that all see cost no look."""
        tied, unsure = self._tied(node, audiences)
        sure = len(tied) - len(unsure)
        if unsure and sure < most:
            sure += sum(1 for _ in islice(self._seen_of(tied, unsure, audiences), most - sure))
        return min(sure, most)

    def weight(self, one: str, other: str, audiences: frozenset[str]) -> float:
        """Return how strongly two nodes are tied in the viewer's eyes, 0.0 if not at all; unit-free.

        Owners who state the same kind of tie do not add up, the strongest statement counts; different kinds add up.
        """
        return _weight(self._ties.get(one, {}).get(other, {}), audiences)

    def subgraph(self, nodes: Iterable[str], audiences: frozenset[str]) -> nx.Graph:
        """Return a new undirected graph: the visible ones of these nodes (`kind`) and the ties between them (`weight`).

        Nodes and edges come sorted by id, so equal facts give an equal graph to the last byte.
        """
        seen = {node for node in nodes if self.sees(node, audiences)}
        order = sorted(seen)
        drawn = nx.Graph()
        drawn.add_nodes_from((node, {"kind": kind_of(node)}) for node in order)
        drawn.add_weighted_edges_from(sorted(self.ties_within(seen, audiences)))
        return drawn

    def ties_within(self, seen: Iterable[str], audiences: frozenset[str]) -> Iterator[tuple[str, str, float]]:
        """Yield each visible tie between some visible nodes once, the lesser id first, with its weight.

        Nodes with few ties come first, so that of a hub only what is left is looked at.
        """
        left = dict.fromkeys(sorted(seen, key=lambda node: len(self._ties.get(node, ()))))
        for one in list(left):
            del left[one]
            ties = self._ties.get(one, {})
            for other in ties.keys() & left.keys():
                if weight := _weight(ties[other], audiences):
                    yield min(one, other), max(one, other), weight

    def _tied(self, node: str, audiences: frozenset[str]) -> tuple[dict[str, Claims], Collection[str]]:
        """Return all ties of a node, and the neighbours of whom the viewer may not see some."""
        tied = self._ties.get(node, {})
        return tied, self._closed.get(node, ()) if NETWORK in audiences else tied

    def _seen_of(self, tied: dict[str, Claims], unsure: Iterable[str], audiences: frozenset[str]) -> Iterator[str]:
        return (each for each in unsure if not audiences.isdisjoint(tied[each]) and self.sees(each, audiences))

    def visible(self, audiences: frozenset[str]) -> nx.Graph:
        """Return all a viewer who holds these keys may see, as a new undirected graph shaped as in `subgraph`."""
        return self.subgraph(self._nodes, audiences)

    def _contribute(self, facts: Facts) -> None:
        for node in facts.nodes:
            self._nodes.setdefault(node.id, Counter())[node.audience] += 1
            self._see_again(node)
        for edge in _counted(facts):
            claims = self._ties.setdefault(edge.source, {}).setdefault(edge.target, {})
            self._ties.setdefault(edge.target, {})[edge.source] = claims
            claims.setdefault(edge.audience, Counter())[edge.kind, edge.weight] += 1
            self._close_or_open(edge.source, edge.target)
            self._close_or_open(edge.target, edge.source)

    def _withdraw(self, facts: Facts) -> None:
        for node in facts.nodes:
            _take(self._nodes[node.id], node.audience)
            _drop_empty(self._nodes, node.id)
            self._see_again(node)
        for edge in _counted(facts):
            claims = self._ties[edge.source][edge.target]
            _take(claims[edge.audience], (edge.kind, edge.weight))
            _drop_empty(claims, edge.audience)
            for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                _drop_empty(self._ties[one], other)
                self._close_or_open(one, other)
                _drop_empty(self._ties, one)

    def _see_again(self, node: Node) -> None:
        """Follow a node that just came to be seen by everyone, or ceased to be."""
        seen_by = self._nodes.get(node.id, Counter())
        if node.audience == NETWORK and seen_by[NETWORK] < 2:
            for other in self._ties.get(node.id, ()):
                self._close_or_open(other, node.id)

    def _close_or_open(self, one: str, other: str) -> None:
        """Keep in mind whether everyone who sees one also sees that the other is tied to it."""
        claims = self._ties[one].get(other)
        if claims is None or (NETWORK in claims and NETWORK in self._nodes.get(other, ())):
            if one in self._closed:
                self._closed[one].discard(other)
                _drop_empty(self._closed, one)
        else:
            self._closed.setdefault(one, set()).add(other)


def kind_of(node: str) -> str:
    """Return the kind a node id carries.

    >>> kind_of("person:ama")
    'person'
    """
    return node.partition(":")[0]


def _weight(stated: Claims, audiences: frozenset[str]) -> float:
    heard: list[Claim] = []
    for audience in stated:
        if audience in audiences:
            heard += stated[audience]
    if len(heard) < 2:  # nearly every tie: worth a short way
        return heard[0][1] if heard else 0.0
    strongest: dict[str, float] = {}
    for kind, weight in heard:
        strongest[kind] = max(weight, strongest.get(kind, 0.0))
    return fsum(strongest.values())  # exact, so the order of the kinds cannot move the last bit


def _counted(facts: Facts) -> Iterator[Edge]:
    return (edge for edge in facts.edges if edge.source != edge.target)


def _take(counts: Counter[Key], key: Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


def _drop_empty(table: MutableMapping[str, Held], key: str) -> None:
    if not table[key]:
        del table[key]
