"""An integer copy of a graph, its rows one behind the other, for passes over all of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.view import Nodes, View, Weights, ties_among

Counts = NDArray[np.int64]
Starts = NDArray[np.int64]

UNREACHED, GONE = -1, -2  # instead of the number of a piece


class Csr(NamedTuple):
    """An undirected graph: the ties of node n are told from starts[n] to starts[n + 1], each tie at both its ends.

    Within a row the nodes rise. No node is tied to itself, no two twice.
    """

    starts: Starts
    targets: Nodes
    weights: Weights

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.starts) - 1


def csr_of(size: int, ones: NDArray[np.int64], others: NDArray[np.int64], weights: Weights | None = None) -> Csr:
    """Return the graph of `size` nodes with a tie between each two that stand beside each other; 1.0 if not weighed.

    Ties of a node to itself are left out; those told more than once become one, their weights added.
    Raises ValueError for a node that is not from 0 to size - 1, and for lists of unequal length.

    >>> csr_of(3, np.array([0, 1]), np.array([1, 0])).targets.tolist()
    [1, 0]
    """
    strengths = np.ones(len(ones)) if weights is None else weights
    if not len(ones) == len(others) == len(strengths):
        raise ValueError("each tie needs two ends and, if any has one, a weight")
    here, there = np.concatenate((ones, others)).astype(np.int64), np.concatenate((others, ones)).astype(np.int64)
    if len(here) and not 0 <= here.min() <= here.max() < size:
        raise ValueError(f"a tie names a node that is not from 0 to {size - 1}")
    order = np.argsort(here * size + there)
    here, there, strengths = here[order], there[order], np.concatenate((strengths, strengths))[order]
    if (here == there).any():
        apart = here != there
        here, there, strengths = here[apart], there[apart], strengths[apart]
    again = (here[1:] == here[:-1]) & (there[1:] == there[:-1])
    if again.any():
        first = np.flatnonzero(np.append(True, ~again))
        here, there, strengths = here[first], there[first], np.add.reduceat(strengths, first)
    return Csr(np.searchsorted(here, np.arange(size + 1)), there.astype(np.int32), strengths)


def csr_of_view(view: View) -> tuple[Nodes, Csr]:
    """Return the nodes that a viewer sees, by name, and the ties among them, each node known by its place there."""
    nodes = np.flatnonzero(view.weights[view.sight] > 0.0).astype(np.int32)
    nodes = nodes[np.argsort(view.ranks[nodes])]
    return nodes, csr_of(len(nodes), *ties_among(view, nodes))


def pieces(csr: Csr, gone: Nodes) -> Nodes:
    """Return, by node, the number of the connected piece it is in once some nodes are gone; GONE for those.

    Pieces are numbered in the order of their first nodes.
    """
    piece = np.full(csr.size, UNREACHED, np.int32)
    piece[gone] = GONE
    _flood(csr.starts, csr.targets, piece)
    return piece


@njit(cache=True, nogil=True)
def _flood(starts: Starts, targets: Nodes, piece: Nodes) -> None:
    """Give each unreached node the number of its piece: one breadth-first search from each that is still unreached."""
    queue, number = np.empty(len(piece), np.int32), 0
    for seed in range(len(piece)):
        if piece[seed] != UNREACHED:
            continue
        queue[0], piece[seed], begin, end = seed, number, 0, 1
        while begin < end:
            node = queue[begin]
            begin += 1
            for at in range(starts[node], starts[node + 1]):
                if piece[targets[at]] == UNREACHED:
                    piece[targets[at]] = number
                    queue[end] = targets[at]
                    end += 1
        number += 1
