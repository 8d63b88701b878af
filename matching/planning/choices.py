"""What relaxing can be chosen from when a need is to get a place: pairs, what each has against it, rows over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.hours import shared_hours
from matching.planning.candidates import Numbers, day_of
from matching.planning.encode import Program
from matching.planning.rows import Amounts, Rows
from matching.planning.types import Candidate, Constraint, Limit

# Places and pins are asked for apart; least numbers are kept of themselves, for all who have a place keep one.
_APART = (Limit.ONE_PLACE, Limit.LEAST_TAKEN, Limit.PINNED)


@dataclass(frozen=True, slots=True, eq=False)
class Barriers:
    """Entry by entry: a pair, the number of the barrier in its way, and by how much it falls short (0: no amount)."""

    constraints: tuple[Constraint, ...]
    pairs: Numbers
    of: Numbers
    short: Amounts


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """All pairs that could be in a plan if their barriers were gone, with rows that could be raised over them.

    Pairs are in order of their needs. A pair out of season has the month in which it could be, and what else then
    stands in its way.
    """

    program: Program
    candidates: tuple[Candidate, ...]
    need_of: Numbers
    barriers: Barriers
    rows: Rows
    pinned: Numbers


def choices_of(program: Program) -> Choices:
    """Return what a program can choose from; a pair whose offer has no month in the round is none."""
    offers = {offer.id: offer.months or program.round.rules.window for offer in program.round.offers}
    found = [_in_season(program, place, offers) for place in range(len(program.candidates))]
    places = np.array([place for place, one in enumerate(found) if one is not None], np.int64)
    kept = tuple(one for one in found if one is not None)
    rows = program.rows.only(np.array([one.limit not in _APART for one in program.rows.constraints], np.bool_))
    is_pin = np.isin(places, program.pinned)
    return Choices(
        program=program,
        candidates=kept,
        need_of=program.need_of[places],
        barriers=_barriers(program, kept),
        rows=rows.over(places),
        pinned=np.flatnonzero(is_pin),
    )


def _in_season(program: Program, place: int, open_in: Mapping[str, frozenset[int]]) -> Candidate | None:
    """Return the candidate with the month in which its offer could be; None where it has none in the round."""
    candidate, asked = program.candidates[place], program.round
    if candidate.month is not None:
        return candidate
    need, expert = asked.needs[program.need_of[place]], asked.experts[program.expert_of[place]]
    month = min(open_in[expert.offer] & asked.rules.window, default=None)
    if month is None:
        return None
    hours = shared_hours(need.availability, expert.availability, day_of(month))
    barriers = [one for one in candidate.barriers if one.limit is not Limit.HOURS_IN_COMMON]
    if hours is not None and hours < asked.rules.least_hours_in_common:
        barriers.append(Constraint(Limit.HOURS_IN_COMMON, need.id))
    return replace(candidate, month=month, hours_in_common=hours, barriers=tuple(barriers))


def _barriers(program: Program, candidates: tuple[Candidate, ...]) -> Barriers:
    numbers: dict[Constraint, int] = {}
    pairs, of, short = [], [], []
    for place, candidate in enumerate(candidates):
        for barrier in candidate.barriers:
            pairs.append(place)
            of.append(numbers.setdefault(barrier, len(numbers)))
            short.append(_short(program, candidate, barrier.limit))
    return Barriers(tuple(numbers), np.array(pairs, np.int64), np.array(of, np.int64), np.array(short, np.float64))


def _short(program: Program, candidate: Candidate, limit: Limit) -> float:
    rules = program.round.rules
    if limit is Limit.LEAST_FIT:
        return rules.least_fit - candidate.fit
    if limit is Limit.HOURS_IN_COMMON:
        return rules.least_hours_in_common - (candidate.hours_in_common or 0.0)
    return 0.0
