"""Explanations: the evidence items that made a fit, word by word in the reader's spelling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matching.constants import SHOWN_ITEMS, TOPICAL_WEIGHT
from matching.index import EvidenceIndex
from matching.selection import Selection
from matching.types import EvidenceHit, Part, TermWeight
from matching.words import QueryWords

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains fits of one query: `positions` are items of the selection that voted for a peer."""

    index: EvidenceIndex
    words: QueryWords
    selection: Selection

    def hits(self, positions: Sequence[int]) -> tuple[EvidenceHit, ...]:
        """Return the best SHOWN_ITEMS of some items, best first, ties by id; each one's terms sum to its cosine."""
        return tuple(self._hit(position) for position in self._best_first(positions)[:SHOWN_ITEMS])

    def topical_part(self, fit: float, positions: Sequence[int]) -> Part:
        """Return the part of the score that the items make, and why in one sentence."""
        best = self._best_first(positions)[0]
        title = self.index.title(self.selection.rows[best]) or self.selection.ids[best]
        shared = {spelling for position in positions for spelling in self._contributions(position)}
        count = _NUMBERS[len(positions)] if len(positions) < len(_NUMBERS) else str(len(positions))
        pieces = "piece of evidence shares" if len(positions) == 1 else "pieces of evidence share"
        the_best = "it" if len(positions) == 1 else "the best"
        why = f"{count} {pieces} {len(shared)} of your words; {the_best} is '{_short(title)}'."
        return Part("topical_fit", TOPICAL_WEIGHT * fit, why)

    def _best_first(self, positions: Sequence[int]) -> list[int]:
        return sorted(positions, key=lambda position: (-self.selection.cosines[position], position))

    def _hit(self, position: int) -> EvidenceHit:
        row, item_id = self.selection.rows[position], self.selection.ids[position]
        weights = {spelling: math.fsum(added) for spelling, added in self._contributions(position).items()}
        score = float(self.selection.cosines[position])
        ordered = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
        terms = tuple(TermWeight(spelling, weight) for spelling, weight in ordered)
        return EvidenceHit(item_id, self.index.kind(row), self.index.title(row), score, terms)

    def _contributions(self, position: int) -> dict[str, list[float]]:
        """Return for each spelling what its stems add to the item's cosine."""
        found: dict[str, list[float]] = {}
        for stem, added in zip(self.selection.stems, self.selection.added[:, position].tolist(), strict=True):
            if added:
                found.setdefault(self.words.spelling[stem], []).append(added)
        return found


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"
