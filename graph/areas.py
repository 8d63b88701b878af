"""The fewest people whose leaving loses more than half of a knowledge area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from graph.knowledge import COMPETENT, Knowledge

SMALL = 300  # competent holdings in the area: up to so many the answer is looked for by mixed-integer programming
MOST_BRANCHES = 200  # of that search; bounds its time without a clock, so that the answer is the same every time


@dataclass(frozen=True, slots=True)
class FewestDepartures:
    """People (by number) whose leaving loses more than half of an area, and what is known of how few they are.

    Nobody can do it with fewer than `at_least`; `is_fewest` says that `people` are as few as that. `method` is how they
    were found: "none needed" (more than half has no competent holder today), "exact" (solved to the end) or "greedy".
    `lost_before`, `lost_after` and `total` are weights of things.
    """

    people: tuple[int, ...]
    at_least: int
    method: str
    lost_before: int
    lost_after: int
    total: int

    @property
    def is_fewest(self) -> bool:
        """True if it is proved that fewer people would not do."""
        return len(self.people) == self.at_least


def fewest_departures(
    knowledge: Knowledge, area: Iterable[int], weights: Mapping[int, int] | None = None, small: int = SMALL
) -> FewestDepartures:
    """Return the fewest people whose leaving loses more than half of an area: things, by number.

    An area is lost when things of more than half of its weight (1 each if not told; whole numbers) have no competent
    holder left: nobody at level COMPETENT or better. Things that have none today count as lost already.

    Finding the fewest is NP-hard (it is minimum k-union). Up to `small` competent holdings it is solved exactly by
    branch and bound (HiGHS through `scipy.optimize.milp`). Beyond, or when that takes too many branches, people are
    found greedily: again and again those who must leave to lose the thing with most weight for each of them; then
    whoever proves needless stays. That may be more than the fewest, but never fewer than `at_least`: what a set loses
    weighs at most the shares of its people, where each thing is shared alike among its holders, so no set is smaller
    than the number of largest shares that reach the goal (the dual of the linear program, solved by sorting).

    Raises ValueError for an empty area, an unknown thing, and a weight that is not 1 or more or of nothing in the area.
    """
    things = np.array(sorted(set(area)), np.int64)
    weight = _weights(knowledge, things, weights or {})
    thing, person = _competent(knowledge, things)
    held = np.bincount(thing, minlength=len(things))
    lost, total = int(weight[held == 0].sum()), int(weight.sum())
    need = total // 2 + 1 - lost
    if need <= 0:
        return FewestDepartures((), 0, "none needed", lost, lost, total)
    names, person = np.unique(person, return_inverse=True)
    problem = _Problem(thing, person, weight, held, need)
    found, least, method = _greedy(problem), _least(problem), "greedy"
    if len(found) > least and len(thing) <= small:
        found, least, method = _exact(problem, found, least)
    elif len(thing) <= small:
        method = "exact"
    after = lost + problem.loses(found)
    return FewestDepartures(tuple(names[sorted(found)].tolist()), least, method, lost, after, total)


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Competent holdings (things of the area and their holders, by place), and the weight to be lost."""

    thing: NDArray[np.int64]
    person: NDArray[np.int64]
    weight: NDArray[np.int64]
    held: NDArray[np.int64]  # by thing: how many competent holders it has
    need: int

    @property
    def people(self) -> int:
        return int(self.person.max()) + 1

    def loses(self, people: Iterable[int]) -> int:
        """Return the weight of what is lost when these people leave."""
        leaves = np.zeros(self.people, bool)
        leaves[list(people)] = True
        left = self.held - np.bincount(self.thing[leaves[self.person]], minlength=len(self.held))
        return int(self.weight[(left == 0) & (self.held > 0)].sum())


