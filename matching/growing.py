"""Arrays that grow at their end, so that an edit costs what it touches and not what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matching.pairs import Pairs

_FIRST = 16


class Growing:
    """A one-dimensional array; appending costs O(1) on average. `values` is a view that the next append may detach."""

    def __init__(self, dtype: DTypeLike, values: Sequence[Any] | NDArray[Any] = ()) -> None:
        self._size = len(values)
        self._array = np.empty(self._size + self._size // 8 + _FIRST, dtype=dtype)
        self._array[: self._size] = values

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> NDArray[Any]:
        """What was put in so far, in order."""
        return self._array[: self._size]

    def extend(self, more: Sequence[Any] | NDArray[Any]) -> None:
        """Put more at the end."""
        size = self._size + len(more)
        if size > len(self._array):
            wider = np.empty(max(size, 2 * len(self._array)), dtype=self._array.dtype)
            wider[: self._size] = self.values
            self._array = wider
        self._array[self._size : size] = more
        self._size = size

    def append(self, one: Any) -> None:
        """Put one at the end."""
        if self._size == len(self._array):
            self.extend((one,))
            return
        self._array[self._size] = one
        self._size += 1


class GrowingPairs:
    """Numbers of rows that are added one after the other."""

    def __init__(self) -> None:
        self._starts, self._numbers = Growing(np.int64, [0]), Growing(np.int32)

    def append(self, numbers: Sequence[int]) -> None:
        """Add the numbers of the next row."""
        self._numbers.extend(numbers)
        self._starts.append(len(self._numbers))

    @property
    def values(self) -> Pairs:
        """The same for all rows so far, as the kernels read it."""
        return Pairs(self._starts.values, self._numbers.values)
