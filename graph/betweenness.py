"""How often a node lies between others, measured from some nodes only, and how far off that may be."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.csr import Csr, Starts
from graph.view import Nodes


def pivots_of(size: int, count: int, seed: int) -> Nodes:
    """Return `count` of the nodes 0 to size - 1 by lot, each equally likely, none twice; the same for the same seed.

    Raises ValueError for more than there are.
    """
    return np.random.default_rng(seed).choice(size, count, replace=False).astype(np.int32)


def betweenness(csr: Csr, pivots: Nodes) -> NDArray[np.float64]:
    """Return by node the share of the shortest paths from the pivots to all others that pass through it, 0 to 1.

    Ties count alike whatever they weigh. With all nodes as pivots it is betweenness; with some of them by lot an
    estimate without bias, `sampling_error` off at most: the same as `networkx.betweenness_centrality(k=..., seed=...)`
    with the same pivots. Costs O(pivots x ties).

    Sources: Brandes (2001), "A faster algorithm for betweenness centrality"; Brandes, Pich (2007), "Centrality
    estimation in large networks".

    Raises ValueError unless there are two pivots or more, none twice, all of them nodes.
    """
    if len(set(pivots.tolist())) < max(len(pivots), 2) or not 0 <= pivots.min() <= pivots.max() < csr.size:
        raise ValueError(f"pivots must be two nodes or more from 0 to {csr.size - 1}, none twice")
    if csr.size < 3:
        return np.zeros(csr.size)
    asked = np.full(csr.size, float(len(pivots)))
    asked[pivots] -= 1.0  # no path begins at what it passes through
    passing = _dependencies(csr.starts, csr.targets, pivots)
    shares: NDArray[np.float64] = passing / (asked * (csr.size - 2))
    return shares


def sampling_error(size: int, pivots: int, confidence: float = 0.95) -> float:
    """Return how far off no node's betweenness is, with that confidence, when pivots were drawn by lot.

    Each pivot's share at a node lies from 0 to 1, and at least pivots - 1 of them are averaged, so by Hoeffding (1963)
    and a bound over all nodes: sqrt(ln(2 size / (1 - confidence)) / (2 (pivots - 1))). Drawing none twice is no worse
    (his theorem 4). It is a bound: mostly the error is far smaller. 0.0 if all nodes are pivots.

    Raises ValueError for fewer than 2 pivots, more than there are nodes, or a confidence not above 0 and below 1.

    >>> round(sampling_error(10_000, 1_000), 3)
    0.08
    """
    if not 2 <= pivots <= size or not 0.0 < confidence < 1.0:
        raise ValueError("pivots must be from 2 to the number of nodes, the confidence above 0 and below 1")
    return sqrt(log(2.0 * size / (1.0 - confidence)) / (2.0 * (pivots - 1))) if pivots < size else 0.0


@njit(cache=True, nogil=True)
def _dependencies(starts: Starts, targets: Nodes, pivots: Nodes) -> NDArray[np.float64]:
    """Return by node how many paths from the pivots pass through it, each end's shortest paths shared as one."""
    size = len(starts) - 1
    total, ways, passing = np.zeros(size), np.zeros(size), np.zeros(size)
    far, queue = np.full(size, -1, np.int32), np.empty(size, np.int32)
    for pivot in pivots:
        queue[0], far[pivot], ways[pivot], end = pivot, 0, 1.0, 1
        at = 0
        while at < end:
            node = queue[at]
            at += 1
            for tie in range(starts[node], starts[node + 1]):
                other = targets[tie]
                if far[other] < 0:
                    far[other], queue[end] = far[node] + 1, other
                    end += 1
                if far[other] == far[node] + 1:
                    ways[other] += ways[node]
        for at in range(end - 1, 0, -1):
            node = queue[at]
            each = (1.0 + passing[node]) / ways[node]
            for tie in range(starts[node], starts[node + 1]):
                if far[targets[tie]] == far[node] - 1:
                    passing[targets[tie]] += ways[targets[tie]] * each
            total[node] += passing[node]
        for at in range(end):
            far[queue[at]], ways[queue[at]], passing[queue[at]] = -1, 0.0, 0.0
    return total
