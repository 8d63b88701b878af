"""The best choice among some candidates, exactly: an integer program over the rows, solved by HiGHS (in scipy)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.errors import SolverError
from matching.planning.rows import TOLERANCE, Amounts, Mask, Rows
from matching.planning.sifted import FINER, NEARLY, is_kept_in_parts, relaxed
from matching.planning.types import Constraint, Limit

WORK = 2_000_000  # columns times nodes of the search tree, after which the best found is taken with its gap: not time
FEWEST_NODES = 20
_OPTIMAL, _AT_LIMIT, _INFEASIBLE = 0, 1, 2
_LIMIT = "Solution limit reached"  # of nodes: scipy 1.17 tells it as a failure like others
MANY = 4_000  # candidates that are looked at all at once; of more, those that come nearest to the best in parts:
EACH_NEAR, WIDER = 4, 3  # so many of each need, and if these do not do, so many times as many
NEAR_ENOUGH = 1e-3  # of the best, as a share, where there are more
LOOSELY = 1e-2  # how near to its bound the ideal of parts must come where any choice will do
ANY_CHOICE = 1e9  # a gap that any choice keeps


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Which candidates are chosen, the value that no choice exceeds, and whether all that could matter was looked at.

    `chosen` is None where there is no choice, or where none was found within the work allowed (not `is_proven`).
    """

    chosen: Mask | None
    bound: float
    is_proven: bool


def best(rows: Rows, values: Amounts, open_to: Mask, count: int | None = None, gap: float | None = None) -> Choice:
    """Return the choice among open candidates that keeps all rows and has the greatest sum of values.

    `count`: exactly so many are chosen. `gap`: how far from the best, as a share, is good enough; None: not at all, or
    NEAR_ENOUGH where more than MANY are open. Raises SolverError where the solver fails.
    """
    columns = np.flatnonzero(open_to)
    narrow = _narrowed(rows, columns)
    if narrow is None or (count or 0) > len(columns):
        return Choice(None, -np.inf, is_proven=True)
    if not len(columns):
        return Choice(np.zeros(len(open_to), np.bool_), 0.0, is_proven=True)
    if count is not None:
        narrow = _counted(narrow, count)
    if len(columns) <= MANY:
        found = _best_of_all(narrow, values[columns], gap or 0.0)
    else:
        found = _best_of_many(narrow, values[columns], NEAR_ENOUGH if gap is None else gap)
    if found.chosen is None:
        return found
    chosen = np.zeros(len(values), np.bool_)
    chosen[columns[found.chosen]] = True
    if len(broken := rows.broken(chosen)):
        raise SolverError(f"HiGHS broke {rows.constraints[int(broken[0])]}")
    return Choice(chosen, found.bound, found.is_proven)


def bound_of(rows: Rows, values: Amounts, open_to: Mask) -> float:
    """Return the sum of values that no choice among open candidates exceeds; -inf where parts can't keep all rows."""
    columns = np.flatnonzero(open_to)
    narrow = _narrowed(rows, columns)
    if narrow is None:
        return -np.inf
    return relaxed(narrow, values[columns]).bound if len(columns) else 0.0


def in_parts(rows: Rows, values: Amounts, open_to: Mask, count: int) -> bool:
    """Return whether so many could be chosen among open candidates if parts could; `values` say where to begin."""
    columns = np.flatnonzero(open_to)
    narrow = _narrowed(rows, columns)
    if narrow is None or count > len(columns):
        return False
    return not len(columns) or is_kept_in_parts(_counted(narrow, count), values[columns])


def _best_of_all(narrow: Rows, values: Amounts, gap: float) -> Choice:
    many = len(values)
    found = milp(
        -FINER * values,
        constraints=[LinearConstraint(narrow.weights, narrow.least, narrow.most)] if len(narrow.constraints) else [],
        bounds=Bounds(0, 1),
        integrality=np.ones(many),
        options={"mip_rel_gap": gap, "node_limit": max(FEWEST_NODES, WORK // many)},
    )
    if found.status == _INFEASIBLE:
        return Choice(None, -np.inf, is_proven=True)
    if found.status not in (_OPTIMAL, _AT_LIMIT) and _LIMIT not in found.message:
        raise SolverError(f"HiGHS: {found.message}")
    if found.x is None:
        return Choice(None, np.inf, is_proven=False)
    chosen: Mask = found.x > 0.5
    bound = max(-float(found.mip_dual_bound) / FINER, float(values[chosen].sum()))
    return Choice(chosen, bound, is_proven=found.status == _OPTIMAL)


def _best_of_many(narrow: Rows, values: Amounts, gap: float) -> Choice:
    """Return the best choice of those candidates that come nearest to the ideal of parts, and the bound over all."""
    ideal = relaxed(narrow, values, nearly=min(LOOSELY, max(NEARLY, gap / 10)))
    if ideal.bound == -np.inf:
        return Choice(None, -np.inf, is_proven=True)
    order = np.argsort(-ideal.reduced, kind="stable")
    many = max(MANY // 4, EACH_NEAR * len(narrow.of(Limit.ONE_PLACE)))
    while many < len(values):
        near = np.sort(order[:many])
        found = _best_of_all(narrow.over(near), values[near], gap)
        if found.chosen is not None:
            chosen = np.zeros(len(values), np.bool_)
            chosen[near[found.chosen]] = True
            with_others = ideal.bound + min(0.0, float(ideal.reduced[order[many]]))
            return Choice(chosen, min(ideal.bound, max(found.bound, with_others)), found.is_proven)
        many *= WIDER
    return _best_of_all(narrow, values, gap)


def _counted(rows: Rows, count: int) -> Rows:
    """Return the rows, and one by which exactly so many are chosen."""
    weights = sparse.vstack((rows.weights, np.ones((1, rows.weights.shape[1]))), format="csr")
    least, most = np.append(rows.least, count), np.append(rows.most, count)
    return Rows((*rows.constraints, Constraint(Limit.LEAST_TAKEN)), weights, least, most)


def _narrowed(rows: Rows, columns: npt.NDArray[np.int64]) -> Rows | None:
    """Return the rows over some columns, as tight as whole choices allow; None where one can't be kept at all.

    Where all weights of a row are one, only how many are chosen counts: 20 hours at 8 each are 2 exchanges.
    """
    weights = sparse.csr_array(rows.weights[:, columns])
    highest = np.asarray(weights.maximum(0).sum(axis=1)).ravel()
    lowest = np.asarray(weights.minimum(0).sum(axis=1)).ravel()
    if (rows.least > highest + TOLERANCE).any() or (rows.most < lowest - TOLERANCE).any():
        return None
    could = np.flatnonzero((highest > rows.most + TOLERANCE) | (rows.least > lowest + TOLERANCE))
    kept = rows.only(could)
    weights = weights[could]
    each, is_even = _even(weights)
    scale = np.where(is_even, each, 1.0)
    most = np.where(is_even, np.floor(kept.most / scale + TOLERANCE), kept.most)
    return Rows(kept.constraints, sparse.csr_array(sparse.diags_array(1.0 / scale) @ weights), kept.least / scale, most)


def _even(weights: sparse.csr_array) -> tuple[Amounts, Mask]:
    """Return the greatest weight of each row, and whether all its weights are that one and above 0."""
    starts = weights.indptr[:-1]
    if not len(starts):
        return np.zeros(0), np.zeros(0, np.bool_)
    greatest = np.maximum.reduceat(weights.data, starts)
    return greatest, (np.minimum.reduceat(weights.data, starts) == greatest) & (greatest > 0)
