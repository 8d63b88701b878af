"""The knowledge graph itself: who contributed what, and what a viewer may see of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping, Sequence, Set, Sized
from itertools import islice
from math import fsum
from typing import Self, TypeVar

import networkx as nx

from graph.types import NETWORK, Edge, Facts, Node

Stated = tuple[Edge, ...]  # all that owners state of a tie, each as often as it is stated

_NOBODY: frozenset[str] = frozenset()
_NOTHING: dict[str, Stated] = {}

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
        self._tied: dict[str, set[str]] = {}
        # Each tie once, at the end that had fewer of them when it was first stated: the many ties of a hub are found
        # at its many neighbours, and who asks for the ties among some nodes looks at few.
        self._ties: dict[str, dict[str, Stated]] = {}
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

    def neighbours(self, node: str, audiences: frozenset[str]) -> Set[str]:
        """Return the visible nodes tied to this node, which the caller knows to be visible; not to be changed."""
        tied, unsure = self._tied.get(node, _NOBODY), self._unsure(audiences).get(node)
        return (tied - unsure).union(self._seen_of(node, unsure, audiences)) if unsure else tied

    def count_neighbours(self, nodes: Iterable[str], audiences: frozenset[str], most: int) -> list[int]:
        """Return how many visible nodes are tied to each, `most` at most; ties that all see cost no look."""
        counts, unsure_of = [], self._unsure(audiences)
        for node in nodes:
            unsure = unsure_of.get(node, _NOBODY)
            sure = len(self._tied.get(node, _NOBODY)) - len(unsure)
            if unsure and sure < most:
                sure += sum(1 for _ in islice(self._seen_of(node, unsure, audiences), most - sure))
            counts.append(min(sure, most))
        return counts

    def weight(self, one: str, other: str, audiences: frozenset[str]) -> float:
        """Return how strongly two nodes are tied in the viewer's eyes, 0.0 if not at all; unit-free.

        Owners who state the same kind of tie do not add up, the strongest statement counts; different kinds add up.
        """
        return _weight(self._stated(one, other), audiences)

    def subgraph(self, nodes: Iterable[str], audiences: frozenset[str]) -> nx.Graph:
        """Return a new undirected graph: the visible ones of these nodes (`kind`) and the ties between them (`weight`).

        Nodes and edges come sorted by id, so equal facts give an equal graph to the last byte.
        """
        order = sorted({node for node in nodes if self.sees(node, audiences)})
        drawn = nx.Graph()
        drawn.add_nodes_from((node, {"kind": kind_of(node)}) for node in order)
        ties = sorted((min(one, other), max(one, other), w) for one, other, w in self.ties_within(order, audiences))
        drawn.add_weighted_edges_from((order[one], order[other], weight) for one, other, weight in ties)
        return drawn

    def ties_within(self, nodes: Sequence[str], audiences: frozenset[str]) -> Iterator[tuple[int, int, float]]:
        """Yield each visible tie between some visible nodes once: the places of its ends among them, and its weight."""
        place = {node: at for at, node in enumerate(nodes)}
        for one, node in enumerate(nodes):
            for other, stated in self._ties.get(node, _NOTHING).items():
                if other in place and (weight := _weight(stated, audiences)):
                    yield one, place[other], weight

    def _stated(self, one: str, other: str) -> Stated:
        return self._ties.get(one, {}).get(other, ()) or self._ties.get(other, {}).get(one, ())

    def _unsure(self, audiences: frozenset[str]) -> dict[str, set[str]]:
        """Return, by node, the neighbours of whom the viewer may not see some."""
        return self._closed if NETWORK in audiences else self._tied

    def _seen_of(self, node: str, unsure: Iterable[str], audiences: frozenset[str]) -> Iterator[str]:
        return (each for each in unsure if self.sees(each, audiences) and _weight(self._stated(node, each), audiences))

    def visible(self, audiences: frozenset[str]) -> nx.Graph:
        """Return all a viewer who holds these keys may see, as a new undirected graph shaped as in `subgraph`."""
        return self.subgraph(self._nodes, audiences)

    def _contribute(self, facts: Facts) -> None:
        for node in facts.nodes:
            self._nodes.setdefault(node.id, Counter())[node.audience] += 1
            self._see_again(node)
        for edge in _counted(facts):
            self._restate(edge, (*self._stated(edge.source, edge.target), edge))

    def _withdraw(self, facts: Facts) -> None:
        for node in facts.nodes:
            _take(self._nodes[node.id], node.audience)
            _drop_empty(self._nodes, node.id)
            self._see_again(node)
        for edge in _counted(facts):
            stated = list(self._stated(edge.source, edge.target))
            stated.remove(edge)
            self._restate(edge, tuple(stated))

    def _restate(self, tie: Edge, stated: Stated) -> None:
        """Keep what is now stated of the tie between the ends of an edge."""
        fewer, more = self._ends(tie.source, tie.target)
        if stated:
            self._ties.setdefault(fewer, {})[more] = stated
        else:
            del self._ties[fewer][more]
            _drop_empty(self._ties, fewer)
        for one, other in ((fewer, more), (more, fewer)):
            tied = self._tied.setdefault(one, set())
            (tied.add if stated else tied.discard)(other)
            self._close_or_open(one, other)
            _drop_empty(self._tied, one)

    def _ends(self, one: str, other: str) -> tuple[str, str]:
        """Return the end at which a tie is or will be kept, and the other one."""
        tied, tied_there = self._tied.get(one, ()), self._tied.get(other, ())
        is_here = other in self._ties.get(one, ()) if other in tied else len(tied) <= len(tied_there)
        return (one, other) if is_here else (other, one)

    def _see_again(self, node: Node) -> None:
        """Follow a node that just came to be seen by everyone, or ceased to be."""
        seen_by = self._nodes.get(node.id, Counter())
        if node.audience == NETWORK and seen_by[NETWORK] < 2:
            for other in self._tied.get(node.id, ()):
                self._close_or_open(other, node.id)

    def _close_or_open(self, one: str, other: str) -> None:
        """Keep in mind whether everyone who sees one also sees that the other is tied to it."""
        is_stated_to_all = any(edge.audience == NETWORK for edge in self._stated(one, other))
        if other not in self._tied[one] or (is_stated_to_all and NETWORK in self._nodes.get(other, ())):
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


def _weight(stated: Stated, audiences: frozenset[str]) -> float:
    if len(stated) == 1:  # nearly every tie: worth a short way
        return stated[0].weight if stated[0].audience in audiences else 0.0
    strongest: dict[str, float] = {}
    for edge in stated:
        if edge.audience in audiences:
            strongest[edge.kind] = max(edge.weight, strongest.get(edge.kind, 0.0))
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
