"""The paired bootstrap: what chance allows between two methods on the same queries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import bootstrap
from matching.bootstrap import FEWEST_QUERIES, Interval, paired_interval

VALUES = st.lists(st.floats(0, 1), min_size=FEWEST_QUERIES, max_size=30)


def drawn(seed: int, count: int, shift: float = 0.0) -> list[float]:
    values: list[float] = np.random.default_rng(seed).normal(shift, 1.0, count).tolist()
    return values


def test_the_interval_of_many_queries_is_that_of_the_normal_distribution() -> None:
    values = drawn(1, 400, shift=0.2)
    half = 1.96 * float(np.std(values)) / 20.0
    found = paired_interval(values, [0.0] * 400)
    assert (found.low, found.high) == pytest.approx((np.mean(values) - half, np.mean(values) + half), abs=0.01)


def test_about_95_of_100_intervals_hold_the_true_difference() -> None:
    intervals = [paired_interval(drawn(seed, 60, shift=0.3), [0.0] * 60) for seed in range(200)]
    held = sum((each.low or 0.0) <= 0.3 <= (each.high or 0.0) for each in intervals)
    assert 180 <= held <= 198


def test_queries_are_drawn_with_both_values_together() -> None:
    theirs = drawn(2, 50)
    found = paired_interval([value + 0.1 for value in theirs], theirs)
    assert (found.low, found.high) == pytest.approx((0.1, 0.1))


def test_the_same_input_gives_the_same_interval_and_another_seed_another() -> None:
    ours, theirs = drawn(3, 40), drawn(4, 40)
    assert paired_interval(ours, theirs) == paired_interval(ours, theirs)
    assert paired_interval(ours, theirs) != paired_interval(ours, theirs, seed=1)


def test_all_ten_thousand_resamples_are_drawn_however_few_fit_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = drawn(3, 30), drawn(4, 30)
    at_once = paired_interval(ours, theirs)
    monkeypatch.setattr(bootstrap, "_DRAWN_AT_ONCE", 30 * 3_001)
    in_pieces = paired_interval(ours, theirs)
    assert (in_pieces.low, in_pieces.high) == pytest.approx((at_once.low, at_once.high))


@given(VALUES)
def test_a_method_is_neither_above_nor_below_itself(values: list[float]) -> None:
    found = paired_interval(values, values)
    assert found == Interval(0.0, 0.0, 0.0)
    assert not found.is_above
    assert not found.is_below


@given(VALUES)
def test_who_is_above_one_way_round_is_below_the_other(values: list[float]) -> None:
    zeros = [0.0] * len(values)
    assert paired_interval(values, zeros).is_above == paired_interval(zeros, values).is_below


@pytest.mark.parametrize("count", [0, 1, FEWEST_QUERIES - 1])
def test_too_few_queries_tell_nothing_however_clear_they_look(count: int) -> None:
    found = paired_interval([1.0] * count, [0.0] * count)
    assert found == Interval(1.0 if count else 0.0, None, None)
    assert not found.is_above
    assert not found.is_below


def test_values_of_different_queries_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_interval([1.0, 2.0], [1.0])
