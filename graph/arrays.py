"""Arrays that grow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Return the array if it has so many rows, else a copy at least half as large again, with noughts behind."""
    if size <= len(array):
        return array
    larger = np.zeros((max(size, 3 * len(array) // 2), *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
