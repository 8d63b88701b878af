"""Words of texts, good and bad."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text import analyse, fold_accents, stop_words, tokenise


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01\x02", "😀🎉", "a b c", "!?…", "___"])
def test_a_text_without_words_gives_nothing(text: str) -> None:
    assert analyse(text, "en").counts == {}


def test_one_word_is_found_under_its_stem() -> None:
    assert analyse("Elections", "en").counts == {"elect": 1}


def test_control_characters_separate_words() -> None:
    assert set(tokenise("water\x00law\x1fland\u0085tax")) == {"water", "law", "land", "tax"}


def test_an_emoji_separates_words_and_is_none() -> None:
    assert set(tokenise("tax😀reform")) == {"tax", "reform"}


def test_a_soft_hyphen_does_not_cut_a_word() -> None:
    assert list(tokenise("elec\u00adtricity")) == ["electricity"]


def test_composed_and_decomposed_accents_are_one_word() -> None:
    assert analyse("de\u0301chets", "fr").counts == analyse("d\u00e9chets", "fr").counts


def test_a_word_typed_without_accents_meets_the_one_with() -> None:
    assert analyse("dechet", "fr").counts.keys() == analyse("déchets", "fr").counts.keys()


def test_case_does_not_matter_even_for_sharp_s() -> None:
    assert analyse("STRASSE", "de").counts == analyse("Straße", "de").counts


@pytest.mark.parametrize(
    ("text", "language", "token"),
    [
        ("水管理の政策", "ja", "管理"),
        ("公共财政改革", "zh", "财政"),
        ("การจัดการน้ำ", "th", "จั"),
        ("물 관리", "ko", "관리"),
        ("إدارة المياه", "ar", "المياه"),
        ("जल प्रबंधन", "hi", "प्रबंधन"),
        ("управление водой", "ru", "водой"),
    ],
)
def test_every_script_gives_tokens(text: str, language: str, token: str) -> None:
    assert token in tokenise(text)
    assert analyse(text, language).counts


def test_mixed_scripts_in_one_word_fall_apart_where_the_spaces_would_be() -> None:
    assert list(tokenise("政策ABC改革")) == ["政策", "ABC", "改革"]


def test_a_vowel_sign_is_no_accent() -> None:
    assert fold_accents("कि") == "कि"
    assert fold_accents("Ação") == "Acao"


def test_stop_words_of_the_language_are_left_out_and_of_others_kept() -> None:
    assert analyse("the car", "en").counts.keys() == {"car"}
    assert "car" not in analyse("car taxe", "fr").counts


def test_a_longer_stop_word_without_spaces_does_not_strike_its_pairs_from_other_words() -> None:
    assert all(len(word) <= 2 for word in stop_words("th") if not word.isascii())


def test_the_commonest_spelling_is_kept_and_the_first_in_the_alphabet_of_equals() -> None:
    assert analyse("radios radio Radios radios", "en").spelling == {"radio": "radios"}
    assert analyse("radios radio", "en").spelling == {"radio": "radio"}


def test_a_language_without_stemmer_or_stop_words_is_folded_only() -> None:
    assert analyse("Éléphants", "qq").counts == {"elephants": 1}


def _random_words() -> str:
    letters = random.Random(7)
    return " ".join("".join(letters.choices("abcdefghijklmnop", k=7)) for _ in range(125_000))


def _work(text: str) -> float:
    """The least of three: what another process takes from this one is no work of ours."""
    started = [time.thread_time()]
    for _ in range(3):
        analyse(text, "en")
        started.append(time.thread_time())
    return min(after - before for before, after in pairwise(started))


@pytest.mark.parametrize("text", [_random_words(), "x" * 1_000_000, "水" * 333_333, "é " * 500_000, "\x00" * 1_000_000])
def test_ten_times_the_text_is_about_ten_times_the_work(text: str) -> None:
    assert _work(text) < 25 * _work(text[: len(text) // 10])


@given(st.text(), st.sampled_from(["en", "fr", "ar", "id", "zh", None]))
def test_any_text_gives_counts_of_one_or_more_and_a_spelling_for_each(text: str, language: str | None) -> None:
    found = analyse(text, language)
    assert found.counts.keys() == found.spelling.keys()
    assert all(count >= 1 and stem for stem, count in found.counts.items())
    assert set(found.spelling.values()) <= set(tokenise(text))
