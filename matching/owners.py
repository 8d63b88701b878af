"""Whose an evidence item is: the people, or the institutions, behind each row of an index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from matching.growing import Growing
from matching.kernels import Pairs


class Owners:
    """Owners of the rows of an index, numbered as they come; `names[number]` is the id of one."""

    def __init__(self, owners_of_rows: Iterable[Sequence[str]] = ()) -> None:
        self.names: list[str] = []
        self.number_of: dict[str, int] = {}
        self._starts = Growing(np.int64, [0])
        self._numbers = Growing(np.int32)
        lengths: list[int] = []
        numbers: list[int] = []
        for owners in owners_of_rows:
            mine = self._numbered(owners)
            numbers += mine
            lengths.append(len(mine))
        self._numbers.extend(numbers)
        self._starts.extend(np.cumsum(lengths, dtype=np.int64))

    def append(self, owners: Sequence[str]) -> None:
        """Add the owners of the next row; one named twice counts once."""
        self._numbers.extend(self._numbered(owners))
        self._starts.append(len(self._numbers))

    def of(self, row: int) -> list[int]:
        """Numbers of the owners of a row."""
        starts = self._starts.values
        numbers: list[int] = self._numbers.values[starts[row] : starts[row + 1]].tolist()
        return numbers

    @property
    def pairs(self) -> Pairs:
        """The same for all rows, as the kernels read it."""
        return Pairs(self._starts.values, self._numbers.values)

    def _numbered(self, owners: Sequence[str]) -> list[int]:
        for name in owners:
            if name not in self.number_of:
                self.number_of[name] = len(self.names)
                self.names.append(name)
        return sorted({self.number_of[name] for name in owners})
