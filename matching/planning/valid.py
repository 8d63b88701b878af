"""What is wrong with a round, said before anything is planned: nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from math import isfinite

from matching.errors import RoundError
from matching.planning.types import Pair, Round, Rules

FIRST_MONTH, LAST_MONTH = 12, 9999 * 12 + 11  # of the years 1 to 9999, which a date can hold


def checked(asked: Round) -> Round:
    """Return the round as it is; raises RoundError where an id, an amount, a fit or a month can't be.

    Pairs who met before may be of institutions that are not in the round: history knows more of them.
    """
    needs = _distinct("need", [need.id for need in asked.needs])
    offers = _distinct("offer", [offer.id for offer in asked.offers])
    experts = _distinct("expert", [expert.id for expert in asked.experts])
    for named in asked.experts:
        if named.offer not in offers:
            raise RoundError(f"expert {named.id!r} is of an unknown offer {named.offer!r}")
    for what, pairs in _pairs(asked):
        for need, expert in pairs:
            if need not in needs or expert not in experts:
                raise RoundError(f"{what} of an unknown need or expert: {need!r}, {expert!r}")
    for pair, fit in asked.fits.items():
        if not 0.0 < fit <= 1.0:
            raise RoundError(f"the fit of {pair} is {fit}, not above 0 and at most 1")
    for what, amount in chain(_amounts(asked), _of_rules(asked.rules)):
        if not isfinite(amount) or amount < 0:
            raise RoundError(f"{what}: {amount} is not a number from 0 on")
    _check_months(asked)
    return asked


def _distinct(what: str, ids: list[str]) -> set[str]:
    if double := [name for name, times in Counter(ids).items() if times > 1]:
        raise RoundError(f"two {what}s have the id {double[0]!r}")
    return set(ids)


def _pairs(asked: Round) -> Iterator[tuple[str, Iterable[Pair]]]:
    yield "fit", asked.fits
    yield "pin", asked.rules.pinned
    yield "forbidden pair", asked.rules.forbidden
    yield "pair kept apart", asked.rules.kept_apart


def _amounts(asked: Round) -> Iterator[tuple[str, float]]:
    for need in asked.needs:
        yield f"hours of need {need.id!r}", need.hours
    for offer in asked.offers:
        yield f"hours of offer {offer.id!r}", offer.hours
        yield f"exchanges of offer {offer.id!r}", offer.at_most
        yield f"cost of offer {offer.id!r}", offer.cost
    for expert in asked.experts:
        yield f"hours of expert {expert.id!r}", expert.hours


def _of_rules(rules: Rules) -> Iterator[tuple[str, float]]:
    limits = ("least_fit", "least_hours_in_common", "interpretation_cost", "budget")
    for name in (*limits, "most_given", "most_taken", "least_taken"):
        if (amount := getattr(rules, name)) is not None:
            yield name, amount


def _check_months(asked: Round) -> None:
    if not asked.rules.window:
        raise RoundError("the round has no months: its window is empty")
    of_needs, of_offers = (need.months for need in asked.needs), (offer.months for offer in asked.offers)
    for month in chain(asked.rules.window, *of_needs, *of_offers):
        if not FIRST_MONTH <= month <= LAST_MONTH:
            raise RoundError(f"month {month} is not year * 12 + month - 1 of a year from 1 to 9999")
