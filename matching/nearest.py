"""Nearest spelling: the known stem most like one that is unknown (a slip, a cognate, an inflection)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.constants import LIKE_ENOUGH, SHORTEST_GUESSED
from matching.names import Arrays, Names, Numbering
from matching.pairs import Pairs, take

_LETTER_BITS = 21  # a code point of Unicode; three of them are a number of 63 bits


class Trigrams:
    """The trigrams of a table of stems: which stems have each, and how many each has (0: near to no other)."""

    def __init__(self, keys: NDArray[np.int64], having: Pairs, sizes: NDArray[np.int32]) -> None:
        self._keys, self._having, self.sizes = keys, having, sizes

    @classmethod
    def of(cls, stems: Names) -> Trigrams:
        """Trigrams of a table, worked out for all stems at once."""
        near = [number for number in range(len(stems)) if _can_be_near(stems[number])]
        bounded = [f"^{stems[number]}$" for number in near]
        windows = _keys(_letters("".join(bounded)))
        whose = np.repeat(np.array(near, dtype=np.int32), np.fromiter(map(len, bounded), np.int64, len(bounded)))
        is_within = whose[:-2] == whose[2:]
        keys, stems_of = windows[is_within], whose[:-2][is_within]
        order = np.lexsort((stems_of, keys))
        keys, stems_of = keys[order], stems_of[order]
        is_first = np.append(True, (keys[1:] != keys[:-1]) | (stems_of[1:] != stems_of[:-1]))[: len(keys)]
        keys, begins = np.unique(keys[is_first], return_index=True)
        numbers = stems_of[is_first]
        starts = np.append(begins, len(numbers)).astype(np.int64)
        return cls(keys, Pairs(starts, numbers), np.bincount(numbers, minlength=len(stems)).astype(np.int32))

    def sharing(self, asked: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Stems that share any of these trigrams, ascending, and how many each shares."""
        at = np.searchsorted(self._keys, asked)
        is_there = np.append(self._keys, -1)[at] == asked
        held = take(self._having, at[is_there])
        stems, counts = np.unique(held.numbers, return_counts=True)
        return stems.astype(np.int64), counts

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What the table is made of; `of_arrays` makes it again."""
        return {"keys": self._keys, "starts": self._having.starts, "numbers": self._having.numbers, "sizes": self.sizes}

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Trigrams:
        """The table that `arrays` was taken of."""
        having = Pairs(arrays["starts"], arrays["numbers"])
        return cls(arrays["keys"], having, arrays["sizes"])


class KnownStems:
    """Stems by their trigrams; only stems of letters and of SHORTEST_GUESSED at least are near to any other.

    `is_known` says which of the stems of a numbering are known now; new ones are told by `add`.
    """

    def __init__(self, stems: Numbering, trigrams: Trigrams, is_known: Callable[[int], bool]) -> None:
        self._stems, self._trigrams, self._is_known = stems, trigrams, is_known
        self._added: defaultdict[int, list[int]] = defaultdict(list)
        self._sizes: dict[int, int] = {}

    def add(self, numbers: Iterable[int]) -> None:
        """Stems that came to the numbering after its base."""
        for number in numbers:
            stem = self._stems[number]
            if number not in self._sizes and _can_be_near(stem):
                keys = _trigrams(stem).tolist()
                self._sizes[number] = len(keys)
                for key in keys:
                    self._added[key].append(number)

    def nearest(self, stem: str) -> str | None:
        """Return the known stem most like this one, the first in the alphabet of equals; None if none is like it.

        Likeness is Dice's coefficient over sets of trigrams, 0..1. Source: Adamson and Boreham, Information Storage
        and Retrieval 10 (1974).
        """
        if not _can_be_near(stem):
            return None
        asked = _trigrams(stem)
        stems, shared = self._trigrams.sharing(asked)
        alike = self._like(stems.tolist(), (2.0 * shared / (len(asked) + self._trigrams.sizes[stems])).tolist())
        shared_with: defaultdict[int, int] = defaultdict(int)
        for key in asked.tolist():
            for number in self._added.get(key, ()):
                shared_with[number] += 1
        likeness = [2.0 * count / (len(asked) + self._sizes[number]) for number, count in shared_with.items()]
        alike += self._like(list(shared_with), likeness)
        return min(alike)[1] if alike else None

    def _like(self, numbers: Sequence[int], likeness: Sequence[float]) -> list[tuple[float, str]]:
        """Return (minus the likeness, the stem) of those known and like enough."""
        enough = [(number, alike) for number, alike in zip(numbers, likeness, strict=True) if alike >= LIKE_ENOUGH]
        return [(-alike, self._stems[number]) for number, alike in enough if self._is_known(number)]


def _can_be_near(stem: str) -> bool:
    """Return False for numbers, whose likeness means nothing, and for what is too short to be told apart."""
    return len(stem) >= SHORTEST_GUESSED and stem.isalpha()


def _keys(letters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each three letters that follow each other as one number."""
    return (letters[:-2] << 2 * _LETTER_BITS) | (letters[1:-1] << _LETTER_BITS) | letters[2:]


def _trigrams(stem: str) -> NDArray[np.int64]:
    return np.unique(_keys(_letters(f"^{stem}$")))


def _letters(text: str) -> NDArray[np.int64]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
