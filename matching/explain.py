"""Explanations: the evidence items that made a fit, word by word in the reader's spelling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.constants import SHOWN_ITEMS, TOPICAL_WEIGHT
from matching.index import EvidenceIndex
from matching.types import EvidenceHit, Part, TermWeight
from matching.words import QueryWords

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains fits of one query on one index."""

    index: EvidenceIndex
    words: QueryWords
    cosines: NDArray[np.float64]

    def hits(self, rows: Sequence[int]) -> tuple[EvidenceHit, ...]:
        """Return the best SHOWN_ITEMS of some items, best first, ties by id; each one's terms sum to its cosine."""
        best = sorted(rows, key=lambda row: (-self.cosines[row], row))[:SHOWN_ITEMS]
        return tuple(self._hit(row) for row in best)

    def topical_part(self, fit: float, rows: Sequence[int]) -> Part:
        """Return the part of the score that the items make, and why in one sentence."""
        best = min(rows, key=lambda row: (-self.cosines[row], row))
        shared = {spelling for row in rows for spelling in self._contributions(row)}
        count = _NUMBERS[len(rows)] if len(rows) < len(_NUMBERS) else str(len(rows))
        pieces = "piece of evidence shares" if len(rows) == 1 else "pieces of evidence share"
        the_best = "it" if len(rows) == 1 else "the best"
        title = _short(self.index.items[best].title or self.index.items[best].id)
        why = f"{count} {pieces} {len(shared)} of your words; {the_best} is '{title}'."
        return Part("topical_fit", TOPICAL_WEIGHT * fit, why)

    def _hit(self, row: int) -> EvidenceHit:
        item = self.index.items[row]
        weights = {spelling: math.fsum(added) for spelling, added in self._contributions(row).items()}
        ordered = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
        terms = tuple(TermWeight(spelling, weight) for spelling, weight in ordered)
        return EvidenceHit(item.id, item.kind, item.title, float(self.cosines[row]), terms)

    def _contributions(self, row: int) -> dict[str, list[float]]:
        """Return for each spelling what its stems add to the item's cosine."""
        found: dict[str, list[float]] = {}
        for stem in self.index.stems_of(row):
            weight = self.words.weights.get(stem)
            if weight is not None:
                rows, weights = self.index.postings.of(stem)
                added = weight * float(weights[int(np.searchsorted(rows, row))])
                found.setdefault(self.words.spelling[stem], []).append(added)
        return found


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"
