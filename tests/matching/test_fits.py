"""Topical fit: votes of evidence items."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.constants import TOP_ITEMS, TOP_ITEMS_OF_RING, TOPICAL_WEIGHT
from matching.fits import saturate, vote
from matching.index import EvidenceIndex
from matching.rank import rank_people
from matching.types import Ring

SUMS = st.floats(0.0, 400.0)


def fits(make: Any, items: list[Any], people: dict[str, Any], **query: Any) -> dict[str, float]:
    """The topical fit of each person proposed, before its weight."""
    answer = rank_people(EvidenceIndex.build(items), people, make.viewer(), make.query(limit=500, **query))
    return {each.id: each.parts[0].value / TOPICAL_WEIGHT for each in answer.suggestions}


@given(st.lists(SUMS, min_size=2))
def test_the_order_of_fits_is_the_order_of_the_sums(sums: list[float]) -> None:
    fitting = [saturate(votes) for votes in sorted(sums)]
    assert fitting == sorted(fitting)
    assert all(0.0 <= fit < 1.0 for fit in fitting)


@given(st.integers(0, 4_000), st.integers(1, 1_000))
def test_a_sum_that_is_clearly_higher_has_a_higher_fit(steps: int, more: int) -> None:
    assert saturate(steps / 100.0) < saturate((steps + more) / 100.0)


def test_a_fit_is_the_sum_of_votes_on_a_scale_of_one(make: Any) -> None:
    found = fits(make, [make.item("a", "village radio", "ann", "ann")], {"ann": make.candidate("ann")})
    assert found["ann"] == pytest.approx(saturate(vote(1.0)), abs=1e-6)


def test_many_weak_items_do_not_outvote_one_good_one(make: Any) -> None:
    weak = "radio water tax land school road bridge market clinic forest budget census"
    items = [make.item("a", "village radio", "ann"), *(make.item(f"b{n}", weak, "ben") for n in range(4))]
    cosines = make.cosines(EvidenceIndex.build(items), "village radio")
    assert sum(cosines[f"b{n}"] for n in range(4)) > 0.5 * cosines["a"]
    found = fits(make, items, {name: make.candidate(name) for name in ("ann", "ben")})
    assert found["ann"] > 1.5 * found["ben"]


def test_an_item_of_one_who_cannot_be_proposed_takes_nobodys_place(make: Any) -> None:
    busy = [make.item(f"b{n:04}", "village radio", "busy") for n in range(TOP_ITEMS)]
    items = [*busy, make.item("free", "village water tax", "free")]
    people = {"busy": make.candidate("busy", is_open=False), "free": make.candidate("free")}
    assert fits(make, items, people).keys() == {"free"}


def test_the_next_best_item_beyond_the_top_does_not_vote(make: Any) -> None:
    names = [f"p{n:03}" for n in range(TOP_ITEMS)]
    items = [make.item(f"of-{name}", "village radio", name) for name in names]
    people = {name: make.candidate(name) for name in (*names, "late")}
    assert "late" not in fits(make, [*items, make.item("late", "village water", "late")], people)


def test_a_small_ring_is_heard_beside_a_large_world(make: Any) -> None:
    far = [make.item(f"f{n:04}", "village radio", "far") for n in range(TOP_ITEMS)]
    people = {"far": make.candidate("far", institution="x", country="GH"), "near": make.candidate("near")}
    assert fits(make, [*far, make.item("near", "village water", "near")], people).keys() == {"far", "near"}


@given(st.integers(1, 5))
def test_equal_items_at_the_cut_vote_in_the_order_of_their_ids(make: Any, more: int) -> None:
    names = [f"p{n:03}" for n in range(TOP_ITEMS + more)]
    items = [make.item(f"of-{name}", "village radio", name) for name in reversed(names)]
    abroad = {name: make.candidate(name, institution="x", country="GH") for name in names}
    index = EvidenceIndex.build(items)
    answer = rank_people(index, abroad, make.viewer(), make.query(limit=TOP_ITEMS + more))
    assert [each.id for each in answer.suggestions] == names[:TOP_ITEMS]
    assert {each.ring for each in answer.suggestions} == {Ring.INTERNATIONAL}
    assert TOP_ITEMS_OF_RING < TOP_ITEMS
