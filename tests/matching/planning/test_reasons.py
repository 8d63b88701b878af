"""What blocks a need is enough, and the least there is: held against all that could be relaxed instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from matching.errors import InfeasibleRoundError, PinError
from matching.planning import nearby
from matching.planning.assign import plan
from matching.planning.check import broken
from matching.planning.encode import candidates
from matching.planning.reasons import blocking, blockings
from matching.planning.relaxing import relaxed
from matching.planning.types import Blocking, Candidate, Constraint, Limit, Placement, Plan, Relaxing, Round
from tests.amounts import asked
from tests.factories.rounds import a_round, drawn_round

ROUNDS = asked("REASONS", 120)
ORDER = {limit: number for number, limit in enumerate(Limit)}
FIRST = Relaxing(Constraint(Limit.LANGUAGE, ""))  # of the first kind: sets of as many are not less
# What more exchanges or a need more can mend again: not counted before all have a place.
MENDED = {Limit.CIRCLE, Limit.PINNED, Limit.LEAST_TAKEN}
ROWS = {Limit.EXPERT_HOURS, Limit.OFFER_HOURS, Limit.OFFER_EXCHANGES, Limit.BUDGET, Limit.MOST_GIVEN, Limit.CIRCLE}


def blocked_rounds() -> Iterator[tuple[int, Round, Plan, Blocking]]:
    """Rounds in which somebody has no place though there are candidates, with one of them."""
    seed, found = 0, 0
    while found < ROUNDS:
        entered = drawn_round(seed)
        seed += 1
        try:
            best = plan(entered)
        except (InfeasibleRoundError, PinError):
            continue
        some = [each for each in blockings(entered, best) if each.has_candidates]
        if some:
            found += 1
            yield seed - 1, entered, best, some[seed % len(some)]


def is_enough(entered: Round, best: Plan, need: str, relaxing: tuple[Relaxing, ...]) -> bool:
    """Whether a plan serves all who have a place and this need, once that is relaxed."""
    served = {need, *(placement.candidate.need for placement in best.placements)}
    fits = {pair: fit for pair, fit in entered.fits.items() if pair[0] in served}
    rules = entered.rules
    try:
        found = plan(relaxed(replace(entered, fits=fits, rules=rules), relaxing))
    except InfeasibleRoundError:
        return False
    return {placement.candidate.need for placement in found.placements} == served


def is_less_possible(entered: Round, best: Plan, told: Blocking) -> bool:
    """Whether some choice for all of them breaks fewer constraints than are told, or as many of earlier kinds."""
    served = sorted({told.need, *(placement.candidate.need for placement in best.placements)})
    window, offers = entered.rules.window, {offer.id: offer for offer in entered.offers}
    months = {expert.id: (offers[expert.offer].months or window) & window for expert in entered.experts}
    pairs = [each for each in candidates(entered) if months[each.expert]]
    by_need = [[each for each in pairs if each.need == need] for need in served]
    weight = weighed(one.constraint for one in told.relaxing)
    return any(True for _ in lighter(entered, by_need, [], weight))


def weighed(constraints: Iterator[Constraint]) -> tuple[int, int]:
    """How many, and how late in the order of kinds."""
    numbers = [ORDER[one.limit] for one in constraints]
    return len(numbers), sum(numbers)


def lighter(
    entered: Round, by_need: list[list[Candidate]], taken: list[Placement], weight: tuple[int, int]
) -> Iterator[list[Placement]]:
    """Every choice of one candidate for each need that breaks less than this weight."""
    breaks = broken(entered, taken)
    if not by_need:
        if weighed(iter(breaks)) < weight:
            yield taken
        return
    if weighed(one for one in breaks if one.limit not in MENDED) >= weight:
        return
    for each in by_need[0]:
        yield from lighter(entered, by_need[1:], [*taken, Placement(each)], weight)


def test_what_is_told_is_enough_and_no_smaller_set_is() -> None:
    for seed, entered, best, told in blocked_rounds():
        assert told.is_proven, seed
        assert is_enough(entered, best, told.need, told.relaxing), (seed, told)
        assert not is_less_possible(entered, best, told), (seed, told)


def test_nothing_told_can_be_left_out_nor_be_less() -> None:
    for seed, entered, best, told in blocked_rounds():
        for place, one in enumerate(told.relaxing):
            others = told.relaxing[:place] + told.relaxing[place + 1 :]
            assert not is_enough(entered, best, told.need, others), (seed, told)
            if one.constraint.limit in ROWS and one.amount is not None:
                less = replace(one, amount=one.amount - (0.05 if one.amount < 1 or one.amount % 1 else 1))
                assert not is_enough(entered, best, told.need, (*others, less)), (seed, told)


@pytest.mark.parametrize(("near", "in_all"), [(1, 0), (2, 0), (1, 40)])
def test_where_few_may_move_it_is_enough_and_the_fewest_where_it_says_so(
    monkeypatch: pytest.MonkeyPatch, near: int, in_all: int
) -> None:
    monkeypatch.setattr(nearby, "MOST_NEAR", near)
    monkeypatch.setattr(nearby, "MOST_IN_ALL", in_all)
    for seed, entered, best, told in blocked_rounds():
        assert told.is_proven or not in_all, seed
        assert is_enough(entered, best, told.need, told.relaxing), (seed, told)
        if told.is_proven:
            fewest = replace(told, relaxing=tuple(FIRST for _ in told.relaxing))
            assert not is_less_possible(entered, best, fewest), (seed, told)


def test_who_fits_nobody_is_told_so_and_nothing_is_relaxed() -> None:
    entered = a_round({"n1": "a", "n2": "b"}, {"e1": "c"}, {("n1", "e1"): 0.5, ("n2", "e1"): 0.4})
    alone = replace(entered, rules=replace(entered.rules, kept_apart=frozenset({("n2", "e1")})))
    assert blockings(alone, plan(alone)) == (Blocking("n2", (), has_candidates=False),)


def test_of_two_ways_the_fewer_hours_are_told() -> None:
    entered = a_round({"n1": "a", "n2": "b"}, {"e1": "c", "e2": "d"}, {("n1", "e1"): 0.5, ("n2", "e1"): 0.9})
    experts = (replace(entered.experts[0], hours=10.0), replace(entered.experts[1], hours=5.0))
    entered = replace(entered, experts=experts, fits={**entered.fits, ("n1", "e2"): 0.5})
    found = blocking(entered, plan(entered), "n1")
    assert found.relaxing == (Relaxing(Constraint(Limit.EXPERT_HOURS, "e2"), 3.0),)


def test_others_move_to_make_room() -> None:
    fits = {("n1", "e1"): 0.9, ("n2", "e1"): 0.8, ("n1", "e2"): 0.7}
    entered = a_round({"n1": "a", "n2": "b"}, {"e1": "c", "e2": "d"}, fits, met_before=frozenset({("a", "d")}))
    found = blocking(entered, plan(entered), "n2")
    assert found.relaxing == (Relaxing(Constraint(Limit.MET_BEFORE, "a/d")),)


def test_who_has_a_place_has_no_reason() -> None:
    entered = a_round({"n1": "a"}, {"e1": "c"}, {("n1", "e1"): 0.5})
    with pytest.raises(ValueError, match="has a place"):
        blocking(entered, plan(entered), "n1")


def test_a_pin_is_kept_unless_it_is_the_one_thing_in_the_way() -> None:
    fits = {("n1", "e1"): 0.9, ("n1", "e2"): 0.8, ("n2", "e1"): 0.7}
    entered = a_round({"n1": "a", "n2": "b"}, {"e1": "c", "e2": "d"}, fits, pinned=frozenset({("n1", "e1")}))
    wide = blocking(entered, plan(entered), "n2").relaxing
    entered = replace(entered, offers=tuple(replace(offer, at_most=1) for offer in entered.offers))
    narrow = blocking(entered, plan(entered), "n2").relaxing
    assert wide == (Relaxing(Constraint(Limit.EXPERT_HOURS, "e1"), 8.0),)
    assert narrow == (Relaxing(Constraint(Limit.PINNED, "n1/e1")),)
