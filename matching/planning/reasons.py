"""Why a need has no place: the smallest set of constraints whose relaxing gives it one while all others keep theirs.

Others may move to another expert. Found by an integer program over the pairs of all who have a place and of the one who
has none, with a boolean for each constraint that says whether it is relaxed. Of the smallest sets (the fewest
constraints, then the earliest kinds in the order of `Limit`) a second program finds the one with the least sum of
amounts: hours, exchanges, money and fit, as they are.

In a large round only those who are near may move (`nearby`): they share limits with the need's candidates. What is told
is always enough. It is the fewest where it is one and the plan is proven to serve the most; otherwise it is told as not
proven. Kinds and amounts are then the least among what moving those few allows.
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
from matching.planning.rows import Amounts
from matching.planning.soft import Soft, Softness, softness_of
from matching.planning.types import Blocking, Limit, Plan, Relaxing, Round

NODES = 20_000  # of the search tree, after which the best set found is told as not proven: work, not time
_ORDER = {limit: number for number, limit in enumerate(Limit)}
_MANY = 1024.0  # one constraint more weighs more than any order of kinds
_OPTIMAL = 0
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
        near, is_whole = surroundings.of(number)
        soft = softness_of(near)
        chosen, is_proven = _smallest(soft)
        told = _told(near, soft, chosen)
        is_fewest = is_whole or len(told) <= (plan.solver == SOLVER)
        yield Blocking(need_id, told, is_proven=is_proven and is_fewest)


def _smallest(soft: Softness) -> tuple[Amounts, bool]:
    """Return the pairs to choose (1.0) so that the smallest set is relaxed, and whether it is proven the smallest."""
    order = np.array([_ORDER[one.limit] for one in soft.constraints], np.float64)
    few, is_proven = _solved(soft, [np.zeros(len(soft.need_of)), _MANY + order], _base(soft))
    if not soft.amounts.over(few).any():
        return few, is_proven
    is_relaxed = np.zeros(len(order))
    is_relaxed[soft.holds.of[soft.holds.over(few) > 0]] = 1.0
    both = np.array([np.ones(len(order)), order])
    as_few = (sparse.csr_array(both), both @ is_relaxed + 0.5)
    costs = [np.zeros(len(soft.need_of) + len(order)), np.ones(len(order))]
    least, is_least = _solved(soft, costs, _wider(soft, as_few))
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


def _wider(soft: Softness, as_few: tuple[sparse.csr_array, Amounts]) -> _Blocks:
    """Return the same and, in further columns, by how much each is relaxed; with a limit on what is relaxed at all."""
    blocks, least, most = _base(soft)
    amounts = soft.amounts
    blocks = [[*row, None] for row in blocks]
    blocks.append([amounts.weights, None, _of(amounts, soft, -np.ones(len(amounts.of)))])
    blocks.append([None, as_few[0], None])
    return blocks, [*least, np.full(len(amounts.of) + 2, -inf)], [*most, amounts.most, as_few[1]]


def _of(rows: Soft, soft: Softness, values: Amounts) -> sparse.csr_array:
    """Return values in the columns of the constraints that rows are of."""
    return sparse.csr_array((values, (np.arange(len(rows.of)), rows.of)), shape=(len(rows.of), len(soft.constraints)))


def _solved(soft: Softness, costs: list[Amounts], rows: _Blocks) -> tuple[Amounts, bool]:
    """Return the pairs of the cheapest choice, and whether it is proven; raises SolverError where there is none."""
    blocks, least, most = rows
    cost = np.concatenate(costs)
    is_whole = np.arange(len(cost)) < len(soft.need_of) + len(soft.constraints)
    limits = LinearConstraint(sparse.block_array(blocks, format="csr"), np.concatenate(least), np.concatenate(most))
    bounds = Bounds(0, np.where(is_whole, 1.0, inf))
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
    relaxed = np.unique(soft.holds.of[soft.holds.over(chosen) > 0])
    pairs = (choices.candidates[pair] for pair in np.flatnonzero(chosen).tolist())
    months = {candidate.need: candidate.month for candidate in pairs}
    told = []
    for number in relaxed.tolist():
        constraint = soft.constraints[number]
        amount: float | None = round(float(amount_of[number]), 6)
        if constraint.limit in _AMOUNTLESS:
            amount = None
        if constraint.limit is Limit.OUT_OF_SEASON:
            amount = months[constraint.of]
        told.append(Relaxing(constraint, amount))
    return tuple(sorted(told, key=lambda one: (_ORDER[one.constraint.limit], one.constraint.of)))
