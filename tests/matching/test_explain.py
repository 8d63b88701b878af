"""Explanations: terms sum to the item's score, in the reader's spelling."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.index import EvidenceIndex
from matching.rank import rank_people
from matching.types import Suggestion

WORDS = ["village", "villages", "radio", "Radios", "water", "tax", "déchets", "dechet", "水管理", "fiscale", "fiscal"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)


def first(make: Any, query: str, *texts: str, **changes: Any) -> Suggestion:
    items = [make.item(f"i{n}", text, "ann", **changes) for n, text in enumerate(texts)]
    answer = rank_people(EvidenceIndex.build(items), {"ann": make.candidate("ann")}, make.viewer(), make.query(query))
    return answer.suggestions[0]


@given(st.lists(TEXT, max_size=6), st.lists(st.sampled_from(["en", "fr", None]), min_size=6, max_size=6), TEXT)
def test_the_terms_of_an_item_sum_to_its_cosine(
    make: Any, texts: list[str], languages: list[str | None], query: str
) -> None:
    items = [make.item(f"i{n}", text, "ann", language=languages[n]) for n, text in enumerate(texts)]
    index = EvidenceIndex.build(items)
    viewer = make.viewer()
    answer = rank_people(index, {"ann": make.candidate("ann")}, viewer, make.query(query))
    cosines = make.cosines(index, query)
    for suggestion in answer.suggestions:
        for hit in suggestion.evidence:
            assert hit.score == pytest.approx(cosines[hit.id], abs=1e-5)
            assert math.fsum(term.weight for term in hit.terms) == pytest.approx(hit.score, abs=1e-9)
            assert {term.term for term in hit.terms} <= set(query.replace("水管理", "水管 管理").split())


def test_terms_are_spelled_as_the_reader_spelled_them(make: Any) -> None:
    hit = first(make, "Déchets ménagers", "gestion de dechets menagers", language="fr").evidence[0]
    assert [term.term for term in hit.terms] == ["Déchets", "ménagers"]


def test_the_best_three_items_are_shown_the_best_first(make: Any) -> None:
    shown = first(
        make, "village radio", "village water tax", "village radio", "radio tax", "village radio water"
    ).evidence
    assert [hit.id for hit in shown][:2] == ["i1", "i3"]
    assert len(shown) == 3


def test_the_reason_counts_evidence_and_words_and_names_the_best(make: Any) -> None:
    suggestion = first(make, "village radio tax", "village water", "village radio", title="On air")
    assert suggestion.parts[0].why == "Two pieces of evidence share 2 of your words; the best is 'On air'."


def test_a_single_item_is_spoken_of_as_one(make: Any) -> None:
    suggestion = first(make, "village radio", "village", title="A\n long   title")
    assert suggestion.parts[0].why == "One piece of evidence shares 1 of your words; it is 'A long title'."


def test_an_item_without_a_title_is_named_by_its_id(make: Any) -> None:
    assert "'i0'" in first(make, "village", "village").parts[0].why


def test_every_part_says_why(make: Any) -> None:
    parts = first(make, "village", "village").parts
    assert [part.name for part in parts] == ["topical_fit", "languages", "working_hours", "load", "proximity"]
    assert all(part.why.endswith(".") for part in parts)


def test_a_query_of_one_megabyte_is_answered(make: Any) -> None:
    text = "village radio " * 70_000 + " ".join(f"w{n}" for n in range(20_000))
    assert [hit.id for hit in first(make, text, "village radio").evidence] == ["i0"]
