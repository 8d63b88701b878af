"""Many texts at once are read as each alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import analysis, text
from matching.analysis import analyse_all
from matching.items import analyse_item

PIECES = [
    "Village",
    "villages",
    "the",
    "Café",
    "cafe\u0301",
    "déchets",
    "水管理",
    "radio水",
    "ภาษา",
    "한국어를",
    "हिन्दी",
    "كتابة",
]
PIECES += [
    "soft\u00adhyphen",
    "\x00",
    "x" * 65,
    "a",
    "2024",
    "don't",
    "_under_score",
    "ﬁnance",
    "STRASSE",
    "straße",
    "\ud800",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map(" ".join)
LANGUAGES = st.sampled_from(["en", "fr", "ar", "hi", "zh", "xx", "pt-BR", None])


def alone(item: Any) -> tuple[str, dict[str, int]]:
    found = analyse_item(item, "en")
    return found.language, {stem: min(count, 2) for stem, count in zip(found.stems, found.counts, strict=True)}


def together(items: list[Any]) -> list[tuple[str, dict[str, int]]]:
    found = analyse_all(items, "en")
    starts, words = found.words.starts.tolist(), found.words.numbers.tolist()
    return [
        (
            found.languages[row],
            {found.stems[word >> 1]: 1 + (word & 1) for word in words[starts[row] : starts[row + 1]]},
        )
        for row in range(len(items))
    ]


@given(st.lists(st.tuples(TEXTS, TEXTS, LANGUAGES), max_size=8))
def test_each_text_has_the_words_it_has_alone(make: Any, written: list[tuple[str, str, str | None]]) -> None:
    items = [
        make.item(f"i{n}", body, title=title, language=language) for n, (title, body, language) in enumerate(written)
    ]
    assert together(items) == [alone(item) for item in items]


def test_a_text_of_very_many_words_is_stemmed_as_far_as_it_is_alone(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MOST_STEMMED", 3)
    monkeypatch.setattr(text, "MOST_STEMMED", 3)
    items = [make.item("a", "villages radios waters schools teachers"), make.item("b", "schools")]
    assert together(items) == [alone(item) for item in items]
    assert "schools" in together(items)[0][1]


def test_no_texts_have_no_words() -> None:
    assert analyse_all([], "en").stems == ()
