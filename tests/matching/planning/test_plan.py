"""A plan is the best there is, keeps every rule, and is the same however its round was entered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from matching.errors import InfeasibleRoundError, PinError, SolverError
from matching.planning import solver
from matching.planning.assign import UNPROVEN, plan
from matching.planning.check import broken
from matching.planning.types import Placement, Plan, Round
from tests.amounts import asked
from tests.factories.rounds import a_round, dear_round, drawn_round, shuffled, tight_round
from tests.matching.planning.counted_out import best_worth

ROUNDS = asked("ROUNDS", 300)
TWO = {"n1": "a", "n2": "b"}


def find_plan(entered: Round) -> Plan | None:
    """The plan, or None where no plan keeps all rules."""
    try:
        return plan(entered)
    except (InfeasibleRoundError, PinError):
        return None


def pairs(found: Plan) -> set[tuple[str, str]]:
    return {(placement.candidate.need, placement.candidate.expert) for placement in found.placements}


def test_a_plan_is_worth_what_the_best_of_all_is_and_breaks_nothing() -> None:
    for seed in range(ROUNDS):
        entered, expected = drawn_round(seed), best_worth(drawn_round(seed))
        found = find_plan(entered)
        if found is None or expected is None:
            assert (found, expected) == (None, None), seed
            continue
        assert (found.worth.served, found.worth.worst) == (expected.served, expected.worst), seed
        assert found.worth.total == pytest.approx(expected.total, abs=1e-9), seed
        assert (broken(entered, found.placements), found.gap, found.solver) == ([], 0.0, "HiGHS (scipy)"), seed


def test_the_worst_is_served_as_well_as_the_money_allows() -> None:
    for seed in range(40):
        found, expected = plan(dear_round(seed)).worth, best_worth(dear_round(seed))
        assert (found.served, found.worst) == (expected.served, expected.worst), seed
        assert found.total == pytest.approx(expected.total, abs=1e-9), seed


def test_tenths_of_hours_sum_to_what_they_should() -> None:
    needs = {"n1": "a", "n2": "b", "n3": "c", "n4": "d"}  # 0.6 / 0.2 is less than 3
    entered = a_round(needs, {"e1": "z"}, dict.fromkeys(((need, "e1") for need in needs), 0.5))
    short = replace(
        entered,
        needs=tuple(replace(need, hours=0.2) for need in entered.needs),
        experts=tuple(replace(expert, hours=0.6) for expert in entered.experts),
    )

    assert plan(short).worth.served == 3


def test_a_plan_is_the_same_however_its_round_was_entered() -> None:
    for seed in range(40):
        entered = drawn_round(seed)

        assert find_plan(shuffled(entered, seed)) == find_plan(entered) == find_plan(entered), seed


def test_ties_are_broken_in_one_way() -> None:
    needs, experts = {f"n{number}": "a" for number in range(9)}, {f"e{number}": f"b{number}" for number in range(9)}
    level = a_round(needs, experts, {(need, expert): 0.5 for need in needs for expert in experts})

    assert len({frozenset(pairs(plan(shuffled(level, seed)))) for seed in range(5)}) == 1


def test_each_alternate_keeps_all_rules_in_the_place_of_the_one_chosen() -> None:
    seen = 0
    for seed in range(60):
        entered = drawn_round(seed)
        placements = found.placements if (found := find_plan(entered)) else ()
        for number, placement in enumerate(placements):
            fits = [alternate.fit for alternate in placement.alternates]
            assert fits == sorted(fits, reverse=True)
            assert len(fits) <= 3
            for alternate in placement.alternates:
                instead = [*placements[:number], Placement(alternate), *placements[number + 1 :]]
                assert (alternate.need, broken(entered, instead)) == (placement.candidate.need, [])
                seen += 1
    assert seen > 20


def test_no_alternate_that_would_fit_is_left_out() -> None:
    fits = {("n1", "e1"): 0.9, ("n1", "e2"): 0.5, ("n1", "e3"): 0.7, ("n1", "e4"): 0.6, ("n1", "e5"): 0.4}
    found = plan(a_round({"n1": "a"}, {f"e{number}": "z" for number in range(1, 6)}, fits))

    assert [alternate.expert for alternate in found.placements[0].alternates] == ["e3", "e4", "e2"]


def test_serving_more_comes_before_serving_the_worst_better() -> None:
    fits = {("n1", "e1"): 0.9, ("n1", "e2"): 0.1, ("n2", "e1"): 0.8}

    assert pairs(plan(a_round(TWO, {"e1": "y", "e2": "z"}, fits))) == {("n1", "e2"), ("n2", "e1")}


def test_the_worst_served_comes_before_the_total() -> None:
    fits = {("n1", "e1"): 1.0, ("n1", "e2"): 0.5, ("n2", "e1"): 0.4, ("n2", "e2"): 0.3}

    assert pairs(plan(a_round(TWO, {"e1": "y", "e2": "z"}, fits))) == {("n1", "e2"), ("n2", "e1")}


def test_who_is_left_without_a_place_is_named() -> None:
    found = plan(a_round(TWO, {"e1": "y"}, {("n1", "e1"): 0.9, ("n2", "e1"): 0.8}))

    assert (found.unplaced, found.worth.served) == (("n2",), 1)


def test_pins_are_kept_and_named_and_forbidden_pairs_are_not_there() -> None:
    fits = {("n1", "e1"): 0.9, ("n1", "e2"): 0.8, ("n1", "e3"): 0.7, ("n2", "e1"): 0.9}
    entered = a_round(TWO, {"e1": "y", "e2": "z", "e3": "z"}, fits)
    pinned = replace(entered.rules, pinned=frozenset({("n1", "e3")}), forbidden=frozenset({("n2", "e1")}))

    found = plan(replace(entered, rules=pinned))

    assert pairs(found) == {("n1", "e3")}
    assert found.placements[0].is_pinned


def test_institutions_of_a_circular_round_share_in_circles() -> None:
    needs, experts = {"n1": "a", "n2": "b", "n3": "c", "n4": "d"}, {"e1": "b", "e2": "c", "e3": "a", "e4": "a"}
    fits = {("n1", "e1"): 0.9, ("n2", "e2"): 0.9, ("n3", "e3"): 0.9, ("n4", "e4"): 0.9}

    found = plan(a_round(needs, experts, fits, is_circular=True))

    assert found.circles == (("a", "c", "b"),)
    assert found.unplaced == ("n4",)


def test_every_exchange_of_a_circular_round_is_in_one_circle() -> None:
    for seed in range(100):
        entered = drawn_round(seed)
        if entered.rules.is_circular and (found := find_plan(entered)):
            assert sum(map(len, found.circles)) == len(found.placements)
            assert all(len(circle) == len(set(circle)) > 1 for circle in found.circles)


def test_pins_that_nobody_has_the_hours_for_are_named_with_what_they_go_beyond() -> None:
    pinned = frozenset({("n1", "e1"), ("n2", "e1")})
    entered = a_round(TWO, {"e1": "y"}, {("n1", "e1"): 0.9, ("n2", "e1"): 0.8}, pinned=pinned)

    with pytest.raises(
        InfeasibleRoundError, match=r"without: pinned n\d/e1; the pins alone go beyond: expert_hours e1"
    ):
        plan(entered)


def test_a_least_number_that_can_not_be_kept_is_named() -> None:
    entered = a_round(TWO, {"e1": "y"}, {("n1", "e1"): 0.9}, least_taken=1)

    with pytest.raises(InfeasibleRoundError, match="without: least_taken b"):
        plan(entered)


def test_a_best_that_is_not_proven_is_told_with_its_bound_and_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    solve = solver.milp

    def stopped(*args: object, **options: object) -> OptimizeResult:
        found = solve(*args, **options)
        found.status, found.mip_dual_bound = 1, found.mip_dual_bound * 2
        return found

    monkeypatch.setattr(solver, "milp", stopped)
    found = plan(a_round(TWO, {"e1": "y", "e2": "z"}, {("n1", "e1"): 0.9, ("n2", "e2"): 0.5}))

    assert (found.worth.total, found.bound, found.gap) == pytest.approx((1.4, 2.8, 0.5))


def test_a_search_that_ends_at_its_limit_has_a_plan_and_says_what_it_leaves_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entered = tight_round(7)
    monkeypatch.setattr(solver, "WORK", 0)
    monkeypatch.setattr(solver, "FEWEST_NODES", 1)
    found = plan(entered)

    assert (broken(entered, found.placements), found.solver) == ([], UNPROVEN)
    assert found.gap == pytest.approx(1.0 - found.worth.total / found.bound)
    assert 0.0 < found.gap < 0.1


def test_a_solver_that_breaks_a_rule_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    entered = a_round(TWO, {"e1": "y"}, {("n1", "e1"): 0.9, ("n2", "e1"): 0.9})
    all_of_them = OptimizeResult(status=0, x=np.ones(2), mip_dual_bound=-1700.0, message="")
    monkeypatch.setattr(solver, "milp", lambda *args, **options: all_of_them)

    with pytest.raises(SolverError, match="expert_hours"):
        plan(entered)


def test_a_round_of_nobody_has_an_empty_plan() -> None:
    found = plan(a_round({}, {}, {}))

    assert (found.placements, found.worth.worst, found.bound, found.gap) == ((), 1.0, 0.0, 0.0)
