"""Rows of an index as columns of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.names import Names, Strings
from matching.pairs import Pairs

Slices = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]  # where some begin and end, and all of them
GONE = -1  # the audience of a row whose item was replaced or withdrawn


class Row(NamedTuple):
    """One item in numbers: `said` is the checksum of its title and text, `words` are 2 * stem, + 1 if said twice."""

    audience: int
    said: int
    kind: int
    language: int
    source: int
    people: Sequence[int]
    institutions: Sequence[int]
    topics: Sequence[int]
    words: Sequence[int]


class Columns(NamedTuple):
    """The same for many rows, a column each."""

    audience: NDArray[np.int32]
    said: NDArray[np.int64]
    kind: NDArray[np.int32]
    language: NDArray[np.int32]
    source: NDArray[np.int32]
    people: Pairs
    institutions: Pairs
    topics: Pairs
    words: Pairs


SINGLE, SEVERAL = Columns._fields[:5], Columns._fields[5:]  # a number a row, and any number of them


class Segment(Protocol):
    """Some rows that follow each other: their columns, names, scales, and the postings of any stems."""

    @property
    def columns(self) -> Columns: ...  # noqa: D102
    @property
    def ids(self) -> Sequence[str] | Names: ...  # noqa: D102
    @property
    def titles(self) -> Sequence[str] | Strings: ...  # noqa: D102
    @property
    def scale(self) -> NDArray[np.float32]: ...  # noqa: D102
    def postings(self, stems: Sequence[int]) -> Slices: ...  # noqa: D102
    def find(self, item_id: str) -> int | None: ...  # noqa: D102
    def from_source(self, source: int) -> list[int]: ...  # noqa: D102
    def rows_with(self, name: str, wanted: NDArray[np.bool_]) -> NDArray[np.int64]: ...  # noqa: D102
