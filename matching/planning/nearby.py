"""Who may move to make room for a need: those who share something with it, and in a small round all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matching.planning.candidates import Numbers
from matching.planning.choices import Barriers, Choices
from matching.planning.rows import Amounts, Rows
from matching.planning.types import Limit, Plan

MOST_NEAR = 8  # needs that may move: the time grows much faster than their number
MOST_IN_ALL = 40  # that have a place: then all may move where else a smaller set is not ruled out


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What a need and those who may move can choose from, less what others use.

    `taken` has 1.0 for the pairs in which those are now; `is_whole` where all who have a place may move.
    """

    choices: Choices
    taken: Amounts
    is_whole: bool


class Surroundings:
    """A plan as each need without a place sees it; what is looked up grows with who may move, not with the round."""

    def __init__(self, choices: Choices, plan: Plan) -> None:
        taken = {(placement.candidate.need, placement.candidate.expert) for placement in plan.placements}
        is_placed = np.array([(one.need, one.expert) in taken for one in choices.candidates], np.bool_)
        weights, needs = choices.rows.weights, np.arange(len(choices.program.needs) + 1)
        self._choices, self._columns = choices, sparse.csc_array(weights)
        self._sums = weights @ is_placed.astype(np.float64)
        self._placed = np.flatnonzero(is_placed)
        self._needs = choices.need_of[self._placed]
        self._users = sparse.csr_array(weights[:, self._placed])
        self._is_shared = np.array([one.limit is not Limit.BUDGET for one in choices.rows.constraints], np.bool_)
        self._pairs = np.searchsorted(choices.need_of, needs)
        self._barred = np.searchsorted(choices.need_of[choices.barriers.pairs], needs)

    def of(self, need: int) -> Iterator[Around]:
        """Yield what those near and the need can choose from; after that in a small round what all can."""
        near, every = self._near(need), len(self._placed) + 1
        yield self._around(near)
        if len(near) < every <= MOST_IN_ALL + 1:
            yield self._around(np.union1d(self._needs, need))

    def _around(self, near: Numbers) -> Around:
        pairs, entries = _within(self._pairs, near), _within(self._barred, near)
        choices, columns = self._choices, self._columns[:, pairs]
        barriers, touched = choices.barriers, np.unique(columns.indices)
        is_moving = np.isin(pairs, self._placed).astype(np.float64)
        weights = sparse.csr_array(sparse.csr_array(columns)[touched])
        used = self._sums[touched] - weights @ is_moving
        rows = choices.rows
        names = tuple(rows.constraints[row] for row in touched.tolist())
        moving = Choices(
            program=choices.program,
            candidates=tuple(choices.candidates[pair] for pair in pairs.tolist()),
            need_of=choices.need_of[pairs],
            barriers=Barriers(
                barriers.constraints,
                np.searchsorted(pairs, barriers.pairs[entries]),
                barriers.of[entries],
                barriers.short[entries],
            ),
            rows=Rows(names, weights, rows.least[touched] - used, rows.most[touched] - used),
            pinned=np.flatnonzero(np.isin(pairs, choices.pinned)),
        )
        return Around(moving, is_moving, is_whole=len(near) > len(self._placed))

    def _near(self, need: int) -> Numbers:
        """Return the need and those whose exchanges share a limit with its candidates, then with theirs, and so on."""
        if len(self._needs) <= MOST_NEAR:
            return np.union1d(self._needs, need)
        near = edge = np.array([need])
        while len(edge) and len(near) <= MOST_NEAR:
            reached = np.unique(self._columns[:, _within(self._pairs, edge)].indices)
            met = np.unique(self._users[reached[self._is_shared[reached]]].indices)
            edge = np.setdiff1d(self._needs[met], near)[: MOST_NEAR + 1 - len(near)]
            near = np.union1d(near, edge)
        return near


def _within(starts: Numbers, numbers: Numbers) -> Numbers:
    """Return all places of some numbers, where those of each follow each other from its start to the next one's."""
    return np.concatenate([np.arange(starts[number], starts[number + 1]) for number in numbers.tolist()])
