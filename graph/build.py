"""The knowledge graph itself: who contributed what, and what a viewer may see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.arrays import grown
from graph.manners import UNSTATED, Manners, Statement
from graph.names import Names
from graph.rows import Rows
from graph.types import NETWORK, Edge, Facts, Node
from graph.view import Nodes, View, ties_among

Change = Callable[[int, Statement], int]  # of the manner in which a thing is stated


class KnowledgeGraph:
    """All contributed nodes and ties, read through the eyes of one viewer at a time.

    A viewer holds audience keys. He sees a node if any owner contributed it to a key he holds, and a tie if any owner
    contributed it to a key he holds and both its ends are nodes he sees. What he sees depends only on the facts in
    force, never on the order in which they came, so folding equals rebuilding.

    `fold` and `view` change the graph in place and are not safe beside another thread: the caller holds a lock.

    >>> from graph.types import Node
    >>> volta = Facts((Node("institution:volta", "institution"),))
    >>> ama = Facts((Node("person:ama", "person"),), (Edge("person:ama", "institution:volta", "works_at"),))
    >>> graph = KnowledgeGraph.of({"institution:volta": volta, "person:ama": ama})
    >>> graph.visible(frozenset({"network"})).number_of_edges()
    1
    """

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._names = Names()
        self._manners = Manners()
        self._sight: NDArray[np.int32] = np.zeros(0, np.int32)
        # By node: how many ties to nodes that everyone sees everyone sees, so that hubs are told without a look.
        self._sure: NDArray[np.int32] = np.zeros(0, np.int32)
        # Rows as `graph.view` tells. A tie is kept at the end that had fewer ties when it was first stated: the many
        # of a hub are kept at its many neighbours, and who asks for the ties among some nodes looks at few.
        self._ties = Rows()

    @classmethod
    def of(cls, facts: Mapping[str, Facts]) -> Self:
        """Return the graph of these facts, keyed by the owner who contributes them."""
        graph = cls()
        graph.fold(facts)
        return graph

    def fold(self, changed: Mapping[str, Facts | None]) -> None:
        """Replace, in place, what each of these owners contributed; None withdraws it. Costs only what changed."""
        for owner, facts in changed.items():
            self._state(self._facts.pop(owner, Facts()), self._manners.less)
            if facts is not None:
                self._facts[owner] = facts
                self._state(facts, self._manners.more)

    def view(self, audiences: frozenset[str]) -> View:
        """Return the graph in the eyes of a viewer who holds these keys; good until the next fold."""
        sure = self._sure if NETWORK in audiences else np.zeros_like(self._sure)
        weights, ranks = self._manners.weights(audiences), self._names.ranks()
        return View(*self._ties.arrays(), self._sight, sure, weights, ranks)

    def seen(self, view: View, names: Iterable[str]) -> Nodes:
        """Return those of these nodes that the viewer sees, in the order in which they are named."""
        numbers = np.array([number for name in names if (number := self._names.find(name)) >= 0], np.int32)
        return numbers[view.weights[view.sight[numbers]] > 0.0]

    def name(self, node: int) -> str:
        """Return what a node is called."""
        return self._names[node]

    def weight(self, one: str, other: str, audiences: frozenset[str]) -> float:
        """Return how strongly two nodes are tied in the viewer's eyes, 0.0 if not at all; unit-free.

        Owners who state the same kind of tie do not add up, the strongest statement counts; different kinds add up.
        """
        ends = self._names.find(one), self._names.find(other)
        return self._manners.weight(self._tie(*ends)[2], audiences) if min(ends) >= 0 else 0.0

    def drawn(self, view: View, nodes: Nodes) -> nx.Graph:
        """Return a new undirected graph: these nodes (`kind`), sorted by id, and the ties between them (`weight`).

        Nodes and edges come sorted by id, so equal facts give an equal graph to the last byte.
        """
        drawn, names = nx.Graph(), [self.name(node) for node in nodes]
        drawn.add_nodes_from((name, {"kind": kind_of(name)}) for name in names)
        ties = zip(*(part.tolist() for part in ties_among(view, nodes)), strict=True)
        ends = sorted((min(one, other), max(one, other), weight) for one, other, weight in ties)
        drawn.add_weighted_edges_from((names[one], names[other], weight) for one, other, weight in ends)
        return drawn

    def visible(self, audiences: frozenset[str]) -> nx.Graph:
        """Return all a viewer who holds these keys may see, as a new undirected graph shaped as in `drawn`."""
        view = self.view(audiences)
        nodes = np.flatnonzero(view.weights[self._sight] > 0.0).astype(np.int32)
        return self.drawn(view, nodes[np.argsort(view.ranks[nodes])])

    def stated(self, audiences: frozenset[str], owners: Iterable[str] | None = None) -> Facts:
        """Return all nodes and ties a viewer who holds these keys may see, each once and sorted, as open to everyone.

        Unlike `visible` it tells the kind and the direction of ties; the strongest statement of each kind counts. To
        whom they were really stated is not told. With `owners`, only what these contribute; costs no more than that.
        """
        shown = (
            self._facts.values() if owners is None else [self._facts[each] for each in owners if each in self._facts]
        )
        nodes = {node.id: node.kind for facts in shown for node in facts.nodes if node.audience in audiences}
        weights: dict[tuple[str, str, str], float] = {}
        for edge in (edge for facts in shown for edge in facts.edges if edge.audience in audiences):
            if edge.source != edge.target and edge.source in nodes and edge.target in nodes:
                key = edge.source, edge.target, edge.kind
                weights[key] = max(edge.weight, weights.get(key, 0.0))
        edges = (Edge(*key, weight) for key, weight in sorted(weights.items()))
        return Facts(tuple(Node(*each) for each in sorted(nodes.items())), tuple(edges))

    def _state(self, facts: Facts, change: Change) -> None:
        """State all this once more or once less."""
        for node in facts.nodes:
            self._state_node(self._number(node.id), ("", 1.0, node.audience), change)
        for edge in facts.edges:
            if edge.source != edge.target:
                ends = self._number(edge.source), self._number(edge.target)
                self._state_tie(*ends, (edge.kind, edge.weight, edge.audience), change)

    def _state_node(self, node: int, statement: Statement, change: Change) -> None:
        before = int(self._sight[node])
        turn = -self._manners.is_open(before)
        self._sight[node] = after = change(before, statement)
        turn += self._manners.is_open(after)
        if turn and self._count(node):
            for row in (2 * node, 2 * node + 1):
                others, stated = self._ties.row(row)
                self._sure[others[self._manners.open[stated] > 0.0]] += turn
        self._forget_if_bare(node)

    def _state_tie(self, one: int, other: int, statement: Statement, change: Change) -> None:
        fewer, more, before = self._tie(one, other)
        turn = -self._manners.is_open(before)
        after = change(before, statement)
        turn += self._manners.is_open(after)
        if turn:
            self._sure[fewer] += turn * self._manners.is_open(int(self._sight[more]))
            self._sure[more] += turn * self._manners.is_open(int(self._sight[fewer]))
        if after != UNSTATED:
            self._ties.put(2 * fewer, more, after)
            self._ties.put(2 * more + 1, fewer, after)
        else:
            self._untie(fewer, more)

    def _untie(self, fewer: int, more: int) -> None:
        self._ties.take(2 * fewer, more)
        self._ties.take(2 * more + 1, fewer)
        self._forget_if_bare(fewer)
        self._forget_if_bare(more)

    def _tie(self, one: int, other: int) -> tuple[int, int, int]:
        """Return the end at which a tie is or will be kept, the other one, and the manner in which it is stated."""
        counts = self._count(one), self._count(other)
        fewer, more = (one, other) if counts[0] <= counts[1] else (other, one)
        if min(counts):
            if manner := self._ties.get(2 * fewer, more):
                return fewer, more, manner
            if manner := self._ties.get(2 * fewer + 1, more):
                return more, fewer, manner
        return fewer, more, UNSTATED

    def _count(self, node: int) -> int:
        return self._ties.length(2 * node) + self._ties.length(2 * node + 1)

    def _number(self, name: str) -> int:
        number = self._names.number(name)
        if number >= len(self._sight):
            self._sight, self._sure = grown(self._sight, number + 1), grown(self._sure, number + 1)
            self._ties.make(2 * len(self._sight))
        return number

    def _forget_if_bare(self, node: int) -> None:
        if self._sight[node] == UNSTATED and not self._count(node):
            self._names.forget(node)


def kind_of(node: str) -> str:
    """Return the kind a node id carries.

    >>> kind_of("person:ama")
    'person'
    """
    return node.partition(":")[0]
