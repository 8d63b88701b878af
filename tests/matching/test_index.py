"""The evidence index: weights, statistics, and folding."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.corpus import CorpusStatistics
from matching.errors import DuplicateItemError
from matching.index import EvidenceIndex
from matching.rank import rank_institutions, rank_people
from matching.types import Evidence, InstitutionPlace, Ring

WORDS = ["village", "radio", "water", "tax", "land", "school", "gestion", "eau", "zebra"]
ITEMS = st.builds(
    Evidence,
    id=st.sampled_from([f"item-{n}" for n in range(8)]),
    kind=st.just("lesson"),
    title=st.sampled_from(["", *WORDS]),
    text=st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    people=st.lists(st.sampled_from(["ann", "ben", "cho"]), max_size=3).map(tuple),
    institutions=st.lists(st.sampled_from(["inst-a", "inst-b"]), max_size=2).map(tuple),
    audience=st.sampled_from(["network", "country:KE", "person:ann"]),
    language=st.sampled_from(["en", "fr", None]),
)
EVERYTHING = frozenset({"network", "country:KE", "person:ann"})


QUERIES = ["village radio eau zebra", "gestion de l'eau", "radoi villages", "tax"]


def state(make: Any, index: EvidenceIndex) -> str:
    """All that answers can depend on, and answers themselves, to the last digit."""
    people = {name: make.candidate(name, institution=f"inst-{name[0]}") for name in ("ann", "ben", "cho")}
    places = {name: InstitutionPlace(name, "GH", Ring.INTERNATIONAL) for name in ("inst-a", "inst-b")}
    viewer = make.viewer(audiences=EVERYTHING, institution="inst-b")
    asked = [make.query(text, limit=9) for text in QUERIES]
    return repr(
        [
            sorted(make.cosines(index, "", EVERYTHING)),
            (index.statistics.document_count, sorted(index.statistics.document_frequency.items())),
            sorted(index.statistics.languages.items()),
            [sorted(make.cosines(index, text, EVERYTHING).items()) for text in QUERIES],
            [rank_people(index, people, viewer, query) for query in asked],
            [rank_institutions(index, places, viewer, query) for query in asked],
        ]
    )


@pytest.mark.parametrize("compact_from", [0, 3, 10_000])
@given(
    start=st.lists(ITEMS, unique_by=lambda item: item.id),
    rounds=st.lists(st.lists(st.one_of(ITEMS, st.integers(0, 7)))),
)
def test_folding_equals_building_afresh_to_the_last_bit(
    make: Any, compact_from: int, start: list[Evidence], rounds: list[list[Evidence | int]]
) -> None:
    folded = EvidenceIndex.build(start)
    kept = {item.id: item for item in start}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.index.COMPACT_FROM", compact_from)
        for changes in rounds:
            changed = {f"item-{each}" if isinstance(each, int) else each.id: each for each in changes}
            fold = {item_id: None if isinstance(each, int) else each for item_id, each in changed.items()}
            folded.fold(fold)
            if folded.is_grown:
                folded.compact()
            kept = {item_id: item for item_id, item in (kept | fold).items() if item is not None}  # type: ignore[misc]
    assert state(make, folded) == state(make, EvidenceIndex.build(reversed(kept.values())))


@given(st.lists(ITEMS, unique_by=lambda item: item.id))
def test_statistics_of_partitions_add_up_to_those_of_the_whole(items: list[Evidence]) -> None:
    whole, one, other = (EvidenceIndex.build(some).statistics for some in (items, items[:3], items[3:]))
    assert whole == one + other


@given(items=st.lists(ITEMS, min_size=1, unique_by=lambda item: item.id))
def test_a_partition_with_the_statistics_of_the_whole_scores_as_the_whole(make: Any, items: list[Evidence]) -> None:
    whole = EvidenceIndex.build(items)
    part = EvidenceIndex.build(items[:2], whole.statistics)
    expected = make.cosines(whole, "village radio", EVERYTHING)
    assert make.cosines(part, "village radio", EVERYTHING) == {item.id: expected[item.id] for item in items[:2]}


def test_statistics_handed_in_stay_as_they_are(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village")], CorpusStatistics(5, {"villag": 5}, {"en": 5}))
    index.fold({"b": make.item("b", "village radio"), "a": None})
    assert index.statistics == CorpusStatistics(5, {"villag": 5}, {"en": 5})


def test_a_forgotten_item_leaves_no_word_behind(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village zebra"), make.item("b", "village")])
    index.fold({"a": None})
    assert "zebra" not in index.statistics.document_frequency
    assert make.cosines(index, "zebra zebras") == {"b": 0.0}


def test_an_index_of_many_edits_is_laid_out_afresh(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.index.COMPACT_FROM", 10)
        for number in range(12):
            index.fold({"a": make.item("a", f"village radio {number}")})
            if index.is_grown:
                index.compact()
    assert sum(len(segment.ids) for _, segment in index.segments()) < 12


def test_statistics_come_only_from_what_everyone_may_see(make: Any) -> None:
    secret = make.item("b", "zebra zebra", audience="person:me")
    index = EvidenceIndex.build([make.item("a", "village"), secret])
    assert index.statistics == CorpusStatistics(1, {"villag": 1}, {"en": 1})


def test_a_word_seen_in_no_public_item_weighs_the_same_whichever_it_is(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village"), make.item("b", "zebra", audience="person:me")])
    assert index.statistics.idf("zebra") == index.statistics.idf("quagga")


def test_an_item_equal_to_the_query_has_a_cosine_of_one(make: Any) -> None:
    # equally rare words: only the query weighs how rare a word is
    index = EvidenceIndex.build([make.item("a", "village radio"), make.item("b", "village"), make.item("c", "radio")])
    cosines = make.cosines(index, "Radio village")
    assert cosines["a"] == pytest.approx(1.0)
    assert 0.0 < cosines["b"] < 1.0


def test_a_word_of_an_uncertain_language_is_found_under_the_stems_of_the_corpus(make: Any) -> None:
    french = make.item("a", "recouvrement fiscal communal", language="fr")
    index = EvidenceIndex.build([french, make.item("b", "water supply")])
    assert make.cosines(index, "fiscale")["a"] > 0.0


def test_one_bad_item_does_not_spoil_the_index(make: Any) -> None:
    bad = ["", "\x00\x01", "😀", "水" * 1000, "x" * 1_000_000]
    items = [make.item(f"bad-{n}", text, language=None) for n, text in enumerate(bad)]
    index = EvidenceIndex.build([*items, make.item("good", "village radio")])
    cosines = make.cosines(index, "village radio")
    assert all(map(math.isfinite, cosines.values()))
    assert [item_id for item_id, cosine in cosines.items() if cosine] == ["good"]


def test_an_empty_index_answers(make: Any) -> None:
    index = EvidenceIndex.build([])
    assert rank_people(index, {}, make.viewer(), make.query()).suggestions == ()


def test_two_items_with_one_id_fail_loudly(make: Any) -> None:
    with pytest.raises(DuplicateItemError, match="'a'"):
        EvidenceIndex.build([make.item("a", "village"), make.item("a", "radio")])


def test_an_item_folded_in_under_another_id_fails_loudly(make: Any) -> None:
    index = EvidenceIndex.build([])
    with pytest.raises(DuplicateItemError, match="'b'"):
        index.fold({"b": make.item("a", "village")})
    assert index.row_of("a") is None


def test_a_network_may_set_the_language_of_texts_too_short_to_tell(make: Any) -> None:
    item = replace(make.item("a", "eaux usées"), language=None)
    assert EvidenceIndex.build([item], working_language="fr").statistics.languages == {"fr": 1}
