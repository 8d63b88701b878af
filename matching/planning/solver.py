"""The best choice among some candidates, exactly: an integer program over the rows, solved by HiGHS (in scipy)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from matching.errors import SolverError
from matching.planning.rows import TOLERANCE, Amounts, Rows

Mask = npt.NDArray[np.bool_]
WORK = 2_000_000  # columns times nodes of the search tree, after which the best found is taken with its gap: not time
FEWEST_NODES = 20
_OPTIMAL, _AT_LIMIT, _INFEASIBLE = 0, 1, 2
ANY_CHOICE = 1e9  # a gap that any choice keeps
_FINER = 1000.0  # HiGHS takes values for equal that are less than 1e-6 apart: fits are given in thousandths


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Which candidates are chosen, the value that no choice exceeds, and whether all that could matter was looked at.

    `chosen` is None where there is no choice, or where none was found within the work allowed (not `is_proven`).
    """

    chosen: Mask | None
    bound: float
    is_proven: bool


def best(rows: Rows, values: Amounts, open_to: Mask, count: int | None = None, gap: float = 0.0) -> Choice:
    """Return the choice among open candidates that keeps all rows and has the greatest sum of values.

    `count`: exactly so many are chosen. `gap`: how far from the best, as a share, is good enough. Raises SolverError
    where the solver fails.
    """
    columns = np.flatnonzero(open_to)
    narrow = _narrowed(rows, columns)
    if narrow is None or (count or 0) > len(columns):
        return Choice(None, -np.inf, is_proven=True)
    if not len(columns):
        return Choice(np.zeros(len(open_to), np.bool_), 0.0, is_proven=True)
    limits = [LinearConstraint(narrow.weights, narrow.least, narrow.most)] if len(narrow.constraints) else []
    if count is not None:
        limits.append(LinearConstraint(np.ones((1, len(columns))), count, count))
    ones = np.ones(len(columns))
    found = milp(
        -_FINER * values[columns],
        constraints=limits,
        bounds=Bounds(0, 1),
        integrality=ones,
        options={"mip_rel_gap": gap, "node_limit": max(FEWEST_NODES, WORK // len(columns))},
    )
    return _read(found, rows, values, columns)


def _read(found: OptimizeResult, rows: Rows, values: Amounts, columns: npt.NDArray[np.int64]) -> Choice:
    """Return what the solver found, held against the rows as they were given."""
    if found.status == _INFEASIBLE:
        return Choice(None, -np.inf, is_proven=True)
    if found.status not in (_OPTIMAL, _AT_LIMIT):
        raise SolverError(f"HiGHS: {found.message}")
    if found.x is None:
        return Choice(None, np.inf, is_proven=False)
    chosen = np.zeros(len(values), np.bool_)
    chosen[columns[found.x > 0.5]] = True
    if len(broken := rows.broken(chosen)):
        raise SolverError(f"HiGHS broke {rows.constraints[int(broken[0])]}")
    bound = max(-float(found.mip_dual_bound) / _FINER, float(values[chosen].sum()))
    return Choice(chosen, bound, is_proven=found.status == _OPTIMAL)


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
