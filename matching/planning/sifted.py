"""How good a choice could be if parts of candidates could be chosen, and which candidates matter for it.

A linear program over a few candidates of each need; its prices tell which others would better it; these are added,
until none would ("sifting": Bixby et al., Very large-scale linear programming, Operations Research 40, 1992).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.optimize import OptimizeResult, linprog

from matching.errors import SolverError
from matching.planning.candidates import Numbers
from matching.planning.rows import TOLERANCE, Amounts, Mask, Rows
from matching.planning.types import Limit

FIRST, ADDED = 5, 10  # candidates of a need at first, and at most in each turn
FINER = 1000.0  # HiGHS takes values for equal that are less than 1e-6 apart, so fits are given in thousandths
NEARLY = 1e-6  # of the value: nearer to the bound is seldom worth another turn
A_LITTLE = 0.01  # all values together, of what one lacking counts
_EXACT = 1e-9
_OPTIMAL, _INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The value that no choice exceeds, -inf where there is none even of parts, and each candidate's reduced value.

    No choice with a candidate whose reduced value is below 0 exceeds the bound plus that.
    """

    bound: float
    reduced: Amounts


def relaxed(rows: Rows, values: Amounts, nearly: float = NEARLY) -> Relaxed:
    """Return the bound on the sum of values of a choice that keeps all rows.

    `nearly`: how far the bound may be from what parts come to, as a share. Raises SolverError.
    """
    sifted = _Sifted(rows, values)
    return sifted.relaxed(nearly) if sifted.fills() else Relaxed(-np.inf, values)


def is_kept_in_parts(rows: Rows, values: Amounts) -> bool:
    """Return whether parts of candidates can keep all rows; those of greatest value are tried first."""
    return _Sifted(rows, values).fills()


@dataclass(slots=True)
class _Sifted:
    """The candidates taken so far; a group is the candidates of one need, of which a choice has one at most."""

    rows: Rows
    values: Amounts
    groups: Numbers = field(init=False)
    taken: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.groups = _groups(self.rows)
        self.taken = _best_of_each(self.values, self.groups, FIRST)

    def fills(self) -> bool:
        """Take candidates until those taken keep all rows; whether they can.

        All choices being alike makes a program slow, so the values count a little at first; if that leaves it open,
        not at all.
        """
        lacking = np.flatnonzero(self.rows.least > TOLERANCE)
        most = len(np.unique(self.groups)) * float(np.abs(self.values).max(initial=0.0))
        if not len(lacking):
            return True
        found = self._fills(lacking, A_LITTLE / (1.0 + most))
        return bool(self._fills(lacking, 0.0) if found is None else found)

    def _fills(self, lacking: Numbers, a_little: float) -> bool | None:
        """As `fills`, the values counting so little; None where that leaves it open."""
        values, slack = self.values * a_little, np.inf
        while slack > _EXACT:
            found = _solved(self.rows, values, self.taken, lacking)
            if found is None:
                return False
            if found.made_up <= TOLERANCE:
                return True
            slack = self._priced(values, found.prices)[1]
            if found.value + slack < -2.0 * A_LITTLE:
                return False
        return None

    def relaxed(self, nearly: float) -> Relaxed:
        """Take candidates until no other would better what is chosen."""
        while True:
            found = _solved(self.rows, self.values, self.taken)
            if found is None:
                return Relaxed(-np.inf, self.values)
            reduced, slack = self._priced(self.values, found.prices)
            if slack <= nearly * max(1.0, abs(found.value)):
                return Relaxed(found.value + slack, reduced)

    def _priced(self, values: Amounts, prices: Amounts) -> tuple[Amounts, float]:
        """Take those that better a choice at these prices; return all reduced values, and by how much they may."""
        reduced = values - self.rows.weights.T @ prices
        better = np.where(self.taken, 0.0, np.maximum(reduced, 0.0))
        slack = float(better[_best_of_each(better, self.groups, 1)].sum())
        self.taken |= _best_of_each(better, self.groups, ADDED) & (better > 0)
        return reduced, slack


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    value: float
    made_up: float
    prices: Amounts


def _solved(rows: Rows, values: Amounts, taken: Mask, lacking: Numbers | None = None) -> _Solved | None:
    """Return the best of parts of the taken, and the price of each row; None where nothing keeps all rows.

    What the `lacking` rows lack is made up for, at 1 each.
    """
    columns = np.flatnonzero(taken)
    lacking = np.zeros(0, np.int64) if lacking is None else lacking
    made_up = sparse.csr_array(
        (np.ones(len(lacking)), (lacking, np.arange(len(lacking)))), shape=(len(rows.constraints), len(lacking))
    )
    weights = sparse.csr_array(sparse.hstack((rows.weights[:, columns], made_up)))
    is_even = rows.least == rows.most
    has_most, has_least = np.isfinite(rows.most) & ~is_even, np.isfinite(rows.least) & ~is_even
    found: OptimizeResult = linprog(
        FINER * np.concatenate((-values[columns], np.ones(len(lacking)))),
        A_ub=sparse.vstack((weights[has_most], -weights[has_least])),
        b_ub=np.concatenate((rows.most[has_most], -rows.least[has_least])),
        A_eq=weights[is_even],
        b_eq=rows.least[is_even],
        bounds=np.concatenate((np.tile((0.0, 1.0), (len(columns), 1)), np.tile((0.0, np.inf), (len(lacking), 1)))),
        method="highs",
    )
    if found.status == _INFEASIBLE:
        return None
    if found.status != _OPTIMAL:
        raise SolverError(f"HiGHS: {found.message}")
    prices, many = np.zeros(len(rows.constraints)), int(has_most.sum())
    prices[has_most] = -found.ineqlin.marginals[:many]
    prices[has_least] += found.ineqlin.marginals[many:]
    prices[is_even] = -found.eqlin.marginals
    return _Solved(-float(found.fun) / FINER, float(found.x[len(columns) :].sum()), prices / FINER)


def _groups(rows: Rows) -> Numbers:
    """Return the number of each candidate's need; a candidate whose need has no other is a group of its own."""
    groups = len(rows.constraints) + np.arange(rows.weights.shape[1])
    places = sparse.csr_array(rows.weights[rows.of(Limit.ONE_PLACE)]).tocoo()
    groups[places.col] = places.row
    return groups


def _best_of_each(values: Amounts, groups: Numbers, many: int) -> Mask:
    """Return the `many` candidates of greatest value in each group."""
    order = np.lexsort((-values, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    places = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    best = np.zeros(len(order), np.bool_)
    best[order[places < many]] = True
    return best
