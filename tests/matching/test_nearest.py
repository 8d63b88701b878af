"""Words nobody wrote as the asker did: slips, cognates, inflections."""

from typing import Any

import pytest

from matching.constants import MOST_GUESSED
from matching.index import EvidenceIndex
from matching.names import Names, Numbering
from matching.nearest import KnownStems, Trigrams

EVERYONE = frozenset({"network"})


def known(stems: list[str]) -> KnownStems:
    """The first half were laid out, the others came after."""
    half = len(stems) // 2
    base = Names.of(stems[:half])
    numbering = Numbering(base)
    found = KnownStems(numbering, Trigrams.of(base), lambda _: True)
    found.add([numbering.number(stem) for stem in stems[half:]])
    return found


def cosines(make: Any, query: str, *texts: str, audience: str = "network") -> list[float]:
    items = [make.item(f"i{n}", text) for n, text in enumerate(texts)]
    index = EvidenceIndex.build([*items, make.item("last", "electrification", audience=audience)])
    return list(make.cosines(index, query, EVERYONE | {"person:me"}).values())


@pytest.mark.parametrize("query", ["electrifcation", "électrification", "electrfication"])
def test_a_slip_or_a_cognate_finds_the_word_that_is_known(make: Any, query: str) -> None:
    assert cosines(make, query, "water")[1] > 0.0


def test_a_known_word_is_never_taken_for_another(make: Any) -> None:
    assert cosines(make, "village", "village", "villages villager")[2] == 0.0


@pytest.mark.parametrize("stem", ["zebra", "tax", "2024", "", "elect"])
def test_what_is_like_nothing_known_too_short_or_a_number_stays_unknown(stem: str) -> None:
    assert known(["electrif", "tac", "2025", "water"]).nearest(stem) is None


def test_of_two_equally_like_the_first_in_the_alphabet_is_taken() -> None:
    assert known(["governb", "governa"]).nearest("governc") == "governa"
    assert known(["governa", "governb"]).nearest("governc") == "governa"


def test_a_word_only_hidden_items_hold_is_nobodys_nearest(make: Any) -> None:
    hidden = cosines(make, "water electrifcation", "water", audience="institution:other")
    index = EvidenceIndex.build([make.item("i0", "water")])
    assert hidden == [*make.cosines(index, "water electrifcation").values()]


def test_a_word_of_ones_own_item_is_found_even_beside_a_nearer_public_one(make: Any) -> None:
    found = cosines(make, "electrification", "electrivication", audience="person:me")
    assert min(found) > 0.0


def test_of_a_long_text_of_unknown_words_only_so_many_are_guessed(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    guessed: list[str] = []
    monkeypatch.setattr(KnownStems, "nearest", lambda _, stem: guessed.append(stem))
    text = " ".join(f"wort{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(10_000))
    EvidenceIndex.build([make.item("i0", "electrification")]).understand(text)
    assert len(guessed) == MOST_GUESSED
