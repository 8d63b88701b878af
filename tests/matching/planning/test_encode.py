"""A round becomes candidates with what stands in their way, and rows; what is malformed is refused with its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from matching.errors import PinError, RoundError
from matching.planning.encode import candidates, encode
from matching.planning.types import Constraint, Expert, Limit, Need, Offer, Round, Rules
from matching.types import Availability
from tests.factories.rounds import WINDOW, a_round, drawn_round, shuffled

FIRST = min(WINDOW)
NAIROBI, BOGOTA = Availability("Africa/Nairobi"), Availability("America/Bogota")
PAIR = ("n", "e")


def one_pair(fit: float = 0.5, need: dict[str, object] | None = None, **changes: object) -> Round:
    """A round of one need and one expert; `changes` are of its rules."""
    entered = a_round({"n": "a"}, {"e": "b"}, {PAIR: fit}, **changes)
    return replace(entered, needs=(replace(entered.needs[0], **(need or {})),))


@pytest.mark.parametrize(
    ("entered", "barrier"),
    [
        (one_pair(need={"languages": frozenset({"fr"})}), Constraint(Limit.LANGUAGE, "n")),
        (one_pair(0.2, least_fit=0.3), Constraint(Limit.LEAST_FIT)),
        (one_pair(met_before=frozenset({("a", "b")})), Constraint(Limit.MET_BEFORE, "a/b")),
        (one_pair(forbidden=frozenset({PAIR})), Constraint(Limit.FORBIDDEN, "n/e")),
        (one_pair(need={"months": frozenset({FIRST - 1})}), Constraint(Limit.OUT_OF_SEASON, "n")),
    ],
)
def test_what_stands_in_the_way_of_a_pair_is_told_with_it(entered: Round, barrier: Constraint) -> None:
    assert candidates(entered)[0].barriers == (barrier,)


def test_a_fit_of_just_the_least_is_enough() -> None:
    assert candidates(one_pair(0.3, least_fit=0.3))[0].barriers == ()


def test_too_few_hours_in_common_bar_a_pair_and_unknown_hours_do_not() -> None:
    entered = one_pair(need={"availability": NAIROBI}, least_hours_in_common=8.0)
    far = replace(entered, experts=(replace(entered.experts[0], availability=BOGOTA),))

    assert candidates(far)[0].barriers == (Constraint(Limit.HOURS_IN_COMMON, "n"),)
    assert candidates(far)[0].hours_in_common == 5.0
    assert candidates(entered)[0].barriers == ()


def test_who_needs_an_interpreter_costs_one_more() -> None:
    entered = one_pair(need={"languages": frozenset({"fr"})}, interpretation_cost=7)
    dear = replace(entered, offers=(replace(entered.offers[0], cost=5),))

    found = candidates(dear)[0]

    assert (found.cost, found.is_interpreted, found.language, found.barriers) == (12, True, None, ())


def test_a_pair_meets_in_the_first_month_that_both_can_and_in_a_language_that_both_speak() -> None:
    entered = one_pair(need={"months": frozenset({FIRST + 1, FIRST + 3}), "languages": frozenset({"es", "fr"})})
    offer = replace(entered.offers[0], months=frozenset({FIRST, FIRST + 3}))
    found = candidates(replace(entered, offers=(offer,), experts=(Expert("e", "e", 8.0, frozenset({"fr", "es"})),)))

    assert (found[0].month, found[0].language) == (FIRST + 3, "es")


def test_one_institution_and_who_is_kept_apart_are_no_candidates() -> None:
    assert candidates(a_round({"n": "a"}, {"e": "a"}, {PAIR: 0.5})) == ()
    assert candidates(one_pair(kept_apart=frozenset({PAIR}))) == ()


def test_a_program_is_the_same_however_its_round_was_entered() -> None:
    for seed in range(30):
        entered = drawn_round(seed)
        if entered.rules.pinned:
            continue
        one, other = encode(entered), encode(shuffled(entered, seed))
        assert (one.candidates, one.rows.constraints) == (other.candidates, other.rows.constraints)
        assert (one.rows.weights != other.rows.weights).nnz == 0


def test_a_row_that_nothing_could_break_is_left_out() -> None:
    assert encode(one_pair(budget=9, most_given=1, most_taken=1)).rows.constraints == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda entered: replace(entered, fits={("n", "x"): 0.5}), "fit of an unknown need or expert: 'n', 'x'"),
        (lambda entered: replace(entered, fits={PAIR: 1.5}), "fit .* is 1.5"),
        (lambda entered: replace(entered, needs=entered.needs * 2), "two needs have the id 'n'"),
        (lambda entered: replace(entered, offers=()), "unknown offer 'e'"),
        (lambda entered: replace(entered, needs=(Need("n", "a", -1.0),)), "hours of need 'n': -1.0"),
        (lambda entered: replace(entered, offers=(Offer("e", "b", float("nan")),)), "hours of offer 'e': nan"),
        (lambda entered: replace(entered, rules=Rules(WINDOW, budget=-1)), "budget: -1"),
        (lambda entered: replace(entered, rules=Rules(frozenset())), "no months"),
        (lambda entered: replace(entered, rules=Rules(frozenset({3}))), "month 3"),
        (lambda entered: replace(entered, rules=Rules(WINDOW, pinned=frozenset({("x", "e")}))), "pin of an unknown"),
        (lambda entered: replace(entered, rules=Rules(WINDOW, forbidden=frozenset({("x", "e")}))), "forbidden pair of"),
    ],
)
def test_a_malformed_round_is_refused_with_what_is_wrong(change: Callable[[Round], Round], told: str) -> None:
    with pytest.raises(RoundError, match=told):
        encode(change(one_pair()))


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        (replace(one_pair(pinned=frozenset({PAIR})), fits={}), "n/e is no candidate"),
        (one_pair(pinned=frozenset({PAIR}), forbidden=frozenset({PAIR})), "n/e can't be: forbidden"),
    ],
)
def test_a_pin_that_can_not_be_is_refused(entered: Round, told: str) -> None:
    with pytest.raises(PinError, match=told):
        encode(entered)
