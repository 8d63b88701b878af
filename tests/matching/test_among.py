"""Fits of given people: all of them, whoever else is in the network."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.among import evidence_among, fits_among
from matching.constants import TOP_ITEMS
from matching.errors import QueryError
from matching.index import EvidenceIndex
from matching.rank import rank_institutions, rank_people
from matching.types import InstitutionPlace, Ring

Make = Callable[..., Any]
WORDS = ["village", "radio", "water", "tax", "land", "school"]
PEOPLE = ["ann", "ben", "cho", "dan", "eve"]
ITEMS = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=3),
    st.sampled_from(["network", "institution:inst-a", "person:ben"]),
)
PLACES = st.sampled_from([("inst-a", "KE"), ("inst-b", "KE"), ("inst-c", "GH"), ("inst-d", None)])


def everybody(make: Any, index: EvidenceIndex, people: dict[str, Any]) -> dict[str, float]:
    """Fits by ranking everybody: of so few items all vote."""
    found = rank_people(index, people, make.viewer(), make.query(limit=len(PEOPLE))).suggestions
    return {each.id: next(part.value for part in each.parts if part.name == "topical_fit") / 0.75 for each in found}


@given(
    items=st.lists(ITEMS, min_size=1, max_size=12),
    places=st.lists(st.tuples(PLACES, st.sampled_from(Ring)), min_size=5, max_size=5),
    among=st.sets(st.sampled_from(PEOPLE)),
)
def test_given_people_have_the_fits_that_they_have_when_everybody_is_ranked(
    make: Any, items: list[Any], places: list[Any], among: set[str]
) -> None:
    index = EvidenceIndex.build(
        [make.item(f"i{n}", text, *sorted(who), audience=to) for n, (text, who, to) in enumerate(items)]
    )
    people = {
        who: make.candidate(who, institution=place, country=country, ring_open=ring)
        for who, ((place, country), ring) in zip(PEOPLE, places, strict=True)
    }
    fits = fits_among(index, people, make.viewer(), make.query(among=frozenset(among)))
    assert fits == pytest.approx({who: fit for who, fit in everybody(make, index, people).items() if who in among})


def test_somebody_far_below_the_best_of_the_network_is_heard_in_full(make: Any) -> None:
    crowd = [make.item(f"crowd-{n}", f"village radio {n:04}", f"p{n}") for n in range(TOP_ITEMS + 60)]
    own = [make.item(f"own-{n}", f"radio {' '.join(WORDS[2:])} {n:04} and much besides", "zoe") for n in range(70)]
    index = EvidenceIndex.build([*crowd, *own])
    people = {who: make.candidate(who) for who in ["zoe", *(f"p{n}" for n in range(TOP_ITEMS + 60))]}
    asked = make.query(limit=9_999)
    assert "zoe" not in {each.id for each in rank_people(index, people, make.viewer(), asked).suggestions}
    alone = fits_among(index, people, make.viewer(), make.query(among=frozenset({"zoe"})))
    with_all = fits_among(index, people, make.viewer(), make.query(among=frozenset(people)))
    assert with_all["zoe"] == alone["zoe"] > 0
    assert len(with_all) == len(people)


def test_fits_are_the_same_folded_as_built_afresh(make: Any) -> None:
    items = [make.item(f"i{n}", f"village {word}", "ann") for n, word in enumerate(WORDS)]
    folded = EvidenceIndex.build(items[:3])
    folded.fold({each.id: each for each in items[3:]})
    people, asked = {"ann": make.candidate("ann")}, make.query(among=frozenset({"ann"}))
    afresh = fits_among(EvidenceIndex.build(items), people, make.viewer(), asked)
    assert fits_among(folded, people, make.viewer(), asked) == afresh


def test_the_evidence_behind_a_fit_is_told_best_first(make: Any) -> None:
    texts = {"radio": "radio and land", "both": "village radio", "none": "tax"}
    index = EvidenceIndex.build([make.item(name, text, "ann", title=name) for name, text in texts.items()])
    asked = make.query(among=frozenset({"ann", "ben"}))
    found = evidence_among(index, {"ann": make.candidate("ann")}, make.viewer(), asked)
    assert [hit.id for hit in found["ann"]] == ["both", "radio"]
    assert {term.term for term in found["ann"][0].terms} == {"village", "radio"}


def test_institutions_can_be_asked_about_the_same_way(make: Any) -> None:
    items = [make.item(name, "village radio", institutions=(name,)) for name in ("inst-b", "inst-c")]
    places = {name: InstitutionPlace(name, "KE", Ring.INTERNATIONAL) for name in ("inst-b", "inst-c")}
    asked = make.query(among=frozenset({"inst-c"}))
    found = rank_institutions(EvidenceIndex.build(items), places, make.viewer(), asked)
    assert [each.id for each in found.suggestions] == ["inst-c"]


def test_somebody_has_to_be_named(make: Any) -> None:
    with pytest.raises(QueryError):
        fits_among(EvidenceIndex.build([]), {}, make.viewer(), make.query())
