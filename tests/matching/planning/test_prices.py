"""What an exchange is worth to the others, and what to relax in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.errors import InfeasibleRoundError, PinError
from matching.planning.assign import plan
from matching.planning.prices import price
from matching.planning.relaxing import RELAXABLE
from matching.planning.sentences import ENGLISH, sentence
from matching.planning.types import Constraint, Limit, Relaxing, Round, Worth
from tests.amounts import asked
from tests.factories.rounds import a_round, drawn_round
from tests.matching.planning.counted_out import best_worth

ROUNDS = asked("REASONS", 80)


def without(entered: Round, pair: tuple[str, str]) -> Round:
    """The round in which a pair can't be."""
    rules = entered.rules
    return replace(entered, rules=replace(rules, kept_apart=rules.kept_apart | {pair}, pinned=rules.pinned - {pair}))


def test_a_price_is_the_worth_of_the_best_of_all_plans_without_it() -> None:
    for seed in range(ROUNDS):
        entered = drawn_round(seed)
        try:
            best = plan(entered)
            chosen = best.placements[seed % len(best.placements)].candidate
            told = price(entered, best, chosen.need)
        except (InfeasibleRoundError, PinError, ZeroDivisionError):
            continue
        expected = best_worth(without(entered, (chosen.need, chosen.expert)))
        assert expected is not None, seed
        assert (told.without.served, told.without.worst) == (expected.served, expected.worst), seed
        assert told.without.total == pytest.approx(expected.total), seed
        assert best.worth.served - told.without.served <= len(told.loses_place), seed


def test_a_price_names_who_loses_a_place_and_nobody_has_one_without_a_place() -> None:
    entered = a_round({"n1": "a"}, {"e1": "c"}, {("n1", "e1"): 0.5}, pinned=frozenset({("n1", "e1")}))
    told = price(entered, plan(entered), "n1")
    assert (told.expert, told.without, told.loses_place) == ("e1", Worth(0, 1.0, 0.0), ("n1",))
    with pytest.raises(ValueError, match="no place"):
        price(entered, plan(entered), "n2")


@pytest.mark.parametrize(
    ("limit", "of", "amount", "text"),
    [
        (Limit.EXPERT_HOURS, "e1", 2.0, "More hours of Wanjiru: 2"),
        (Limit.MET_BEFORE, "i1/i2", None, "Let Nairobi learn from i2 again"),
        (Limit.OUT_OF_SEASON, "n1", 2027 * 12 + 2.0, "Let Leaks also take place in 2027-03"),
        (Limit.LEAST_FIT, "", 0.05, "Accept a lower fit in this round; lower by: 0.05"),
    ],
)
def test_what_to_relax_is_said_with_names(limit: Limit, of: str, amount: float | None, text: str) -> None:
    names = {"e1": "Wanjiru", "i1": "Nairobi", "n1": "Leaks"}
    assert sentence(Relaxing(Constraint(limit, of), amount), names).text() == text


def test_every_kind_that_can_be_relaxed_has_a_sentence_and_others_can_be_given() -> None:
    assert set(ENGLISH) == set(RELAXABLE)
    said = sentence(Relaxing(Constraint(Limit.BUDGET), 300.0), {})
    assert said.text({Limit.BUDGET: "Davantage de moyens : {amount}"}) == "Davantage de moyens : 300"
