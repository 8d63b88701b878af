"""Words of a text in any script, folded and stemmed, with the spelling the writer used."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import stopwordsiso
from Stemmer import Stemmer

from matching.constants import FIELD_WORDS, LONGEST_WORD, MOST_STEMMED

# ISO 639-1 code -> Snowball algorithm (Porter 2001, snowballstem.org); other languages are not stemmed.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def _marks() -> str:
    """Regular-expression class content of all combining marks: Indic vowel signs belong to their word."""
    return "".join(chr(code) for code in range(0x300, 0xABFF) if unicodedata.category(chr(code)) in ("Mn", "Mc"))


# Scripts written without spaces, and Hangul, whose particles cling to the noun: Thai to Tibetan, Myanmar, Khmer,
# kana, Han, Hangul.
_RUNS = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_marks()}])*")
_ASCII_WORD = re.compile("[a-zA-Z0-9]+")  # the same for texts of these letters only, and quicker
_RUN = re.compile(rf"[{_RUNS}\U00020000-\U0003ffff]+")
_JOINERS = dict.fromkeys(map(ord, "\u00ad\u200d\u2060\ufeff"))  # soft hyphen, joiners: invisible inside a word
_ACCENTS = re.compile("[\u0300-\u036f]")  # Latin, Greek, Cyrillic accents; vowel signs of other scripts stay
_local = threading.local()  # a Snowball stemmer holds the word it works on: one for each thread


@dataclass(frozen=True, slots=True)
class Analysis:
    """Stems of a text with how often each occurs, and the commonest spelling of each."""

    counts: dict[str, int]
    spelling: dict[str, str]


def analyse(text: str, language: str | None) -> Analysis:
    """Stems, counts and spellings of a text; stop words of the language are left out.

    Without a language (or with one Snowball does not know) words are folded but not stemmed. Of spellings
    equally common the first in the alphabet is kept.

    >>> analyse("Village radios; the radio", "en").counts
    {'villag': 1, 'radio': 2}
    """
    counts: dict[str, int] = {}
    spelling: dict[str, tuple[int, str]] = {}
    stopped = stop_words(language)
    for order, (surface, count) in enumerate(tokenise(text).items()):
        word = surface.casefold()
        if word in stopped:
            continue
        term = stem(word, language if order < MOST_STEMMED else None)
        counts[term] = counts.get(term, 0) + count
        spelling[term] = min(spelling.get(term, (0, surface)), (-count, surface))
    return Analysis(counts, {term: surface for term, (_, surface) in spelling.items()})


def spellings(text: str) -> list[str]:
    """Runs of letters and digits as written (NFC), as often as each occurs; what is too short or long is among them."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_JOINERS))


def has_pieces(spelling: str) -> bool:
    """True if some of it is in a script that is written without spaces."""
    return not spelling.isascii() and _RUN.search(spelling) is not None


def as_indexed(spelling: str, language: str) -> str | None:
    """The stem a spelling is indexed under, where no piece of it is of a script without spaces; None if left out."""
    word = spelling.casefold()
    is_word = 2 <= len(spelling) <= LONGEST_WORD and word not in stop_words(language)
    return stem(word, language) if is_word else None


def tokenise(text: str) -> Counter[str]:
    """Words of a text as written (NFC) with their counts, in order of first use.

    A word has two letters or digits at least and LONGEST_WORD at most; control characters and punctuation
    separate. Scripts without spaces give overlapping pairs of characters (a lone character gives itself).
    """
    found: Counter[str] = Counter(spellings(text))
    tokens: Counter[str] = Counter()
    for word, count in found.items():
        if has_pieces(word):
            for piece in _pieces(word):
                tokens[piece] += count
        elif 2 <= len(word) <= LONGEST_WORD:
            tokens[word] += count
    return tokens


def stem(word: str, language: str | None) -> str:
    """Folded stem of a case-folded word; stemmed before folding, since stemmers read accents."""
    algorithm = STEMMERS.get(language or "")
    if algorithm is None or not word.isalpha():
        return fold_accents(word)
    return _stemmed(word, algorithm)


def fold_accents(word: str) -> str:
    """The word without accents: `déchet` gives `dechet`; vowel signs of Indic, Thai and Arabic words stay."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word)))


@lru_cache(maxsize=64)
def stop_words(language: str | None) -> frozenset[str]:
    """Words that say nothing in a language (stopwords-iso but for FIELD_WORDS), case-folded; empty if unknown."""
    if language is None or not stopwordsiso.has_lang(language):
        return frozenset()
    pieces = [tokenise(word) for word in stopwordsiso.stopwords(language)]
    # a longer stop word of a script without spaces falls into pairs that other words need
    kept = [piece for found in pieces for piece in found if len(found) == 1 or not _RUN.search(piece)]
    return frozenset(map(str.casefold, kept)) - FIELD_WORDS.get(language, frozenset())


@lru_cache(maxsize=200_000)
def _stemmed(word: str, algorithm: str) -> str:
    stemmers: dict[str, Stemmer] = _local.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer(algorithm)
    stemmed: str = stemmers[algorithm].stemWord(word)
    return fold_accents(stemmed) or word


def _pieces(word: str) -> Iterator[str]:
    """Pairs of characters where the script has no spaces, whole words between them."""
    end = 0
    for run in _RUN.finditer(word):
        between = word[end : run.start()]
        if 2 <= len(between) <= LONGEST_WORD:
            yield between
        characters = run.group()
        yield from (characters[i : i + 2] for i in range(max(1, len(characters) - 1)))
        end = run.end()
    if 2 <= len(word) - end <= LONGEST_WORD:
        yield word[end:]
