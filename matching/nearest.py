"""Nearest spelling: the known stem most like one that is unknown (a slip, a cognate, an inflection)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from matching.constants import LIKE_ENOUGH, SHORTEST_GUESSED


class KnownStems:
    """Stems by their trigrams; only stems of letters and of SHORTEST_GUESSED at least are near to any other."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._having: defaultdict[str, set[str]] = defaultdict(set)
        self._sizes: dict[str, int] = {}
        self.add(stems)

    def add(self, stems: Iterable[str]) -> None:
        """Know these too."""
        for stem in filter(_can_be_near, stems):
            trigrams = _trigrams(stem)
            self._sizes[stem] = len(trigrams)
            for trigram in trigrams:
                self._having[trigram].add(stem)

    def discard(self, stems: Iterable[str]) -> None:
        """Know these no more."""
        for stem in filter(_can_be_near, stems):
            del self._sizes[stem]
            for trigram in _trigrams(stem):
                self._having[trigram].discard(stem)

    def nearest(self, stem: str) -> str | None:
        """Return the known stem most like this one, the first in the alphabet of equals; None if none is like it.

        Likeness is Dice's coefficient over sets of trigrams, 0..1. Source: Adamson and Boreham, Information Storage
        and Retrieval 10 (1974).
        """
        if not _can_be_near(stem):
            return None
        asked = _trigrams(stem)
        shared: Counter[str] = Counter()
        for trigram in asked:
            shared.update(self._having.get(trigram, ()))
        likeness = {other: 2.0 * count / (len(asked) + self._sizes[other]) for other, count in shared.items()}
        best = min(likeness, key=lambda other: (-likeness[other], other), default=None)
        return best if best is not None and likeness[best] >= LIKE_ENOUGH else None


def _can_be_near(stem: str) -> bool:
    """Return False for numbers, whose likeness means nothing, and for what is too short to be told apart."""
    return len(stem) >= SHORTEST_GUESSED and stem.isalpha()


def _trigrams(stem: str) -> frozenset[str]:
    bounded = f"^{stem}$"
    return frozenset(bounded[at : at + 3] for at in range(len(bounded) - 2))
