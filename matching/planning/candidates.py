"""The pairs that fit, each with what it costs and shares and with all that stands in its way alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matching.hours import shared_hours
from matching.planning.types import Candidate, Constraint, Limit, Offer, Pair, Round, Rules

Numbers = npt.NDArray[np.int64]
One = TypeVar("One", bound=Hashable)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Numbers of need and expert (in order of their ids), and the fit, of every pair; sorted by need, then expert."""

    needs: Numbers
    experts: Numbers
    fits: npt.NDArray[np.float64]


def in_order(asked: Round) -> Round:
    """Return the round with needs, offers and experts sorted by id, so that nothing hangs on how they came."""
    return Round(
        tuple(sorted(asked.needs, key=lambda need: need.id)),
        tuple(sorted(asked.offers, key=lambda offer: offer.id)),
        tuple(sorted(asked.experts, key=lambda expert: expert.id)),
        asked.fits,
        asked.rules,
    )


def pairs_of(asked: Round) -> Pairs:
    """All pairs of a round in order that have a fit, are of two institutions, and are not kept apart."""
    need_numbers = {need.id: number for number, need in enumerate(asked.needs)}
    expert_numbers = {expert.id: number for number, expert in enumerate(asked.experts)}
    offers = {offer.id: offer.institution for offer in asked.offers}
    learners = [need.institution for need in asked.needs]
    sharers = [offers[expert.offer] for expert in asked.experts]
    apart = asked.rules.kept_apart
    kept = [
        (need, expert, fit)
        for (need, expert), fit in (
            ((need_numbers[pair[0]], expert_numbers[pair[1]]), fit)
            for pair, fit in asked.fits.items()
            if pair not in apart
        )
        if learners[need] != sharers[expert]
    ]
    kept.sort()
    return Pairs(
        np.array([need for need, _, _ in kept], np.int64),
        np.array([expert for _, expert, _ in kept], np.int64),
        np.array([fit for _, _, fit in kept], np.float64),
    )


def candidates_of(asked: Round, pairs: Pairs) -> tuple[Candidate, ...]:
    """Return what each pair costs, shares and has against it; `asked` in order and `pairs` its own."""
    rules = asked.rules
    offers = {offer.id: offer for offer in asked.offers}
    offered = [offers[expert.offer] for expert in asked.experts]
    shared = zip(_months(asked, offered, pairs), _languages(asked, pairs), strict=True)
    numbered = zip(pairs.needs.tolist(), pairs.experts.tolist(), pairs.fits.tolist(), shared, strict=True)
    first = min(rules.window)
    found = []
    for number, expert_number, fit, (month, (language, is_interpreted)) in numbered:
        need, expert, offer = asked.needs[number], asked.experts[expert_number], offered[expert_number]
        hours = shared_hours(need.availability, expert.availability, day_of(first if month is None else month))
        cost = offer.cost + (rules.interpretation_cost or 0 if is_interpreted else 0)
        alone = Candidate(need.id, expert.id, fit, cost, month, language, is_interpreted, hours)
        found.append(_with_barriers(alone, rules, (need.institution, offer.institution)))
    return tuple(found)


def day_of(month: int) -> date:
    """Return the day in whose week the hours in common of a month are counted: its fifteenth."""
    return date(month // 12, month % 12 + 1, 15)


def _with_barriers(found: Candidate, rules: Rules, institutions: Pair) -> Candidate:
    """Return the candidate with all that stands in its way alone."""
    hours, pair = found.hours_in_common, (found.need, found.expert)
    there = (
        (found.is_interpreted and rules.interpretation_cost is None, Limit.LANGUAGE, found.need),
        (hours is not None and hours < rules.least_hours_in_common, Limit.HOURS_IN_COMMON, found.need),
        (found.fit < rules.least_fit, Limit.LEAST_FIT, ""),
        (institutions in rules.met_before, Limit.MET_BEFORE, institutions),
        (pair in rules.forbidden, Limit.FORBIDDEN, pair),
        (found.month is None, Limit.OUT_OF_SEASON, found.need),
    )
    barriers = tuple(Constraint(limit, of_pair(of)) for is_there, limit, of in there if is_there)
    return replace(found, barriers=barriers) if barriers else found


def of_pair(of: str | Pair) -> str:
    """Return what a constraint is of: an id as it is, a pair of ids as "one/other"."""
    return of if isinstance(of, str) else "/".join(of)


def _months(asked: Round, offered: Sequence[Offer], pairs: Pairs) -> list[int | None]:
    """Return the first month of each pair that both can; None where there is none."""
    window = asked.rules.window
    wanted = [(need.months or window) & window for need in asked.needs]
    open_in = [offer.months or window for offer in offered]
    return _of_both((wanted, open_in), pairs, lambda one, other: min(one & other, default=None))


def _languages(asked: Round, pairs: Pairs) -> list[tuple[str | None, bool]]:
    """Return a language of each pair that both speak, the first by its code, and whether an interpreter is needed."""
    spoken = [need.languages for need in asked.needs], [expert.languages for expert in asked.experts]
    return _of_both(spoken, pairs, lambda one, other: (min(one & other, default=None), bool(one) and not one & other))


def _of_both(
    of_needs_and_experts: tuple[Sequence[One], Sequence[One]], pairs: Pairs, act: Callable[[One, One], Found]
) -> list[Found]:
    """Return what comes out for each pair, worked out once for each two values that meet: thousands share them."""
    ones, one_numbers = _numbered(of_needs_and_experts[0])
    others, other_numbers = _numbered(of_needs_and_experts[1])
    codes = one_numbers[pairs.needs] * len(others) + other_numbers[pairs.experts]
    distinct, places = np.unique(codes, return_inverse=True)
    found = [act(ones[code // len(others)], others[code % len(others)]) for code in distinct.tolist()]
    return [found[place] for place in places.tolist()]


def _numbered(values: Sequence[One]) -> tuple[list[One], Numbers]:
    """Return the distinct values, and the number among them of each."""
    numbers: dict[One, int] = {}
    each = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)
    return list(numbers), each
