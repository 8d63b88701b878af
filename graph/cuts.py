"""What each node holds together: how much is cut off when it alone goes, for all nodes in one pass."""

from __future__ import annotations

import numpy as np
from numba import njit

from graph.csr import Counts, Csr, Starts
from graph.view import Nodes

PEOPLE = 1 << 32  # a piece is weighed by its people x PEOPLE + its nodes: one sum counts both, people come first


def cut_off(csr: Csr, people: int) -> tuple[Counts, Counts]:
    """Return, for each of the first `people` nodes, how many people and how many other nodes its going alone cuts off.

    When a node goes, what it was connected with falls into pieces. The main part is the piece with most people, then
    with most nodes; the other pieces are cut off. A piece without people doesn't count: nobody is left in it to be
    cut off, and what is lost with its things is told by their holders.

    One depth-first search finds for each node how far up its subtree reaches, as in Tarjan (1972), "Depth-first search
    and linear graph algorithms" and Hopcroft, Tarjan (1973), "Algorithm 447"; one scan backwards over the nodes in the
    order of the search adds up the subtrees. Costs O(nodes + ties).
    """
    order, above, low = _search(csr.starts, csr.targets)
    cut = _weigh(order, above, low, people)
    return cut >> 32, (cut & (PEOPLE - 1)) - (cut >> 32)


@njit(cache=True, nogil=True)
def _search(starts: Starts, targets: Nodes) -> tuple[Nodes, Nodes, Nodes]:
    """Return the nodes in the order of a depth-first search and, by place in it, the place one came from (-1 for none)
    and the least place that the node itself is tied to.

    A row is read once, when its node is entered: whoever is tied to it and was entered before is above it, the others
    are laid on the stack. So the loop waits for memory once a node, and a node with one tie is never looked at again.
    """
    size, count = len(starts) - 1, 0
    place, order = np.full(size, -1, np.int32), np.empty(size, np.int32)
    above, low = np.empty(size, np.int32), np.empty(size, np.int32)
    stack = np.empty((len(targets) + 1, 2), np.int32)
    for seed in range(size):
        stack[0, 0], stack[0, 1], top = seed, -1, 1
        while top:
            top -= 1
            node, up = stack[top]
            if place[node] >= 0:
                continue
            place[node], order[count], above[count], here, least = count, node, up, count, count
            count += 1
            for at in range(starts[node], starts[node + 1]):
                other = targets[at]
                if place[other] >= 0:
                    least = min(least, place[other])
                elif starts[other + 1] - starts[other] == 1:
                    place[other], order[count], above[count], low[count] = count, other, here, here
                    count += 1
                else:
                    stack[top, 0], stack[top, 1] = other, here
                    top += 1
            low[here] = least
    return order, above, low


@njit(cache=True, nogil=True)
def _weigh(order: Nodes, above: Nodes, low: Nodes, people: int) -> Counts:
    """Return, for each person, the weight of the pieces that are cut off."""
    size = len(order)
    whole, apart = np.empty(size, np.int64), np.zeros(size, np.int64)  # of the subtree; of it, what comes apart
    most, peopled = np.zeros(size, np.int64), np.zeros(size, np.int64)  # the heaviest of that; all that has people
    for here in range(size):
        whole[here] = 1 + PEOPLE * (order[here] < people)
    for here in range(size - 1, -1, -1):
        up = above[here]
        if up < 0:
            continue
        whole[up] += whole[here]
        low[up] = min(low[up], low[here])
        if low[here] >= up:
            apart[up] += whole[here]
            most[up] = max(most[up], whole[here])
            peopled[up] += whole[here] * (whole[here] >= PEOPLE)
    cut, all_of_it = np.zeros(people, np.int64), np.int64(0)
    for here in range(size):
        if above[here] < 0:
            all_of_it, rest = whole[here], np.int64(0)
        elif order[here] < people:
            rest = all_of_it - apart[here] - 1 - PEOPLE  # has people: where it began, since people are numbered first
        if order[here] < people:
            main = max(most[here], rest)
            cut[order[here]] = peopled[here] + rest - main * (main >= PEOPLE)
    return cut
