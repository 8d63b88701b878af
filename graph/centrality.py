"""Experience: how central a person or institution is in the neighbourhood of what a query found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from math import isfinite

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.build import KnowledgeGraph
from graph.csr import Csr, csr_of
from graph.neighbourhood import HUB
from graph.types import NODE_KINDS
from graph.view import Nodes, View, reached_from, ties_among

ALPHA = 0.7  # a walker goes on from a node this often, else back to the evidence: about two steps, like the hops
HOPS = 2
LIMIT = 2000
TOLERANCE = 1e-10  # mean change of a node's share in one step
MAX_STEPS = 100  # one step shrinks the error by ALPHA or more: after 100 at most 2 * 0.7**100 = 7e-16 is left of it


def experience(
    graph: KnowledgeGraph,
    scores: Mapping[str, float],
    audiences: frozenset[str],
    kinds: Collection[str] = ("person", "institution"),
) -> dict[str, float]:
    """Return node id -> 0..1 for the visible nodes of these kinds near the evidence; the best of each kind is 1.

    `scores` holds the query's best evidence score on each node (any non-negative unit, only the proportions count). A
    walker starts at the evidence in proportion to it, follows visible ties in proportion to their weight, and now and
    then starts afresh; a node's experience is the share of time he spends there. No seed visible and above 0: {}.

    The walk sees at most LIMIT nodes within HOPS ties of the best evidence, so it costs milliseconds in any graph.
    The number of steps is bounded by proof, so it cannot fail to converge.

    Raises ValueError for an unknown kind, and for a score that is negative or not finite.

    Sources: Page, Brin, Motwani, Winograd (1999), "The PageRank citation ranking"; Haveliwala (2002), "Topic-sensitive
    PageRank" (the restart follows the query); Serdyukov, Rode, Hiemstra (2008), "Modeling multi-step relevance
    propagation for expert finding" (evidence flows from documents to people over several ties).

    >>> from graph.types import Edge, Facts, Node
    >>> lesson, ama = Node("lesson:flood", "lesson"), Node("person:ama", "person")
    >>> graph = KnowledgeGraph.of({"lesson:flood": Facts((lesson, ama), (Edge(ama.id, lesson.id, "wrote"),))})
    >>> experience(graph, {"lesson:flood": 3.2}, frozenset({"network"}))
    {'person:ama': 1.0}
    """
    _refuse_unknown(kinds, scores)
    view = graph.view(audiences)
    seeds, strengths = _best_seeds(graph, view, scores)
    if not len(seeds):
        return {}
    nodes = reached_from(view, seeds, HOPS, LIMIT, HUB)
    restart = np.zeros(len(nodes))
    restart[np.searchsorted(view.ranks[nodes], view.ranks[seeds])] = strengths
    shares = _walk(csr_of(len(nodes), *ties_among(view, nodes)), restart / restart.sum())
    experienced: dict[str, float] = {}
    for kind in kinds:
        experienced |= _of_kind(graph, nodes, shares, kind)
    return experienced


def _of_kind(graph: KnowledgeGraph, nodes: Nodes, shares: NDArray[np.float64], kind: str) -> dict[str, float]:
    """Return the shares above 0 of the nodes of a kind, which lie together since nodes are sorted, over the best."""
    begin, end = (bisect_left(nodes, f"{kind}{sign}", key=graph.name) for sign in ":;")
    of_kind = shares[begin:end]
    above = of_kind > 0.0
    best = of_kind.max(initial=0.0) or 1.0
    return dict(zip(map(graph.name, nodes[begin:end][above]), (of_kind[above] / best).tolist(), strict=True))


def _walk(csr: Csr, restart: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of time at each node, in proportion: power iteration, as in `networkx.pagerank`.

    Rows are read in the order of their nodes, so that in which order ties were found cannot move the last bit.
    """
    sums = np.bincount(np.repeat(np.arange(csr.size), np.diff(csr.starts)), csr.weights, csr.size)
    return _steps(csr.starts, csr.targets, csr.weights / sums[csr.targets], restart)


@njit(cache=True, nogil=True)
def _steps(
    starts: NDArray[np.int64], origins: Nodes, chances: NDArray[np.float64], restart: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the shares, in proportion, after as many steps as it takes.

    The ways to each node are told from `starts` on: the node one comes from, and the chance that it is taken there.
    Who can go nowhere would start afresh; that adds to all shares alike, and only their proportion counts.
    """
    size = len(restart)
    shares, after = np.full(size, 1.0 / size), np.empty(size)
    for _ in range(MAX_STEPS):
        change = 0.0
        for node in range(size):
            come = 0.0
            for at in range(starts[node], starts[node + 1]):
                come += chances[at] * shares[origins[at]]
            after[node] = ALPHA * come + (1.0 - ALPHA) * restart[node]
            change += abs(after[node] - shares[node])
        shares, after = after, shares
        if change < size * TOLERANCE:
            break
    return shares


def _best_seeds(graph: KnowledgeGraph, view: View, scores: Mapping[str, float]) -> tuple[Nodes, NDArray[np.float64]]:
    """Return the LIMIT best visible seeds; and their scores as shares of the best, so that no sum can overflow."""
    scored = sorted(name for name, score in scores.items() if score > 0.0)
    seeds = graph.seen(view, scored)
    strengths = np.array([scores[name] for name in map(graph.name, seeds)])
    chosen = np.argsort(-strengths, kind="stable")[:LIMIT]
    return seeds[chosen], strengths[chosen] / strengths.max(initial=0.0)


def _refuse_unknown(kinds: Collection[str], scores: Mapping[str, float]) -> None:
    if unknown := set(kinds) - NODE_KINDS:
        raise ValueError(f"unknown node kinds {sorted(unknown)}; known: {sorted(NODE_KINDS)}")
    if not all(isfinite(score) and score >= 0.0 for score in scores.values()):
        raise ValueError("a score must be a finite number of 0 or more")
