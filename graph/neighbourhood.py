"""The part of the knowledge graph around some nodes that one viewer may see, bounded and the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Set
from heapq import nsmallest

import networkx as nx

from graph.build import KnowledgeGraph

HUB = 256  # a node with this many visible ties or more is a hub; hubs are expanded last, among themselves by id


def neighbourhood(
    graph: KnowledgeGraph, seeds: Iterable[str], audiences: frozenset[str], hops: int = 2, limit: int = 2000
) -> nx.Graph:
    """Return a new undirected graph of at most `limit` visible nodes (`kind`) within `hops` ties of the seeds.

    All visible ties between the nodes come along, with their `weight`. When the limit cuts, it cuts the same way every
    time: the first seeds by id, then ring by ring, nodes with few visible ties expanded before those with many (a hub
    says little about each of its many neighbours), a node's strongest ties before its weaker ones, then by id.
    Seeds the viewer does not see are ignored, and nothing he does not see can change the result.

    Raises ValueError for negative hops or limit.
    """
    return graph.subgraph(reach(graph, seeds, audiences, hops, limit), audiences)


def reach(
    graph: KnowledgeGraph, seeds: Iterable[str], audiences: frozenset[str], hops: int = 2, limit: int = 2000
) -> set[str]:
    """Return the nodes of the `neighbourhood`. Raises ValueError for negative hops or limit."""
    if hops < 0 or limit < 0:
        raise ValueError(f"hops and limit must not be negative, got {hops} and {limit}")
    ring = sorted({seed for seed in seeds if graph.sees(seed, audiences)})[:limit]
    reached = set(ring)
    for _ in range(hops):
        ring = _next_ring(graph, ring, reached, audiences, limit)
    return reached


def _next_ring(
    graph: KnowledgeGraph, frontier: list[str], reached: set[str], audiences: frozenset[str], limit: int
) -> list[str]:
    """Reach and return the nodes one tie beyond the frontier, as many as there is room for."""
    ring: list[str] = []
    for node in _quiet_first(graph, frontier, audiences):
        room = limit - len(reached)
        if not room:
            break
        fresh = graph.neighbours(node, audiences) - reached
        nearest = fresh if len(fresh) <= room else _strongest(graph, node, fresh, audiences, room)
        reached.update(nearest)
        ring.extend(nearest)
    return ring


def _quiet_first(graph: KnowledgeGraph, nodes: list[str], audiences: frozenset[str]) -> list[str]:
    """Return the nodes by number of visible ties, counted up to HUB so that no hub is read in full, then by id."""
    return [node for _, node in sorted(zip(graph.count_neighbours(nodes, audiences, HUB), nodes, strict=True))]


def _strongest(graph: KnowledgeGraph, node: str, others: Set[str], audiences: frozenset[str], count: int) -> list[str]:
    return nsmallest(count, others, key=lambda other: (-graph.weight(node, other, audiences), other))
