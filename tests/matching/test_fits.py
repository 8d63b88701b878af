"""Topical fit: votes of evidence items."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.constants import TOP_ITEMS
from matching.fits import NOT_ELIGIBLE, best_rows, saturate, topical_fits
from matching.owners import build_owners
from matching.types import Ring

SUMS = st.floats(0.0, 400.0)


@given(st.lists(SUMS, min_size=2))
def test_the_order_of_fits_is_the_order_of_the_sums(sums: list[float]) -> None:
    fits = saturate(np.array(sorted(sums)))
    assert (np.diff(fits) >= 0.0).all()
    assert ((fits >= 0.0) & (fits < 1.0)).all()


@given(st.integers(0, 40_000), st.integers(1, 1_000))
def test_a_sum_that_is_clearly_higher_has_a_higher_fit(steps: int, more: int) -> None:
    fits = saturate(np.array([steps / 100.0, (steps + more) / 100.0]))
    assert fits[0] < fits[1]


@given(st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3]), max_size=60), st.integers(1, 30))
def test_the_best_rows_are_exact_and_equal_ones_keep_the_order_of_ids(cosines: list[float], count: int) -> None:
    expected = sorted((row for row, cosine in enumerate(cosines) if cosine), key=lambda row: (-cosines[row], row))
    assert best_rows(np.array(cosines, dtype=np.float64), count).tolist() == expected[:count]


def test_a_sum_counts_each_item_once_even_if_its_owner_is_named_twice() -> None:
    owners = build_owners([("ann", "ann"), ("ann", "ben")])
    fits = topical_fits(np.array([0.25, 0.04]), owners, np.array([2, 2]))
    assert fits.sums.tolist() == pytest.approx([0.125 + 0.008, 0.008])


def test_an_item_of_one_who_cannot_be_proposed_takes_nobodys_place() -> None:
    owners = build_owners([("busy",)] * TOP_ITEMS + [("free",)])
    cosines = np.array([0.9] * TOP_ITEMS + [0.1])
    fits = topical_fits(cosines, owners, np.array([NOT_ELIGIBLE, Ring.INTERNATIONAL.width]))
    assert fits.sums.tolist() == pytest.approx([0.0, 0.1**1.5])


def test_the_next_best_item_beyond_the_top_does_not_vote() -> None:
    owners = build_owners([("many",)] * TOP_ITEMS + [("late",)])
    cosines = np.array([0.9] * TOP_ITEMS + [0.1])
    assert topical_fits(cosines, owners, np.array([2, 2])).sums[0] == 0.0


def test_a_small_ring_is_heard_beside_a_large_world() -> None:
    owners = build_owners([("far",)] * TOP_ITEMS + [("near",)])
    cosines = np.array([0.9] * TOP_ITEMS + [0.1])
    fits = topical_fits(cosines, owners, np.array([Ring.INTERNATIONAL.width, Ring.INTERNAL.width]))
    assert fits.sums[1] == pytest.approx(0.1**1.5)


def test_many_weak_items_do_not_outvote_one_good_one() -> None:
    owners = build_owners([("good",)] + [("many",)] * 5)
    fits = topical_fits(np.array([0.5] + [0.15] * 5), owners, np.array([2, 2]))
    assert fits.sums[owners.names.index("good")] > fits.sums[owners.names.index("many")]
