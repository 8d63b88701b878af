"""Arrays that grow at their end, so that an edit costs what it touches and not what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

_FIRST = 16


class Growing:
    """A one-dimensional array; appending costs O(1) on average. `values` is a view that the next append may detach.

    It begins with an eighth to spare, so that the first edit of a large index does not wait for a copy.
    """

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
        self.extend((one,))
