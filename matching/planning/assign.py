"""The best plan of a round: most needs served, then the worst fit as high as can be, then the greatest fit in all."""

from __future__ import annotations

from math import floor, fsum

import numpy as np

from matching.planning.beside import alternates_of, circles_of
from matching.planning.encode import Program, encode
from matching.planning.infeasible import raise_infeasible
from matching.planning.relaxed import Network, last_true
from matching.planning.rows import TOLERANCE, Mask
from matching.planning.solver import ANY_CHOICE, Choice, best, bound_of, in_parts
from matching.planning.types import Placement, Plan, Round, Worth

SOLVER = "HiGHS (scipy)"
UNPROVEN = f"{SOLVER}; more served, or a better worst fit, is not ruled out"
FEW = 4  # exchanges less than parts of candidates could serve
PROVEN = 1e-9  # a gap as small as sums of fits are exact


def plan(asked: Round) -> Plan:
    """Return the best plan by Worth: the same however the round is ordered, and every time.

    Raises RoundError for a malformed round, PinError for a pin that can't be, and InfeasibleRoundError where pins and
    least numbers can't all be kept; the message names them.
    """
    return planned(encode(asked))


def planned(program: Program) -> Plan:
    """Return the best plan of a round that is encoded already; raises InfeasibleRoundError."""
    search = _Search(program)
    return _decoded(program, search.found(), search.is_proven)


class _Search:
    """Looks for the plan: as good as a flow allows at first, then less and less, always exactly.

    A level is one of the fits, in order: candidates below it are left out.
    """

    def __init__(self, program: Program) -> None:
        self.is_proven = True
        self._last: Mask | None = None  # the last choice found that was the best at its level
        self._held: Mask | None = None  # the last choice found of those served at most, best or not
        self._program, self._network, self._open = program, Network(program), _open_to(program)
        self._tie = 0.5 / (len(program.needs) + 1)  # how well all are served sums to less than half of one served
        levels = np.unique(program.fits[self._open])
        self._levels = levels[levels <= min(program.fits[program.pinned], default=1.0)]

    def found(self) -> Choice:
        """Return the best choice; raises InfeasibleRoundError where there is none."""
        count = self._network.most(self._open)
        top = self._top(count)
        found = self._best(top, count)
        if found.chosen is not None:
            return found
        count, low = self._most_served()
        top = max(low, self._top_of_parts(self._top(count), count))
        if low < top and (found := self._best(top, count)).chosen is not None:
            return found
        level = self._highest(self._first_below(low, top, count), top, count)
        found = self._best(level, count)
        return found if found.chosen is not None else self._as_it_is(level)

    def _above(self, level: int) -> Mask:
        return self._open & (self._program.fits >= self._levels[level]) if len(self._levels) else self._open

    def _top(self, count: int) -> int:
        """Return the highest level at which the flow still serves so many."""
        return last_true(len(self._levels), lambda level: self._network.most(self._above(level)) >= count)

    def _top_of_parts(self, top: int, count: int) -> int:
        """Return the highest level up to a top at which so many could be served if parts of candidates could."""
        rows, fits = self._program.rows, self._program.fits
        return last_true(top + 1, lambda level: in_parts(rows, fits, self._above(level), count))

    def _best(self, level: int, count: int) -> Choice:
        """Return the best choice of so many; the last that was found, if none better was possible at a lower level."""
        last = self._last
        if last is not None and int(last.sum()) == count and self._level_of(last) >= level:
            return Choice(last, float(self._program.fits[last].sum()), is_proven=True)
        return self._noted(best(self._program.rows, self._program.fits, self._above(level), count))

    def _first_below(self, low: int, top: int, count: int) -> int:
        """Return a level below the top at which so many can be served, in growing steps; at `low` they can."""
        step = max(1, (top - low) // 16)
        level = top - step
        while level > low:
            if (reached := self._reached(level, count)) is not None:
                return reached
            step *= 2
            level -= step
        return low

    def _reached(self, level: int, count: int) -> int | None:
        """Return the level of the worst in some choice of so many at this level or above; None: there is none."""
        fits = self._program.fits
        found = self._noted(best(self._program.rows, fits, self._above(level), count, ANY_CHOICE))
        if found.chosen is None:
            return None
        self._held = found.chosen
        if found.bound - float(fits[found.chosen].sum()) <= PROVEN:
            self._last = found.chosen
        return self._level_of(found.chosen)

    def _level_of(self, chosen: Mask) -> int:
        worst = self._program.fits[chosen].min(initial=1.0)
        return max(0, int(np.searchsorted(self._levels, worst, side="right")) - 1)

    def _most_served(self) -> tuple[int, int]:
        """Return how many can be served at all, and a level at which they can.

        Nearly always as many as parts of candidates could serve, or a few less; where not, it is asked outright.
        """
        rows, values = self._program.rows, 1.0 + self._tie * self._program.fits
        bound = bound_of(rows, values, self._open)
        if bound == -np.inf:
            raise_infeasible(self._program, self._open)
        most = floor(bound + TOLERANCE)
        for count in range(most, max(-1, most - FEW), -1):
            if (level := self._reached(0, count)) is not None:
                return count, level
        found = self._noted(best(rows, np.ones(len(values)), self._open, gap=self._tie))
        if found.chosen is None:
            raise_infeasible(self._program, self._open)
        self._held, count = found.chosen, int(found.chosen.sum())
        self.is_proven &= floor(found.bound + TOLERANCE) <= count
        return count, self._level_of(found.chosen)

    def _highest(self, low: int, high: int, count: int) -> int:
        """Return the highest level from `low`, where so many can be served, to below `high`, where they can't."""
        while low + 1 < high:
            middle = (low + high) // 2
            reached = self._reached(middle, count)
            low, high = (low, middle) if reached is None else (reached, high)
        return low

    def _as_it_is(self, level: int) -> Choice:
        """Return the choice held, with the bound on all at this level or above."""
        self.is_proven = False
        return Choice(self._held, bound_of(self._program.rows, self._program.fits, self._above(level)), False)

    def _noted(self, found: Choice) -> Choice:
        self.is_proven &= found.chosen is not None or found.is_proven
        return found


def _open_to(program: Program) -> Mask:
    """Return the candidates without barriers; of a need with a pin, the pin only."""
    is_pin = np.zeros(len(program.candidates), np.bool_)
    is_pin[program.pinned] = True
    has_pin = np.isin(program.need_of, program.need_of[program.pinned])
    return program.is_open & (is_pin | ~has_pin)


def _decoded(program: Program, found: Choice, is_proven: bool) -> Plan:
    if found.chosen is None:
        raise_infeasible(program, _open_to(program))
    places = np.flatnonzero(found.chosen)
    pinned, others = set(program.pinned.tolist()), alternates_of(program, found.chosen)
    placements = tuple(
        Placement(program.candidates[place], place in pinned, others.get(place, ())) for place in places.tolist()
    )
    fits = [placement.candidate.fit for placement in placements]
    total, served = fsum(fits), {placement.candidate.need for placement in placements}
    gap = max(0.0, found.bound - total) / found.bound if found.bound > 0 else 0.0
    is_best = gap <= PROVEN
    return Plan(
        placements=placements,
        unplaced=tuple(need for need in program.needs if need not in served),
        worth=Worth(len(placements), min(fits, default=1.0), total),
        bound=total if is_best else found.bound,
        gap=0.0 if is_best else gap,
        cost=sum(placement.candidate.cost for placement in placements),
        solver=SOLVER if is_proven else UNPROVEN,
        circles=circles_of(program, places) if program.round.rules.is_circular else (),
    )
