"""A round in which some constraints are relaxed, as a blocking set says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from matching.planning.rows import TOLERANCE
from matching.planning.types import Limit, Need, Pair, Relaxing, Round
from matching.types import Availability


def relaxed(asked: Round, relaxing: Iterable[Relaxing]) -> Round:
    """Return the round with each of these relaxed: a barrier is gone, a limit is higher by its amount.

    A limit that is one rule for all (how many an institution shares in, takes, a circle, once a pair) gets an
    exception for the one named. Raises KeyError for a kind that is never relaxed.
    """
    for one in relaxing:
        asked = _RELAXES[one.constraint.limit](asked, one)
    return asked


def _need(asked: Round, one: Relaxing, alter: Callable[[Need], Need]) -> Round:
    needs = tuple(alter(need) if need.id == one.constraint.of else need for need in asked.needs)
    return replace(asked, needs=needs)


def _language(asked: Round, one: Relaxing) -> Round:
    return _need(asked, one, lambda need: replace(need, languages=frozenset()))


def _hours_in_common(asked: Round, one: Relaxing) -> Round:
    return _need(asked, one, lambda need: replace(need, availability=Availability()))


def _season(asked: Round, one: Relaxing) -> Round:
    return _need(asked, one, lambda need: replace(need, months=need.months | {int(one.amount or 0)}))


def _least_fit(asked: Round, one: Relaxing) -> Round:
    least = max(0.0, asked.rules.least_fit - (one.amount or 0.0) - TOLERANCE)
    return replace(asked, rules=replace(asked.rules, least_fit=least))


def _pair_gone(name: str, asked: Round, one: Relaxing) -> Round:
    pairs: frozenset[Pair] = getattr(asked.rules, name)
    kept = frozenset(pair for pair in pairs if "/".join(pair) != one.constraint.of)
    return replace(asked, rules=replace(asked.rules, **{name: kept}))  # type: ignore[arg-type]


def _expert_hours(asked: Round, one: Relaxing) -> Round:
    more = one.amount or 0.0
    return replace(
        asked,
        experts=tuple(
            replace(each, hours=each.hours + more) if each.id == one.constraint.of else each for each in asked.experts
        ),
    )


def _offer(name: str, asked: Round, one: Relaxing) -> Round:
    more = one.amount or 0
    more = round(more) if name == "at_most" else more
    offers = tuple(
        replace(each, **{name: getattr(each, name) + more}) if each.id == one.constraint.of else each
        for each in asked.offers
    )
    return replace(asked, offers=offers)


def _budget(asked: Round, one: Relaxing) -> Round:
    return replace(asked, rules=replace(asked.rules, budget=(asked.rules.budget or 0) + round(one.amount or 0)))


def _exception(asked: Round, one: Relaxing) -> Round:
    return replace(asked, rules=replace(asked.rules, exceptions=(*asked.rules.exceptions, one)))


_RELAXES: dict[Limit, Callable[[Round, Relaxing], Round]] = {
    Limit.LANGUAGE: _language,
    Limit.HOURS_IN_COMMON: _hours_in_common,
    Limit.LEAST_FIT: _least_fit,
    Limit.MET_BEFORE: partial(_pair_gone, "met_before"),
    Limit.FORBIDDEN: partial(_pair_gone, "forbidden"),
    Limit.OUT_OF_SEASON: _season,
    Limit.EXPERT_HOURS: _expert_hours,
    Limit.OFFER_HOURS: partial(_offer, "hours"),
    Limit.OFFER_EXCHANGES: partial(_offer, "at_most"),
    Limit.MOST_GIVEN: _exception,
    Limit.MOST_TAKEN: _exception,
    Limit.PAIR_ONCE: _exception,
    Limit.BUDGET: _budget,
    Limit.CIRCLE: _exception,
    Limit.PINNED: partial(_pair_gone, "pinned"),
}
RELAXABLE = tuple(_RELAXES)
