"""How many needs could be served, and how well the worst of them, if only what a flow can tell counted.

Every plan is a flow from its needs over experts and offers to the institutions that share, within counts: hours are
taken as those of the shortest exchange, and budgets, pairs and circles are left out. So no plan is better than
the flow.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from matching.planning.encode import Program
from matching.planning.rows import TOLERANCE, Mask, excepted
from matching.planning.types import Constraint, Limit, Rules

Arcs = list[tuple[int, int, int]]


class Network:
    """The flow of a round: institutions that learn, needs, candidates, experts, offers, institutions that share."""

    def __init__(self, program: Program) -> None:
        asked = program.round
        names = {*(need.institution for need in asked.needs), *(offer.institution for offer in asked.offers)}
        places = {name: number for number, name in enumerate(sorted(names))}
        self._source, self._sink, learners = 0, 1, 2
        sharers, offers = learners + len(places), learners + 2 * len(places)
        experts = offers + len(asked.offers)
        needs = experts + len(asked.experts)
        self._size = needs + len(asked.needs)
        self._tails, self._heads = needs + program.need_of, experts + program.expert_of
        many, shortest = len(asked.needs), min((need.hours for need in asked.needs), default=0.0)
        numbers = {offer.id: offers + number for number, offer in enumerate(asked.offers)}
        taken, given = _most(asked.rules, Limit.MOST_TAKEN, many), _most(asked.rules, Limit.MOST_GIVEN, many)
        arcs = [(self._source, learners + place, taken(name)) for name, place in places.items()]
        arcs += [(learners + places[need.institution], needs + at, 1) for at, need in enumerate(asked.needs)]
        for at, expert in enumerate(asked.experts):
            arcs.append((experts + at, numbers[expert.offer], _count(expert.hours, shortest, many)))
        for offer in asked.offers:
            count = min(offer.at_most, _count(offer.hours, shortest, many))
            arcs.append((numbers[offer.id], sharers + places[offer.institution], count))
        arcs += [(sharers + place, self._sink, given(name)) for name, place in places.items()]
        self._arcs = np.array(arcs, np.int64).reshape(-1, 3)

    def most(self, open_to: Mask) -> int:
        """Return how many needs the flow serves by these candidates."""
        count = int(open_to.sum())
        tails = np.concatenate((self._arcs[:, 0], self._tails[open_to]))
        heads = np.concatenate((self._arcs[:, 1], self._heads[open_to]))
        most = np.concatenate((np.minimum(self._arcs[:, 2], len(self._arcs)), np.ones(count, np.int64)))
        graph = sparse.csr_matrix((most.astype(np.int32), (tails, heads)), shape=(self._size, self._size))
        return int(maximum_flow(graph, self._source, self._sink).flow_value)


def _most(rules: Rules, limit: Limit, many: int) -> Callable[[str], int]:
    """Return how often an institution may learn or share, its exceptions counted; without a limit as many as needs."""
    most, more = rules.most_taken if limit is Limit.MOST_TAKEN else rules.most_given, excepted(rules.exceptions)
    return lambda institution: many if most is None else most + more[Constraint(limit, institution)]


def _count(hours: float, each: float, many: int) -> int:
    """Return how many exchanges of so many hours fit, at most as many as there are needs."""
    return many if each <= TOLERANCE else min(many, int(hours / each + TOLERANCE))


def last_true(count: int, holds: Callable[[int], bool]) -> int:
    """Return the last number below `count` of which something holds; it holds of 0, and once it fails it fails."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
