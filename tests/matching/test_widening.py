"""Rings: who is how near, and when a wider ring is searched."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from matching.index import EvidenceIndex
from matching.rank import rank_people
from matching.types import Answer, Ring

WORDS = ["village", "radio", "water", "tax", "land"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), min_size=1, max_size=10)
PLACES = {"near": ("inst-a", "KE"), "home": ("inst-b", "KE"), "far": ("inst-c", "GH"), "many": ("inst-d", None)}


def world(make: Any, evidence: dict[str, str], **query: Any) -> Answer:
    """Answer where each person, named after his place, has one item."""
    index = EvidenceIndex.build([make.item(f"of-{who}", text, who) for who, text in evidence.items()])
    places = {who: PLACES[who.split("-")[0]] for who in evidence}
    people = {who: make.candidate(who, institution=where, country=land) for who, (where, land) in places.items()}
    return rank_people(index, people, make.viewer(), make.query(**query))


def rings(make: Any, **viewer: Any) -> dict[str, Ring]:
    """The ring of each place, as a viewer stands."""
    index = EvidenceIndex.build([make.item(f"of-{who}", "village radio", who) for who in PLACES])
    people = {who: make.candidate(who, institution=where, country=land) for who, (where, land) in PLACES.items()}
    answer = rank_people(index, people, make.viewer(**viewer), make.query())
    return {each.id: each.ring for each in answer.suggestions}


def test_a_ring_follows_from_institution_and_country(make: Any) -> None:
    assert rings(make) == dict(zip(PLACES, [*Ring, Ring.INTERNATIONAL], strict=True))


def test_without_an_institution_everyone_is_international(make: Any) -> None:
    assert set(rings(make, institution=None).values()) == {Ring.INTERNATIONAL}


def test_two_unknown_countries_are_not_one_country(make: Any) -> None:
    assert rings(make, institution="inst-x", country=None)["many"] is Ring.INTERNATIONAL


def test_an_institution_of_several_countries_is_internal_to_its_own(make: Any) -> None:
    assert rings(make, institution="inst-d", country=None)["many"] is Ring.INTERNAL


def test_no_wider_ring_is_searched_than_asked_for(make: Any) -> None:
    answer = world(make, {"near": "village", "home": "village radio", "far": "village radio"}, ring=Ring.DOMESTIC)
    assert {each.id for each in answer.suggestions} == {"near", "home"}
    assert [step.ring for step in answer.widening] == [Ring.INTERNAL, Ring.DOMESTIC]


def test_a_wider_ring_is_not_searched_when_enough_fit_well_and_none_there_fits_better(make: Any) -> None:
    answer = world(make, {"near-1": "village radio", "near-2": "village radio", "far": "village radio"}, limit=2)
    assert [step.is_searched for step in answer.widening] == [True, False, False]
    assert {each.id for each in answer.suggestions} == {"near-1", "near-2"}


def test_a_wider_ring_is_searched_when_it_raises_the_best_fit(make: Any) -> None:
    answer = world(make, {"near": "village water tax land", "far": "village radio"}, limit=1)
    assert [step.is_searched for step in answer.widening] == [True, False, True]
    assert [each.id for each in answer.suggestions] == ["far"]
    assert answer.widening[2].gain > 0.0


def test_a_wider_ring_is_searched_to_fill_the_places(make: Any) -> None:
    answer = world(make, {"near": "village radio", "home": "village water tax land radio", "far": "village"}, limit=3)
    assert all(step.is_searched for step in answer.widening)
    assert len(answer.suggestions) == 3


def test_only_a_wider_ring_costs_and_says_what(make: Any) -> None:
    steps = world(make, {"near": "village", "far": "village radio"}).widening
    assert steps[0].cost == ""
    assert steps[1].cost.startswith("Another institution of your country")
    assert steps[2].cost.startswith("Another country")
    assert "No working language in common is known with 1 of the 1 best there." in steps[2].cost


def test_a_better_fit_abroad_comes_before_a_worse_one_next_door(make: Any) -> None:
    answer = world(make, {"near": "village water tax land", "far": "village radio"})
    assert [each.id for each in answer.suggestions] == ["far", "near"]


@given(TEXTS, st.lists(st.sampled_from(list(PLACES)), min_size=10, max_size=10), st.integers(1, 4))
def test_widening_never_lowers_the_best_fit(make: Any, texts: list[str], places: list[str], limit: int) -> None:
    evidence = {f"{places[n]}-{n % 4}-{n}": text for n, text in enumerate(texts)}
    steps = {ring: world(make, evidence, ring=ring, limit=limit).widening for ring in Ring}
    widest = steps[Ring.INTERNATIONAL]
    for ring in Ring:
        assert steps[ring] == widest[: ring.width + 1]
    assert all(wider.best_fit >= step.best_fit for step, wider in pairwise(widest))
    assert all(wider.candidates >= step.candidates for step, wider in pairwise(widest))
    assert all(wider.gain == wider.best_fit - step.best_fit for step, wider in pairwise(widest))


def test_a_large_world_does_not_lower_the_fit_next_door(make: Any) -> None:
    items = [make.item(f"near-{n}", "village water tax", "near") for n in range(3)]
    items += [make.item(f"far-{n}", "village radio", "far") for n in range(400)]
    people = {
        "near": make.candidate("near"),
        "far": make.candidate("far", institution="inst-c", country="GH"),
    }
    index = EvidenceIndex.build(items)
    fits = [rank_people(index, people, make.viewer(), make.query(ring=ring)).widening[0].best_fit for ring in Ring]
    assert len(set(fits)) == 1
    assert fits[0] > 0.0
