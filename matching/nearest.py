"""Nearest spelling: the known stem most like one that is unknown (a slip, a cognate, an inflection)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from matching.constants import LIKE_ENOUGH, SHORTEST_GUESSED


class KnownStems:
    """Stems by their trigrams; only stems of letters and of SHORTEST_GUESSED at least are near to any other."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = [stem for stem in sorted(stems) if _can_be_near(stem)]
        self._sizes: list[int] = []
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for number, stem in enumerate(self._stems):
            found = _trigrams(stem)
            self._sizes.append(len(found))
            for trigram in found:
                self._having[trigram].append(number)

    def nearest(self, stem: str) -> str | None:
        """Return the known stem most like this one, the first in the alphabet of equals; None if none is like it.

        Likeness is Dice's coefficient over sets of trigrams, 0..1. Source: Adamson and Boreham, Information Storage
        and Retrieval 10 (1974).
        """
        if not _can_be_near(stem):
            return None
        asked = _trigrams(stem)
        shared: Counter[int] = Counter()
        for trigram in asked:
            shared.update(self._having.get(trigram, ()))
        likeness = {number: 2.0 * count / (len(asked) + self._sizes[number]) for number, count in shared.items()}
        best = min(likeness, key=lambda number: (-likeness[number], number), default=None)
        return self._stems[best] if best is not None and likeness[best] >= LIKE_ENOUGH else None


def _can_be_near(stem: str) -> bool:
    """Return False for numbers, whose likeness means nothing, and for what is too short to be told apart."""
    return len(stem) >= SHORTEST_GUESSED and stem.isalpha()


def _trigrams(stem: str) -> frozenset[str]:
    bounded = f"^{stem}$"
    return frozenset(bounded[at : at + 3] for at in range(len(bounded) - 2))