def _weights(knowledge: Knowledge, things: NDArray[np.int64], weights: Mapping[int, int]) -> NDArray[np.int64]:
    if not len(things) or not 0 <= things[0] <= things[-1] < len(knowledge.kinds):
        raise ValueError(f"an area is one thing or more, numbered from 0 to {len(knowledge.kinds) - 1}")
    if not weights.keys() <= set(things.tolist()) or not all(weight >= 1 for weight in weights.values()):
        raise ValueError("a weight must be 1 or more, and of a thing in the area")
    return np.array([weights.get(thing, 1) for thing in things.tolist()], np.int64)


def _competent(knowledge: Knowledge, things: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the competent holdings of these things: the place of the thing among them, and the person."""
    rows = [np.arange(knowledge.starts[thing], knowledge.starts[thing + 1]) for thing in things]
    thing, at = np.repeat(np.arange(len(rows)), list(map(len, rows))), np.concatenate(rows)
    able = knowledge.levels[at] >= COMPETENT
    return thing[able], knowledge.holders[at[able]].astype(np.int64)


def _least(problem: _Problem) -> int:
    """Return how many people must leave at least, by the shares of the weight that are theirs."""
    shares = np.bincount(problem.person, (problem.weight / np.maximum(problem.held, 1))[problem.thing])
    reached = np.cumsum(-np.sort(-shares))
    return int(np.searchsorted(reached, problem.need * (1.0 - 1e-9))) + 1


def _greedy(problem: _Problem) -> list[int]:
    """Return people whose leaving loses enough, none of whom could stay."""
    order = np.argsort(problem.person, kind="stable")
    ends = np.searchsorted(problem.person[order], np.arange(1, problem.people))
    things = np.split(problem.thing[order], ends)  # by person
    holders = np.split(problem.person, np.searchsorted(problem.thing, np.arange(1, len(problem.held))))
    left, lost = problem.held.copy(), 0
    leaving: dict[int, None] = {}
    while lost < problem.need:
        worth = np.where(left > 0, problem.weight / np.maximum(left, 1), 0.0)
        for person in [each for each in holders[int(worth.argmax())].tolist() if each not in leaving]:
            leaving[person] = None
            left[things[person]] -= 1
            lost += int(problem.weight[things[person]][left[things[person]] == 0].sum())
    for person in reversed(tuple(leaving)):
        his = int(problem.weight[things[person]][left[things[person]] == 0].sum())
        if lost - his >= problem.need:
            del leaving[person]
            left[things[person]] += 1
            lost -= his
    return list(leaving)


def _exact(problem: _Problem, found: list[int], least: int) -> tuple[list[int], int, str]:
    """Return the fewest people; or, when the search is cut short, the better of what was found, and a bound.

    x of a person is 1 if he leaves, y of a thing 1 if it is lost: y <= x of each holder; enough weight is lost. With
    all x whole, y need not be said to be. Weights are whole, so half a unit less than needed leaves room for rounding.
    """
    people, things, size = problem.people, len(problem.held), len(problem.thing)
    row = np.arange(size)
    ends = np.concatenate((problem.person, people + problem.thing))
    signs = np.repeat([1.0, -1.0], size)
    holders = coo_array((signs, (np.tile(row, 2), ends)), (size, people + things)).tocsr()
    lost = np.concatenate((np.zeros(people), problem.weight * (problem.held > 0)))[None, :]
    solved = milp(
        np.repeat([1.0, 0.0], (people, things)),
        integrality=np.repeat([1, 0], (people, things)),
        bounds=Bounds(0.0, 1.0),
        constraints=[LinearConstraint(holders, 0.0, np.inf), LinearConstraint(lost, problem.need - 0.5, np.inf)],
        options={"node_limit": MOST_BRANCHES},
    )
    if solved.x is not None:
        better = np.flatnonzero(solved.x[:people] > 0.5).tolist()
        found = min((each for each in (better, found) if problem.loses(each) >= problem.need), key=len)
    bound = max(least, ceil(solved.mip_dual_bound - 1e-6)) if solved.mip_dual_bound is not None else least
    return found, min(bound, len(found)), "exact" if bound >= len(found) else "greedy"
