"""Why a need has no place: the smallest set of constraints whose relaxing gives it one while all others keep theirs.

Others may move to another expert. Found by an integer program over the pairs of all who have a place and of the one who
has none, with a boolean for each constraint that says whether it is relaxed. Of the smallest sets (the fewest
constraints, then the earliest kinds in the order of `Limit`) a second program finds the one with the least sum of
amounts: hours, exchanges, money and fit, as they are.

Where more than a few have a place only those who are near may move (`nearby`): they share limits with the need's
candidates. What is told is always enough. It is the fewest where it is one and the plan is proven to serve the most;
otherwise all may move in a small round, and in a large one it is told as not proven. Kinds and amounts are the least
among what moving those few allows, so that of a large round is told in seconds why a hundred have no place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.errors import SolverError
from matching.planning.assign import SOLVER
from matching.planning.choices import Choices, choices_of
from matching.planning.encode import Program, encode
from matching.planning.nearby import Surroundings
from matching.planning.rows import Amounts, Mask
from matching.planning.soft import MANY, ORDER, Soft, Softness, softness_of
from matching.planning.types import Blocking, Limit, Plan, Relaxing, Round

NODES = 20_000  # of the search tree, after which the best set found is told as not proven: work, not time
_OPTIMAL = 0
_COUNTED = (Limit.OFFER_EXCHANGES, Limit.MOST_GIVEN, Limit.MOST_TAKEN, Limit.PAIR_ONCE, Limit.CIRCLE)
_AMOUNTLESS = (Limit.LANGUAGE, Limit.MET_BEFORE, Limit.FORBIDDEN, Limit.PINNED)


def blocking(asked: Round, plan: Plan, need_id: str) -> Blocking:
    """Return what would give one need without a place one. Nothing to relax: the plan serves fewer than it could.

    Pairs kept apart stay apart. Raises ValueError for a need that has a place or is not in the round.
    """
    return next(_blockings(encode(asked), plan, (need_id,)))


def blockings(asked: Round, plan: Plan) -> tuple[Blocking, ...]:
    """Return what would give each need without a place one, each for itself, in the order of the plan."""
    return blockings_of(encode(asked), plan)


def blockings_of(program: Program, plan: Plan) -> tuple[Blocking, ...]:
    """Return the same of a round that is encoded already."""
    return tuple(_blockings(program, plan, plan.unplaced))


def _blockings(program: Program, plan: Plan, need_ids: Sequence[str]) -> Iterator[Blocking]:
    choices = choices_of(program)
    surroundings = Surroundings(choices, plan)
    for need_id in need_ids:
        if need_id not in plan.unplaced:
            raise ValueError(f"{need_id!r} has a place, or is not in the round")
        number = program.needs.index(need_id)
        if not (choices.need_of == number).any():
            yield Blocking(need_id, (), has_candidates=False)
            continue
        for around in surroundings.of(number):
            soft = softness_of(around.choices)
            chosen, is_optimal = _smallest(soft, _unmoved(soft, around.taken, number))
            told = _told(around.choices, soft, chosen)
            is_proven = is_optimal and (around.is_whole or len(told) <= (plan.solver == SOLVER))
            if is_proven:
                break
        yield Blocking(need_id, told, is_proven=is_proven)


def _unmoved(soft: Softness, taken: Amounts, need: int) -> Amounts:
    """Return the pairs to choose where the fewest are relaxed while nobody moves."""
    own = np.flatnonzero(soft.need_of == need)
    every = np.repeat(taken[:, None], len(own), axis=1)
    every[own, np.arange(len(own))] = 1.0
    best: Amounts = every[:, np.argmin([soft.weight(chosen) for chosen in every.T])]
    return best


def _smallest(soft: Softness, known: Amounts) -> tuple[Amounts, bool]:
    """Return the pairs to choose (1.0) so that the smallest set is relaxed, and whether it is proven the smallest.

    What is looked for is no larger than what the pairs that are `known` relax: this leaves little to look through.
    """
    nothing = np.zeros(len(soft.need_of))
    few, is_proven = _solved(soft, [nothing, soft.each], _base(soft), soft.each <= soft.weight(known))
    amounts, relaxed = soft.amounts.over(few), soft.relaxed(few)
    is_one_exchange = len(relaxed) == 1 and soft.constraints[relaxed[0]].limit in _COUNTED and amounts.max() <= 1
    if is_one_exchange or not amounts.any():
        return few, is_proven
    costs = [nothing, np.zeros(len(soft.each)), np.ones(len(soft.each))]
    others = soft.weight(few) - soft.each  # one weighs as much as all, or leaves enough for another
    least, is_least = _solved(soft, costs, _wider(soft, soft.weight(few)), (others == 0) | (others >= MANY))
    return least, is_proven and is_least


_Blocks = tuple[list[list[sparse.csr_array | None]], list[Amounts], list[Amounts]]


def _base(soft: Softness) -> _Blocks:
    """Return rows over pairs and booleans: each need has one place, each limit holds or its boolean is 1."""
    holds, every = soft.holds, np.arange(len(soft.need_of))
    needs, place = np.unique(soft.need_of, return_inverse=True)
    places = sparse.csr_array((np.ones(len(every)), (place, every)), shape=(len(needs), len(every)))
    blocks = [[places, None], [holds.weights, _of(holds, soft, -holds.beyond)]]
    ones = np.ones(len(needs))
    return blocks, [ones, np.full(len(holds.of), -inf)], [ones, holds.most]


def _wider(soft: Softness, most_weight: float) -> _Blocks:
    """Return the same and, in further columns, by how much each is relaxed; what is relaxed at all has a weight."""
    blocks, least, most = _base(soft)
    amounts = soft.amounts
    blocks = [[*row, None] for row in blocks]
    blocks.append([amounts.weights, None, _of(amounts, soft, -np.ones(len(amounts.of)))])
    blocks.append([None, sparse.csr_array(soft.each[None, :]), None])
    return blocks, [*least, np.full(len(amounts.of) + 1, -inf)], [*most, amounts.most, np.array([most_weight + 0.5])]


def _of(rows: Soft, soft: Softness, values: Amounts) -> sparse.csr_array:
    """Return values in the columns of the constraints that rows are of."""
    return sparse.csr_array((values, (np.arange(len(rows.of)), rows.of)), shape=(len(rows.of), len(soft.constraints)))


def _solved(soft: Softness, costs: list[Amounts], rows: _Blocks, is_asked: Mask) -> tuple[Amounts, bool]:
    """Return the pairs of the cheapest choice that relaxes only what is asked, and whether it is proven.

    Raises SolverError where there is none.
    """
    blocks, least, most = rows
    cost = np.concatenate(costs)
    is_whole = np.arange(len(cost)) < len(soft.need_of) + len(soft.constraints)
    limits = LinearConstraint(sparse.block_array(blocks, format="csr"), np.concatenate(least), np.concatenate(most))
    ones = np.ones(len(soft.need_of))
    bounds = Bounds(0, np.concatenate((ones, is_asked, np.full(len(cost) - len(ones) - len(is_asked), inf))))
    # After presolving HiGHS may take its own answer for a failure, by a millionth too much in a row: then without.
    for is_presolved in (True, False):
        options = {"mip_rel_gap": 0.0, "node_limit": NODES, "presolve": is_presolved}
        found = milp(cost, constraints=limits, bounds=bounds, integrality=is_whole.astype(np.int64), options=options)
        if found.x is not None:
            break
    else:
        raise SolverError(f"HiGHS: {found.message}")
    chosen: Amounts = (found.x[: len(soft.need_of)] > 0.5).astype(np.float64)
    return chosen, found.status == _OPTIMAL


def _told(choices: Choices, soft: Softness, chosen: Amounts) -> tuple[Relaxing, ...]:
    """Return what a choice relaxes, read from the pairs themselves, in the order of `Limit` and id."""
    amount_of = np.zeros(len(soft.constraints))
    np.maximum.at(amount_of, soft.amounts.of, soft.amounts.over(chosen))
    pairs = (choices.candidates[pair] for pair in np.flatnonzero(chosen).tolist())
    months = {candidate.need: candidate.month for candidate in pairs}
    told = []
    for number in soft.relaxed(chosen).tolist():
        constraint = soft.constraints[number]
        amount: float | None = round(float(amount_of[number]), 6)
        if constraint.limit in _AMOUNTLESS:
            amount = None
        if constraint.limit is Limit.OUT_OF_SEASON:
            amount = months[constraint.of]
        told.append(Relaxing(constraint, amount))
    return tuple(sorted(told, key=lambda one: (ORDER[one.constraint.limit], one.constraint.of)))
