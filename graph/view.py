"""What one viewer sees of the knowledge graph, as arrays, and the compiled loops that look at it.

A node is a number here. Its ties stand in two rows: 2 x node those that are kept at it, 2 x node + 1 those kept
at their other end. A pair in a row is the other node and the manner in which the tie is stated.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Nodes = NDArray[np.int32]
Weights = NDArray[np.float64]


class View(NamedTuple):
    """The graph as it is until the next fold, and the weight of each manner of stating in the viewer's eyes."""

    starts: NDArray[np.int64]
    lengths: NDArray[np.int32]
    pairs: NDArray[np.int32]
    sight: NDArray[np.int32]  # by node, the manner in which it is contributed
    sure: NDArray[np.int32]  # by node, at least so many of its ties are visible
    weights: Weights
    ranks: NDArray[np.int64]


# Compiled code that is kept beside the source names the classes it was given, and can't be read once one has another
# name: it is given a plain tuple.
Plain = tuple[NDArray[np.int64], Nodes, Nodes, Nodes, Nodes, Weights, NDArray[np.int64]]


def reached_from(view: View, seeds: Nodes, hops: int, limit: int, hub: int) -> Nodes:
    """Return at most `limit` nodes within so many hops of the seeds, sorted by name; see `neighbourhood`."""
    reached, begin, end = np.empty(limit, np.int32), 0, len(seeds)
    reached[:end] = seeds
    places = _places(reached[:end], limit)
    for _ in range(hops):
        frontier = reached[begin:end]
        counts = _counts(view[:], frontier, hub)
        order = frontier[np.lexsort((view.ranks[frontier], counts))]
        begin, end = end, _expand(view[:], order, reached, end, places)
    nodes = reached[:end]
    return nodes[np.argsort(view.ranks[nodes])]


def ties_among(view: View, nodes: Nodes) -> tuple[NDArray[np.int64], NDArray[np.int64], Weights]:
    """Return each visible tie between some visible nodes once: the places of its ends among them, and its weight."""
    ones, others, weights = _ties_among(view[:], nodes)
    return ones, others, weights


def tied_to(view: View, nodes: Nodes) -> Nodes:
    """Return the visible nodes that are tied to any of some visible nodes; those tied to several as often."""
    tied: Nodes = _tied(view[:], nodes)
    return tied


@njit(cache=True, nogil=True)
def _ties_among(view: Plain, nodes: Nodes) -> tuple[NDArray[np.int64], NDArray[np.int64], Weights]:
    starts, lengths, pairs, _, _, weights, _ = view
    places, most, count = _places(nodes, len(nodes)), 0, 0
    for node in nodes:
        most += lengths[2 * node]
    ones, others, found = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most)
    for one in range(len(nodes)):
        row = 2 * nodes[one]
        for at in range(starts[row], starts[row] + lengths[row]):
            other = places[_slot(places, nodes, pairs[at, 0])]
            if other >= 0 and weights[pairs[at, 1]] > 0.0:
                ones[count], others[count], found[count] = one, other, weights[pairs[at, 1]]
                count += 1
    return ones[:count], others[:count], found[:count]


@njit(cache=True, nogil=True)
def _tied(view: Plain, nodes: Nodes) -> Nodes:
    starts, lengths, pairs, sight, _, weights, _ = view
    most = 0
    for node in nodes:
        most += lengths[2 * node] + lengths[2 * node + 1]
    found, count = np.empty(most, np.int32), 0
    for node in nodes:
        for row in range(2 * node, 2 * node + 2):
            for at in range(starts[row], starts[row] + lengths[row]):
                if weights[pairs[at, 1]] > 0.0 and weights[sight[pairs[at, 0]]] > 0.0:
                    found[count] = pairs[at, 0]
                    count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _slot(places: Nodes, nodes: Nodes, node: int) -> int:
    """Return where in the table the place of a node among others stands, or could stand if it has none."""
    last = len(places) - 1
    slot = ((node * 2654435761) >> 16) & last
    while places[slot] >= 0 and nodes[places[slot]] != node:
        slot = (slot + 1) & last
    return slot


@njit(cache=True, nogil=True)
def _places(nodes: Nodes, most: int) -> Nodes:
    """Return a table with the place of each node, large enough for `most` of them: small, so it stays in the cache."""
    size = 8
    while size < 4 * most:
        size *= 2
    places = np.full(size, -1, np.int32)
    for place in range(len(nodes)):
        places[_slot(places, nodes, nodes[place])] = place
    return places


@njit(cache=True, nogil=True)
def _counts(view: Plain, nodes: Nodes, most: int) -> NDArray[np.int64]:
    """Return how many visible nodes are tied to each, `most` at most."""
    starts, lengths, pairs, sight, sure, weights, _ = view
    counts = np.zeros(len(nodes), np.int64)
    for place in range(len(nodes)):
        if sure[nodes[place]] >= most:
            counts[place] = most
            continue
        for row in range(2 * nodes[place], 2 * nodes[place] + 2):
            for at in range(starts[row], starts[row] + lengths[row]):
                if counts[place] == most:
                    break
                counts[place] += weights[pairs[at, 1]] > 0.0 and weights[sight[pairs[at, 0]]] > 0.0
    return counts


@njit(cache=True, nogil=True)
def _expand(view: Plain, frontier: Nodes, reached: Nodes, end: int, places: Nodes) -> int:
    """Reach the nodes one tie beyond the frontier, as many as there is room for; return where those reached end."""
    for node in frontier:
        room = len(reached) - end
        if not room:
            break
        fresh, weights = _fresh(view, node, reached, places)
        if len(fresh) > room:
            fresh = _strongest(view[-1][fresh], weights, fresh)[:room]
        for other in fresh:
            reached[end] = other
            places[_slot(places, reached, other)] = end
            end += 1
    return end


@njit(cache=True, nogil=True)
def _fresh(view: Plain, node: int, reached: Nodes, places: Nodes) -> tuple[Nodes, Weights]:
    """Return the visible nodes tied to one that are not reached yet, and how strongly each is tied to it."""
    starts, lengths, pairs, sight, _, weights, _ = view
    most = lengths[2 * node] + lengths[2 * node + 1]
    fresh, found, count = np.empty(most, np.int32), np.empty(most), 0
    for row in range(2 * node, 2 * node + 2):
        for at in range(starts[row], starts[row] + lengths[row]):
            other, weight = pairs[at, 0], weights[pairs[at, 1]]
            if weight > 0.0 and weights[sight[other]] > 0.0 and places[_slot(places, reached, other)] < 0:
                fresh[count], found[count] = other, weight
                count += 1
    return fresh[:count], found[:count]


@njit(cache=True, nogil=True)
def _strongest(ranks: NDArray[np.int64], weights: Weights, nodes: Nodes) -> Nodes:
    """Return the nodes by falling weight, those of equal weight by name."""
    by_name = np.argsort(ranks)
    by_weight = np.argsort(-weights[by_name], kind="mergesort")
    return nodes[by_name[by_weight]]
