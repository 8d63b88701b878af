"""PageRank of a whole graph."""

from __future__ import annotations

from math import ceil, log, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.csr import Csr, Starts
from graph.view import Nodes

ERROR = 5e-10  # of all shares together: what networkx leaves at a tolerance of 1e-10

Ways = tuple[Starts, Nodes, NDArray[np.float64]]  # starts, origins, chances


def pagerank(csr: Csr, alpha: float = 0.85) -> NDArray[np.float64]:
    """Return by node the share of time that a walker spends there; the shares add up to 1.

    He follows ties in proportion to their weight and now and then (1 - alpha) starts afresh anywhere, always from a
    node without ties: as in `networkx.pagerank`. All shares together are at most ERROR off, rounding aside.

    Ties go both ways, so all eigenvalues of a step are real and at most alpha: each step can overshoot by what is
    known to be best then (Golub, Varga 1961, "Chebyshev semi-iterative methods"), and the error shrinks by 0.56 a step
    where walking shrinks it by 0.85. What a step still moves, divided by 1 - alpha, bounds it.

    Raises ValueError for an alpha that is not above 0 and below 1, ArithmeticError if three times the steps that this
    takes are not enough: alpha is too near to 1, or ties do not weigh alike at both ends.
    """
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha must be above 0 and below 1, not {alpha}")
    here = np.repeat(np.arange(csr.size), np.diff(csr.starts))
    sums = np.bincount(here, csr.weights, csr.size)
    chances = alpha * csr.weights / sums[csr.targets]
    # Nodes without ties hand nothing on, which takes from all shares alike: what is left of their sum is known.
    lost = alpha * np.count_nonzero(sums == 0.0) / max(csr.size, 1)
    small = ERROR * (1.0 - alpha) * (1.0 - lost) / 2.0  # halved since shares are then made to add up to 1
    most = ceil(3.0 * log(small / (csr.size + 1)) / log(alpha / (1.0 + sqrt(1.0 - alpha**2))))
    ways, restart = (csr.starts, csr.targets, chances), (1.0 - alpha) / max(csr.size, 1)
    shares, change = _solve(ways, restart, alpha, small, most)
    if not change < small:
        raise ArithmeticError(f"PageRank still moves by {change} after {most} steps")
    whole: NDArray[np.float64] = shares / (shares.sum() or 1.0)
    return whole


@njit(cache=True, nogil=True)
def _solve(ways: Ways, restart: float, alpha: float, small: float, most: int) -> tuple[NDArray[np.float64], float]:
    """Return x with x = ways x + restart, so near that one more step moves all together by less than `small`; and that.

    Gives up after so many steps.
    """
    starts, origins, chances = ways
    size = len(starts) - 1
    shares, before, beyond, change = np.full(size, restart), np.zeros(size), 1.0, 0.0
    for _ in range(most):
        change = 0.0
        for node in range(size):
            come = restart
            for at in range(starts[node], starts[node + 1]):
                come += chances[at] * shares[origins[at]]
            change += abs(come - shares[node])
            before[node] += beyond * (come - before[node])
        shares, before = before, shares
        if change < small:
            break
        beyond = 1.0 / (1.0 - (0.5 if beyond == 1.0 else 0.25 * beyond) * alpha**2)
    return before, change
