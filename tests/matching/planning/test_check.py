"""The checker tells each kind of broken rule by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.planning.candidates import candidates_of, in_order, pairs_of
from matching.planning.check import broken
from matching.planning.types import Constraint, Limit, Placement, Round, Rules
from tests.factories.rounds import WINDOW, a_round

FITS = {(need, expert): 0.5 for need in ("n1", "n2") for expert in ("e1", "e2")}


def two_by_two(**rules: object) -> Round:
    return a_round({"n1": "a", "n2": "a"}, {"e1": "b", "e2": "b"}, FITS, **rules)


def found(entered: Round, *pairs: tuple[str, str]) -> list[Constraint]:
    """What these pairs break."""
    ordered = in_order(entered)
    known = {(one.need, one.expert): Placement(one) for one in candidates_of(ordered, pairs_of(ordered))}
    return broken(entered, [known[pair] for pair in pairs])


BOTH = (("n1", "e1"), ("n2", "e2"))


@pytest.mark.parametrize(
    ("rules", "constraint"),
    [
        ({"is_pair_once": True}, Constraint(Limit.PAIR_ONCE, "a/b")),
        ({"most_given": 1}, Constraint(Limit.MOST_GIVEN, "b")),
        ({"most_taken": 1}, Constraint(Limit.MOST_TAKEN, "a")),
        ({"least_taken": 3}, Constraint(Limit.LEAST_TAKEN, "a")),
        ({"pinned": frozenset({("n1", "e2")})}, Constraint(Limit.PINNED, "n1/e2")),
        ({"least_fit": 0.6}, Constraint(Limit.LEAST_FIT)),
        ({"met_before": frozenset({("a", "b")})}, Constraint(Limit.MET_BEFORE, "a/b")),
        ({"forbidden": frozenset({("n1", "e1")})}, Constraint(Limit.FORBIDDEN, "n1/e1")),
    ],
)
def test_a_broken_rule_is_named(rules: dict[str, object], constraint: Constraint) -> None:
    assert found(two_by_two(**{"is_pair_once": False, **rules}), *BOTH) == [constraint]


def test_hours_and_exchanges_beyond_what_there_is_are_named() -> None:
    entered = two_by_two(is_pair_once=False)
    short = replace(entered, offers=tuple(replace(offer, hours=9.0, at_most=1) for offer in entered.offers))

    assert found(short, ("n1", "e1"), ("n2", "e1")) == [
        Constraint(Limit.EXPERT_HOURS, "e1"),
        Constraint(Limit.OFFER_HOURS, "e1"),
        Constraint(Limit.OFFER_EXCHANGES, "e1"),
    ]


def test_two_places_for_one_need_are_named() -> None:
    assert found(two_by_two(is_pair_once=False), ("n1", "e1"), ("n1", "e2")) == [Constraint(Limit.ONE_PLACE, "n1")]


def test_a_budget_that_is_overdrawn_and_a_circle_that_is_not_closed_are_named() -> None:
    entered = two_by_two(is_pair_once=False, budget=5, is_circular=True)
    dear = replace(entered, offers=tuple(replace(offer, cost=3) for offer in entered.offers))

    assert found(dear, *BOTH) == [
        Constraint(Limit.BUDGET),
        Constraint(Limit.CIRCLE, "a"),
        Constraint(Limit.CIRCLE, "b"),
    ]


def test_a_price_that_is_not_the_pair_s_own_is_named() -> None:
    entered = two_by_two(is_pair_once=False)
    ordered = in_order(entered)
    told = candidates_of(ordered, pairs_of(ordered))[0]

    assert broken(entered, [Placement(replace(told, cost=1))]) == [Constraint(Limit.FORBIDDEN, "n1/e1")]


def test_nothing_is_broken_by_nothing() -> None:
    assert broken(replace(two_by_two(), rules=Rules(WINDOW)), []) == []
