"""Rows of pairs of numbers that grow and shrink in place, laid out for compiled loops."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.arrays import grown

SHORTEST = 2

Numbers = NDArray[np.int32]
Laid = tuple[NDArray[np.int64], Numbers, Numbers, Numbers]  # starts, lengths, pairs, rooms


class Rows:
    """By number a row of pairs, no two of which begin alike, in no order. A row that outgrows its place moves to one
    twice as large; the place it leaves is used again. 0 never stands second.
    """

    def __init__(self) -> None:
        self._laid: Laid = (
            np.zeros(0, np.int64),
            np.zeros(0, np.int32),
            np.zeros((0, 2), np.int32),
            np.zeros(0, np.int32),
        )
        self._end = 0
        self._left: dict[int, list[int]] = {}  # places that rows have left, by room

    def arrays(self) -> tuple[NDArray[np.int64], Numbers, Numbers]:
        """Return where each row starts, how long it is, and the pairs of all; good until the next change."""
        return self._laid[:3]

    def make(self, count: int) -> None:
        """See to it that there are so many rows, the new ones empty."""
        starts, lengths, pairs, rooms = self._laid
        self._laid = grown(starts, count), grown(lengths, count), pairs, grown(rooms, count)

    def length(self, row: int) -> int:
        """Return how many pairs stand in a row."""
        return int(self._laid[1][row])

    def row(self, row: int) -> tuple[Numbers, Numbers]:
        """Return the pairs of a row: what stands first, and what stands beside it."""
        starts, lengths, pairs, _ = self._laid
        here = pairs[starts[row] : starts[row] + lengths[row]]
        return here[:, 0], here[:, 1]

    def get(self, row: int, first: int) -> int:
        """Return what stands beside `first` in a row, 0 if it is not there."""
        return int(_get(self._laid, row, first))

    def put(self, row: int, first: int, second: int) -> None:
        """Have `first` stand in a row with `second` beside it."""
        if not _put(self._laid, row, first, second):
            self._widen(row)
            _put(self._laid, row, first, second)

    def take(self, row: int, first: int) -> None:
        """Take out of a row the pair that begins so, which is there."""
        _take(self._laid, row, first)
        if not self.length(row):
            self._leave(row)

    def _widen(self, row: int) -> None:
        starts, lengths, pairs, rooms = self._laid
        start, length, room = int(starts[row]), int(lengths[row]), max(SHORTEST, 2 * int(rooms[row]))
        if left := self._left.get(room):
            to = left.pop()
        else:
            to, self._end = self._end, self._end + room
            pairs = grown(pairs, self._end)
        pairs[to : to + length] = pairs[start : start + length]
        self._leave(row)
        starts[row], rooms[row] = to, room
        self._laid = starts, lengths, pairs, rooms

    def _leave(self, row: int) -> None:
        starts, _, _, rooms = self._laid
        if room := int(rooms[row]):
            self._left.setdefault(room, []).append(int(starts[row]))
        rooms[row] = 0


@njit(cache=True, nogil=True)
def _find(laid: Laid, row: int, first: int) -> int:
    starts, lengths, pairs, _ = laid
    for at in range(starts[row], starts[row] + lengths[row]):
        if pairs[at, 0] == first:
            return at
    return -1


@njit(cache=True, nogil=True)
def _get(laid: Laid, row: int, first: int) -> int:
    at = _find(laid, row, first)
    return laid[2][at, 1] if at >= 0 else 0


@njit(cache=True, nogil=True)
def _put(laid: Laid, row: int, first: int, second: int) -> bool:
    """Put a pair into a row unless there is no room for it."""
    starts, lengths, pairs, rooms = laid
    at = _find(laid, row, first)
    if at < 0 and lengths[row] == rooms[row]:
        return False
    if at < 0:
        at = starts[row] + lengths[row]
        lengths[row] += 1
    pairs[at, 0], pairs[at, 1] = first, second
    return True


@njit(cache=True, nogil=True)
def _take(laid: Laid, row: int, first: int) -> None:
    starts, lengths, pairs, _ = laid
    at = _find(laid, row, first)
    lengths[row] -= 1
    last = starts[row] + lengths[row]
    pairs[at, 0], pairs[at, 1] = pairs[last, 0], pairs[last, 1]
