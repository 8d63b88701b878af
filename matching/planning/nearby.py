"""Who may move to make room for a need: all in a small round, in a large one those who share something with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.planning.candidates import Numbers
from matching.planning.choices import Choices
from matching.planning.rows import Rows
from matching.planning.types import Limit, Plan

MOST_NEAR = 40  # needs that may move: as many are solved in about a second


def places_of(choices: Choices, plan: Plan) -> Numbers:
    """Return the numbers of the plan's pairs among the choices."""
    taken = {(placement.candidate.need, placement.candidate.expert) for placement in plan.placements}
    return np.array(
        [place for place, one in enumerate(choices.candidates) if (one.need, one.expert) in taken], np.int64
    )


def around(choices: Choices, placed: Numbers, number: int) -> tuple[Choices, npt.NDArray[np.bool_]]:
    """Return which needs may move, with the need itself, and the choices less what those who stay use up."""
    is_near = _near(choices, placed, number)
    staying = np.zeros(len(choices.candidates))
    staying[placed[~is_near[choices.need_of[placed]]]] = 1.0
    rows, used = choices.rows, choices.rows.weights @ staying
    left = Rows(rows.constraints, rows.weights, rows.least - used, rows.most - used)
    return replace(choices, rows=left), is_near


def _near(choices: Choices, placed: Numbers, number: int) -> npt.NDArray[np.bool_]:
    """Return the need and those whose exchanges share a limit with its candidates, then with theirs, and so on."""
    is_near = np.zeros(len(choices.program.needs), np.bool_)
    if len(placed) <= MOST_NEAR:
        is_near[choices.need_of[placed]] = True
    is_near[number], edge = True, np.array([number])
    shared = np.array([one.limit is not Limit.BUDGET for one in choices.rows.constraints], np.bool_)
    uses = sparse.csr_array(abs(choices.rows.weights[shared]))
    while len(edge) and is_near.sum() <= MOST_NEAR:
        reached = uses @ np.isin(choices.need_of, edge).astype(np.float64) > 0
        meets = uses[:, placed].T @ reached.astype(np.float64)
        needs = choices.need_of[placed]
        edge = needs[(meets > 0) & ~is_near[needs]][: MOST_NEAR + 1 - int(is_near.sum())]
        is_near[edge] = True
    return is_near
