"""Whose an evidence item is: the people, or the institutions, behind each row of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Owners:
    """Pairs of an item's row and the number of an owner, by row, then owner; `names` are sorted ids."""

    names: tuple[str, ...]
    rows: NDArray[np.int64]
    numbers: NDArray[np.int64]


def build_owners(owners_of_items: Sequence[tuple[str, ...]]) -> Owners:
    """Owners of items in the order given; an owner named twice on an item counts once."""
    names = tuple(sorted(set().union(*owners_of_items)))
    number = {name: at for at, name in enumerate(names)}
    pairs = [(row, number[name]) for row, owners in enumerate(owners_of_items) for name in sorted(set(owners))]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Owners(names, table[:, 0].copy(), table[:, 1].copy())
