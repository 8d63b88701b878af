"""Languages: which one a text is in, how well someone must know one, and what it is called."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from matching.constants import FEWEST_LETTERS, IDENTIFIED_CHARACTERS, SURE
from matching.errors import UnknownLevelError

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
WORKING_LEVEL = "B1"  # Council of Europe: "can deal with most situations", the least for work together
NO_LANGUAGE = "zxx"  # ISO 639-2: no linguistic content

NAMES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ha": "Hausa",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "pt": "Portuguese",
    "ru": "Russian",
    "sw": "Swahili",
    "th": "Thai",
    "tr": "Turkish",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_name(code: str) -> str:
    """English name of a language, or the code itself where the table has none."""
    return NAMES.get(code, code)


def base_code(language: str) -> str:
    """ISO 639-1 code in lower case: `pt-BR` gives `pt`."""
    return language.replace("_", "-").split("-")[0].casefold()


def works_at(level: str) -> bool:
    """True if the CEFR level is enough to work in; raises UnknownLevelError."""
    if level not in CEFR:
        raise UnknownLevelError(f"unknown language level {level!r}; known: {', '.join(CEFR)}")
    return CEFR.index(level) >= CEFR.index(WORKING_LEVEL)


@lru_cache(maxsize=16_384)  # thousands speak the same at the same levels
def working_languages(spoken: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Codes of the languages spoken at B1 or better."""
    return frozenset(base_code(code) for code, level in spoken if works_at(level))


def identify(text: str) -> str | None:
    """Code of the language a text is in, or None where it is too short or too mixed to tell."""
    if sum(map(str.isalpha, text[:IDENTIFIED_CHARACTERS])) < FEWEST_LETTERS:
        return None
    language, probability = _ranking(text)[0]
    return language if probability >= SURE and language != NO_LANGUAGE else None


def likeliest(text: str, among: tuple[str, ...]) -> tuple[str | None, float]:
    """Likeliest language among some and its share of their probability (0..1); (None, 0.0) for none."""
    shares = {language: share for language, share in _ranking(text) if language in among}
    if not shares:
        return None, 0.0
    best = min(shares, key=lambda language: (-shares[language], language))
    total = sum(shares.values())
    return best, shares[best] / total if total > 0 else 0.0


def _ranking(text: str) -> list[tuple[str, float]]:
    ranking: list[tuple[str, float]] = _identifier().rank(text[:IDENTIFIED_CHARACTERS])
    return ranking


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Return the identifier, read once (0.6 s): py3langid, after Lui and Baldwin, langid.py, ACL 2012."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
