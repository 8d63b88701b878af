"""The evidence index: weights, statistics, and folding."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.corpus import CorpusStatistics, gather_statistics
from matching.errors import DuplicateItemError
from matching.index import EvidenceIndex
from matching.items import analyse_item
from matching.types import Evidence

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


def state(index: EvidenceIndex) -> tuple[object, ...]:
    """Everything an answer can depend on, down to the bytes."""
    postings = index.postings
    arrays = [postings.starts, postings.rows, postings.weights, index.people.rows, index.people.numbers]
    arrays += [index.institutions.rows, index.institutions.numbers, index.visible(EVERYTHING)]
    return (
        index.items,
        index.statistics,
        list(postings.columns.items()),
        index.people.names,
        [array.tobytes() for array in arrays],
        index.cosines(index.understand("village radio eau zebra"), index.visible(EVERYTHING)).tobytes(),
    )


@given(st.lists(ITEMS, unique_by=lambda item: item.id), st.lists(st.lists(st.one_of(ITEMS, st.integers(0, 7)))))
def test_folding_equals_building_afresh_to_the_last_bit(
    start: list[Evidence], rounds: list[list[Evidence | int]]
) -> None:
    folded = EvidenceIndex.build(start)
    kept = {item.id: item for item in start}
    for changes in rounds:
        changed = {f"item-{each}" if isinstance(each, int) else each.id: each for each in changes}
        fold = {item_id: None if isinstance(each, int) else each for item_id, each in changed.items()}
        folded = folded.fold(fold)
        kept = {item_id: item for item_id, item in (kept | fold).items() if item is not None}  # type: ignore[misc]
    assert state(folded) == state(EvidenceIndex.build(reversed(kept.values())))


@given(st.lists(ITEMS, unique_by=lambda item: item.id))
def test_statistics_of_partitions_add_up_to_those_of_the_whole(items: list[Evidence]) -> None:
    analysed = [analyse_item(item, "en") for item in items]
    whole, parts = gather_statistics(analysed), gather_statistics(analysed[:3]) + gather_statistics(analysed[3:])
    assert whole == parts


@given(st.lists(ITEMS, min_size=1, unique_by=lambda item: item.id))
def test_a_partition_with_the_statistics_of_the_whole_scores_as_the_whole(items: list[Evidence]) -> None:
    whole = EvidenceIndex.build(items)
    part = EvidenceIndex.build(items[:2], whole.statistics)
    words = whole.understand("village radio")
    expected = whole.cosines(words, whole.visible(EVERYTHING))
    scores = part.cosines(words, part.visible(EVERYTHING))
    assert [scores[part.row_of[item.id]] for item in items[:2]] == [
        expected[whole.row_of[item.id]] for item in items[:2]
    ]


def test_a_fold_leaves_the_old_index_as_it_was(make: Any) -> None:
    old = EvidenceIndex.build([make.item("a", "village radio")])
    before = state(old)
    old.fold({"a": None, "b": make.item("b", "water tax")})
    assert state(old) == before


def test_a_forgotten_item_leaves_no_word_behind(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village zebra"), make.item("b", "village")]).fold({"a": None})
    assert "zebra" not in index.postings.columns
    assert "zebra" not in index.statistics.document_frequency


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
    cosines = index.cosines(index.understand("Radio village"), index.visible(EVERYTHING))
    assert cosines[0] == pytest.approx(1.0)
    assert 0.0 < cosines[1] < 1.0


def test_an_item_outside_the_mask_scores_nothing(make: Any) -> None:
    index = EvidenceIndex.build([make.item("a", "village", audience="person:ann")])
    assert index.cosines(index.understand("village"), index.visible(frozenset({"network"}))).tolist() == [0.0]


def test_a_word_of_an_uncertain_language_is_found_under_the_stems_of_the_corpus(make: Any) -> None:
    french = make.item("a", "recouvrement fiscal communal", language="fr")
    index = EvidenceIndex.build([french, make.item("b", "water supply")])
    assert index.cosines(index.understand("fiscale"), index.visible(EVERYTHING))[0] > 0.0


def test_one_bad_item_does_not_spoil_the_index(make: Any) -> None:
    bad = ["", "\x00\x01", "😀", "水" * 1000, "x" * 1_000_000]
    items = [make.item(f"bad-{n}", text, language=None) for n, text in enumerate(bad)]
    index = EvidenceIndex.build([*items, make.item("good", "village radio")])
    cosines = index.cosines(index.understand("village radio"), index.visible(EVERYTHING))
    assert np.isfinite(index.postings.weights).all()
    assert np.flatnonzero(cosines).tolist() == [index.row_of["good"]]


def test_an_empty_index_answers(make: Any) -> None:
    index = EvidenceIndex.build([])
    assert index.cosines(index.understand("village"), index.visible(EVERYTHING)).tolist() == []


def test_two_items_with_one_id_fail_loudly(make: Any) -> None:
    with pytest.raises(DuplicateItemError, match="'a'"):
        EvidenceIndex.build([make.item("a", "village"), make.item("a", "radio")])


def test_an_item_folded_in_under_another_id_fails_loudly(make: Any) -> None:
    with pytest.raises(DuplicateItemError, match="'b'"):
        EvidenceIndex.build([]).fold({"b": make.item("a", "village")})


def test_a_network_may_set_the_language_of_texts_too_short_to_tell(make: Any) -> None:
    item = replace(make.item("a", "eaux usées"), language=None)
    assert EvidenceIndex.build([item], working_language="fr").statistics.languages == {"fr": 1}
