"""Groups of nodes that are tied more closely among themselves than to others."""

from __future__ import annotations

import networkx as nx

SEED = 20260301
LARGEST = 20_000  # nodes; networkx takes minutes beyond


def communities(graph: nx.Graph, seed: int = SEED) -> tuple[tuple[str, ...], ...]:
    """Return every node in one group, the largest groups first, then by name; names sorted in each.

    The Louvain method (Blondel, Guillaume, Lambiotte, Lefebvre 2008, "Fast unfolding of communities in large
    networks") by way of networkx: ties count as they weigh. Numbered nodes in the order of their names and a fixed
    seed make equal graphs give equal groups, in any process.

    Raises ValueError for a graph of more than LARGEST nodes: ask for a part of it.

    >>> communities(nx.Graph([("ama", "kofi"), ("esi", "yaw")]))
    (('ama', 'kofi'), ('esi', 'yaw'))
    """
    if len(graph) > LARGEST:
        raise ValueError(f"communities are found among at most {LARGEST} nodes, not {len(graph)}")
    names = sorted(graph)
    number = {name: at for at, name in enumerate(names)}
    numbered = nx.Graph()
    numbered.add_nodes_from(range(len(names)))
    told = graph.edges(data="weight", default=1.0)
    ties = ((*sorted((number[one], number[other])), weight) for one, other, weight in told)
    numbered.add_weighted_edges_from(sorted(ties))
    groups = nx.community.louvain_communities(numbered, seed=seed) if names else []
    named = (tuple(names[at] for at in sorted(group)) for group in groups)
    return tuple(sorted(named, key=lambda group: (-len(group), group)))
