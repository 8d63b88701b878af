"""The words of many texts at once: each spelling is stemmed once; a text then looks its words up."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.constants import MOST_STEMMED
from matching.items import language_of, told
from matching.pairs import Pairs
from matching.text import analyse, as_indexed, has_pieces, spellings
from matching.types import Evidence

_LEFT_OUT, _IN_PIECES = -1, -2  # instead of a number: a stop word or no word at all; a word of a script without spaces


@dataclass(frozen=True, slots=True)
class AnalysedTexts:
    """Stems by number, the language of each text, and for each text its stems: 2 * number, 1 more where said twice."""

    stems: tuple[str, ...]
    languages: tuple[str, ...]
    words: Pairs


def analyse_all(items: Sequence[Evidence], working_language: str) -> AnalysedTexts:
    """The words of the titles and texts of items, counted as `analyse_item` counts them."""
    numbers: dict[str, int] = {}
    lexicons: dict[str, _Lexicon] = {}
    said, ends, languages = array("i"), array("q", [0]), []
    for item in items:
        language, text = language_of(item, working_language), told(item)
        if language not in lexicons:
            lexicons[language] = _Lexicon(language, numbers)
        said.extend(lexicons[language].read(text))
        ends.append(len(said))
        languages.append(language)
    counted = _count(np.frombuffer(said, np.int32), np.frombuffer(ends, np.int64), len(numbers))
    return AnalysedTexts(tuple(numbers), tuple(languages), counted)


class _Lexicon(dict[str, int]):
    """Numbers of the stems of a language by spelling, found when a spelling is first met."""

    def __init__(self, language: str, numbers: dict[str, int]) -> None:
        super().__init__()
        self._language, self._numbers = language, numbers

    def read(self, text: str) -> Sequence[int]:
        """The numbers of all words of a text, as often as each is said."""
        found = spellings(text)
        read = array("i", map(self.__getitem__, found))
        if len(found) <= MOST_STEMMED and _IN_PIECES not in read:
            return read
        counts = analyse(text, self._language).counts
        return [number for stem, count in counts.items() for number in [self._number(stem)] * count]

    def __missing__(self, spelling: str) -> int:
        if has_pieces(spelling):
            self[spelling] = _IN_PIECES
        else:
            stem = as_indexed(spelling, self._language)
            self[spelling] = _LEFT_OUT if stem is None else self._number(stem)
        return self[spelling]

    def _number(self, stem: str) -> int:
        return self._numbers.setdefault(stem, len(self._numbers))


@njit(cache=True, nogil=True)
def _count(said: NDArray[np.int32], ends: NDArray[np.int64], stems: int) -> Pairs:
    """Return the distinct numbers of each text, with the bit for what is said twice."""
    rows = len(ends) - 1
    starts, words = np.zeros(rows + 1, np.int64), np.empty(len(said), np.int32)
    place, count = np.full(stems, -1, np.int64), 0  # where a stem stands that this text said before
    for row in range(rows):
        for at in range(ends[row], ends[row + 1]):
            number = said[at]
            if number < 0:
                continue
            if place[number] >= starts[row]:
                words[place[number]] |= 1
            else:
                place[number] = count
                words[count] = 2 * number
                count += 1
        starts[row + 1] = count
    return Pairs(starts, words[:count].copy())
