"""Experience: how central a person or institution is in the neighbourhood of what a query found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import nsmallest
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, diags_array

from graph.build import KnowledgeGraph, kind_of
from graph.neighbourhood import reach
from graph.types import NODE_KINDS

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
    seeds = _best_seeds(graph, scores, audiences)
    if not seeds:
        return {}
    nodes = sorted(reach(graph, seeds, audiences, HOPS, LIMIT))
    at = {node: number for number, node in enumerate(nodes)}
    restart = np.zeros(len(nodes))
    restart[[at[node] for node in seeds]] = list(seeds.values())
    ties = [(at[one], at[other], weight) for one, other, weight in graph.ties_within(nodes, audiences)]
    shares = dict(zip(nodes, _walk(ties, restart / restart.sum()).tolist(), strict=True))
    experienced: dict[str, float] = {}
    for kind in kinds:
        of_kind = {node: share for node, share in shares.items() if kind_of(node) == kind}
        best = max(of_kind.values(), default=0.0)
        experienced |= {node: share / best for node, share in of_kind.items() if share > 0.0}
    return experienced


def _walk(ties: list[tuple[int, int, float]], restart: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of time at each node: power iteration, as in `networkx.pagerank`, without drawing a graph."""
    size, (ones, others, weights) = len(restart), zip(*ties, strict=True) if ties else ((), (), ())
    half = coo_array(
        (np.array(weights, dtype=np.float64), (np.array(ones, dtype=np.int32), np.array(others, dtype=np.int32))),
        (size, size),
    )
    ways = (half + half.T).tocsr()
    sums = ways.sum(axis=1)
    is_dead_end = sums == 0.0
    inverse = np.divide(1.0, sums, out=np.zeros(size), where=~is_dead_end)
    onward = (diags_array(inverse) @ ways).T.tocsr()
    shares = np.full(size, 1.0 / size)
    for _ in range(MAX_STEPS):
        before = shares
        shares = ALPHA * (onward @ before + before[is_dead_end].sum() * restart) + (1.0 - ALPHA) * restart
        if np.abs(shares - before).sum() < size * TOLERANCE:
            break
    return shares


def _best_seeds(graph: KnowledgeGraph, scores: Mapping[str, float], audiences: frozenset[str]) -> dict[str, float]:
    """Return the LIMIT best visible seeds, by id; as shares of the best, so that no sum of scores can overflow."""
    visible = {node: score for node, score in scores.items() if score > 0.0 and graph.sees(node, audiences)}
    best = max(visible.values(), default=1.0)
    chosen = nsmallest(LIMIT, visible, key=lambda node: (-visible[node], node))
    return {node: visible[node] / best for node in sorted(chosen)}


def _refuse_unknown(kinds: Collection[str], scores: Mapping[str, float]) -> None:
    if unknown := set(kinds) - NODE_KINDS:
        raise ValueError(f"unknown node kinds {sorted(unknown)}; known: {sorted(NODE_KINDS)}")
    if not all(isfinite(score) and score >= 0.0 for score in scores.values()):
        raise ValueError("a score must be a finite number of 0 or more")
