"""The part of the knowledge graph around some nodes that one viewer may see, bounded and the same every time."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from graph.build import KnowledgeGraph
from graph.view import reached_from

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
    if hops < 0 or limit < 0:
        raise ValueError(f"hops and limit must not be negative, got {hops} and {limit}")
    view = graph.view(audiences)
    return graph.drawn(view, reached_from(view, graph.seen(view, sorted(set(seeds)))[:limit], hops, limit, HUB))
