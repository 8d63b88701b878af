"""The words of a query: which stems they may stand for and what each weighs."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from matching.constants import MOST_GUESSED, MOST_STEMMED, SURE
from matching.corpus import Statistics
from matching.languages import identify, likeliest
from matching.nearest import KnownStems
from matching.text import stem, stop_words, tokenise


@dataclass(frozen=True, slots=True)
class QueryWords:
    """Stems of a query with their weights (a unit vector, stems in alphabetical order) and their spelling."""

    weights: dict[str, float]
    spelling: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Tongue:
    """Language whose stop words are left out, and the languages whose stems are tried."""

    language: str | None
    is_sure: bool
    tried: tuple[str | None, ...]


def understand(text: str, statistics: Statistics, known: KnownStems) -> QueryWords:
    """Words of a query weighed by (1 + ln tf) * idf, in the language it is in.

    A word that is unknown in the query's language, or whose language is uncertain, is looked for under its stems
    in all languages the corpus is commonly in; one unknown in all of them, also under the stem most like it.
    `known` are the stems of the statistics: they alone, never an item, decide what is known.
    """
    tongue = _tongue(text, statistics)
    counts: defaultdict[str, int] = defaultdict(int)
    spelling: dict[str, tuple[int, str]] = {}
    guesses = MOST_GUESSED
    for order, (surface, count) in enumerate(tokenise(text).items()):
        word = surface.casefold()
        if word in stop_words(tongue.language):
            continue
        terms = _stems(word, tongue, statistics) if order < MOST_STEMMED else (stem(word, None),)
        if guesses and not any(term in statistics for term in terms):
            guesses -= 1
            terms = _with_nearest(terms, known)
        for term in terms:
            counts[term] += count
            spelling[term] = min(spelling.get(term, (0, surface)), (-count, surface))
    weights = {term: (1.0 + math.log(counts[term])) * statistics.idf(term) for term in sorted(counts)}
    norm = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return QueryWords(
        {term: weight / norm for term, weight in weights.items()},
        {term: surface for term, (_, surface) in spelling.items()},
    )


def _tongue(text: str, statistics: Statistics) -> _Tongue:
    common = statistics.common_languages()
    identified = identify(text)
    if identified is not None:
        return _Tongue(identified, True, common)
    language, share = likeliest(text, common)
    return _Tongue(language, share >= SURE, common)


def _stems(word: str, tongue: _Tongue, statistics: Statistics) -> tuple[str, ...]:
    """Return the stems to look for: the language's own if sure and known, else all that are known, else all."""
    own = stem(word, tongue.language)
    if tongue.is_sure and own in statistics:
        return (own,)
    stems = {own, stem(word, None), *(stem(word, language) for language in tongue.tried)}
    known = {each for each in stems if each in statistics}
    return tuple(sorted(known or stems))


def _with_nearest(stems: tuple[str, ...], known: KnownStems) -> tuple[str, ...]:
    """Return unknown stems and the known ones most like them; they share the weight, as a guess should."""
    near = {each for each in map(known.nearest, stems) if each is not None}
    return tuple(sorted({*stems, *near}))
