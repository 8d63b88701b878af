"""Which pins and least numbers can't be kept, where no plan keeps them all."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.errors import InfeasibleRoundError
from matching.planning.encode import Program
from matching.planning.rows import Rows
from matching.planning.solver import best
from matching.planning.types import Constraint, Limit


def raise_infeasible(program: Program, open_to: npt.NDArray[np.bool_]) -> NoReturn:
    """Raise InfeasibleRoundError that names the fewest to give up, and the limits that the pins alone go beyond."""
    given_up, beyond = _fewest(program, open_to), _beyond(program)
    message = f"no plan keeps all pins and least numbers; it would without: {_named(given_up) or 'unknown'}"
    raise InfeasibleRoundError(f"{message}; the pins alone go beyond: {_named(beyond)}" if beyond else message)


def _fewest(program: Program, open_to: npt.NDArray[np.bool_]) -> list[Constraint]:
    """Return the fewest pins and least numbers without which there is a plan: a column of its own may keep each."""
    rows, many = program.rows, len(program.candidates)
    soft = rows.of(Limit.PINNED, Limit.LEAST_TAKEN)
    own = sparse.csr_array((rows.least[soft], (soft, np.arange(len(soft)))), shape=(len(rows.constraints), len(soft)))
    wider = Rows(rows.constraints, sparse.hstack((rows.weights, own), format="csr"), rows.least, rows.most)
    values = np.concatenate((np.zeros(many), -np.ones(len(soft))))
    found = best(wider, values, np.concatenate((open_to, np.ones(len(soft), np.bool_))))
    return [] if found.chosen is None else [rows.constraints[row] for row in soft[found.chosen[many:]].tolist()]


def _beyond(program: Program) -> list[Constraint]:
    pins = np.zeros(len(program.candidates), np.bool_)
    pins[program.pinned] = True
    sums = program.rows.weights @ pins.astype(np.float64)
    return [program.rows.constraints[row] for row in np.flatnonzero(sums > program.rows.most).tolist()]


def _named(constraints: list[Constraint]) -> str:
    return ", ".join(f"{one.limit} {one.of}".strip() for one in constraints)
