"""Languages of texts and people."""

import pytest

from matching.errors import UnknownLevelError
from matching.languages import base_code, identify, language_name, likeliest, working_languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Comment gérer les déchets solides dans une petite commune", "fr"),
        ("How to collect the property tax in small towns", "en"),
        ("¿Cómo mejorar la recaudación del impuesto predial en municipios?", "es"),
    ],
)
def test_a_sentence_is_known_by_its_language(text: str, language: str) -> None:
    assert identify(text) == language


@pytest.mark.parametrize("text", ["", "tax", "😀" * 30, "12 345 678 910 111 213"])
def test_a_text_too_short_to_tell_has_no_language(text: str) -> None:
    assert identify(text) is None


def test_few_words_are_told_apart_among_few_languages() -> None:
    language, share = likeliest("gestion des eaux", ("en", "fr"))
    assert language == "fr"
    assert share > 0.9


def test_no_language_is_the_likeliest_of_none() -> None:
    assert likeliest("tax", ()) == (None, 0.0)


def test_only_b1_and_better_counts_for_work() -> None:
    assert working_languages((("fr", "A2"), ("en", "B1"), ("pt-BR", "C2"))) == {"en", "pt"}


def test_an_unknown_level_fails_loudly() -> None:
    with pytest.raises(UnknownLevelError, match="fluent"):
        working_languages((("fr", "fluent"),))


def test_a_language_is_called_by_its_name_or_else_its_code() -> None:
    assert [language_name("fr"), language_name("xx"), base_code("FR_ca")] == ["French", "xx", "fr"]
