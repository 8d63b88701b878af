"""A round as a program: its candidates, and every other rule as one row of weights over them.

A plan is a choice of candidates without barriers such that, in every row, the weights of the chosen sum to `least` at
least and `most` at most. Solvers, reasons and prices read only this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.errors import PinError
from matching.planning.candidates import Numbers, candidates_of, in_order, of_pair, pairs_of
from matching.planning.rows import Columns, Rows, kinds_of, stacked, widened
from matching.planning.types import Candidate, Round
from matching.planning.valid import checked

Amounts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Candidates in order of (need id, expert id), barred ones too, and the rows over them.

    `rows` have a column for each candidate; `need_of` and `expert_of` are the candidates' numbers among `needs` and
    `experts`, which are all ids in order. `pinned` are the numbers of the candidates that must be chosen.
    """

    round: Round
    candidates: tuple[Candidate, ...]
    needs: tuple[str, ...]
    experts: tuple[str, ...]
    need_of: Numbers
    expert_of: Numbers
    fits: Amounts
    is_open: npt.NDArray[np.bool_]
    pinned: Numbers
    rows: Rows


def candidates(asked: Round) -> tuple[Candidate, ...]:
    """Every pair with a fit, of two institutions and not kept apart, in order of (need id, expert id).

    Each with what stands in its way alone. Hours in common are of the week of the 15th of its first month
    (of the window, where it has none). Raises RoundError.
    """
    ordered = in_order(checked(asked))
    return candidates_of(ordered, pairs_of(ordered))


def encode(asked: Round) -> Program:
    """The round as candidates and rows; the same however its needs, offers and experts are ordered.

    Raises RoundError, and PinError where a pin is no candidate or has a barrier.
    """
    ordered = in_order(checked(asked))
    pairs = pairs_of(ordered)
    found = candidates_of(ordered, pairs)
    _check_pins(ordered, found)
    columns = Columns.of(ordered, pairs, found)
    return Program(
        round=ordered,
        candidates=found,
        needs=tuple(need.id for need in ordered.needs),
        experts=tuple(expert.id for expert in ordered.experts),
        need_of=pairs.needs,
        expert_of=pairs.experts,
        fits=pairs.fits,
        is_open=np.array([not candidate.barriers for candidate in found], np.bool_),
        pinned=columns.pinned,
        rows=widened(stacked(kinds_of(columns), len(found)), ordered.rules.exceptions),
    )


def _check_pins(asked: Round, found: Sequence[Candidate]) -> None:
    """Raise PinError for a pin that is no candidate, or that something stands in the way of."""
    by_pair = {(one.need, one.expert): one for one in found}
    for pin in sorted(asked.rules.pinned):
        if pin not in by_pair:
            raise PinError(f"the pinned pair {of_pair(pin)} is no candidate: no fit, one institution, or kept apart")
        if barriers := by_pair[pin].barriers:
            kinds = ", ".join(barrier.limit for barrier in barriers)
            raise PinError(f"the pinned pair {of_pair(pin)} can't be: {kinds} stands in its way")
