"""The delta of an index: rows that came since its base was laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.growing import Growing, GrowingPairs
from matching.pairs import Pairs, rows_with, scales
from matching.segment import SEVERAL, SINGLE, Columns, Row, Slices

_NONE = np.empty(0, np.int32)


class Delta:
    """Rows that came after the base was laid out, in the order in which they came."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.titles: list[str] = []
        self._single = {name: Growing(np.int64 if name == "said" else np.int32) for name in SINGLE}
        self._several = {name: GrowingPairs() for name in SEVERAL}
        self._scale = Growing(np.float32)
        self._postings: dict[int, Growing] = {}
        self._row_of: dict[str, int] = {}
        self._by_source: dict[int, set[str]] = {}

    @property
    def columns(self) -> Columns:
        """What is known of the rows so far; the next append may detach it."""
        single: Iterator[Any] = (self._single[name].values for name in SINGLE)
        return Columns(*single, *(self._several[name].values for name in SEVERAL))

    @property
    def scale(self) -> NDArray[np.float32]:
        """What scales the words of each row to a vector of length 1."""
        return self._scale.values

    def append(self, item_id: str, title: str, row: Row) -> None:
        """Add a row."""
        number = len(self.ids)
        self.ids.append(item_id)
        self.titles.append(title)
        self._row_of[item_id] = number
        self._by_source.setdefault(row.source, set()).add(item_id)
        for name in SINGLE:
            self._single[name].append(getattr(row, name))
        for name in SEVERAL:
            self._several[name].append(getattr(row, name))
        words = np.array(row.words, dtype=np.int32)
        self._scale.extend(scales(Pairs(np.array([0, len(words)]), words)))
        for word in row.words:
            self._postings.setdefault(word >> 1, Growing(np.int32)).append(2 * number + (word & 1))

    def withdraw(self, row: int) -> None:
        """Forget whose item the row was."""
        item_id = self.ids[row]
        if self._row_of.get(item_id) == row:
            del self._row_of[item_id]
            self._by_source[self.columns.source[row]].discard(item_id)

    def postings(self, stems: Sequence[int]) -> Slices:
        """Where the postings of some stems begin and end, and all of these."""
        found = [self._postings[stem].values if stem in self._postings else _NONE for stem in stems]
        lengths = np.fromiter(map(len, found), np.int64, len(found))
        ends = np.cumsum(lengths)
        return ends - lengths, ends, np.concatenate([_NONE, *found])

    def find(self, item_id: str) -> int | None:
        """The row of an item in force; None where there is none."""
        return self._row_of.get(item_id)

    def from_source(self, source: int) -> list[int]:
        """Rows in force of what came from a source."""
        return [self._row_of[item_id] for item_id in sorted(self._by_source.get(source, ()))]

    def rows_with(self, name: str, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Rows, ascending, with one of the numbers wanted in a column of several; gone ones are among them."""
        return np.flatnonzero(rows_with(getattr(self.columns, name), wanted))
