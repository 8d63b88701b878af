"""Who votes for whom: the items that count for each owner, compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.kernels import RINGS
from matching.pairs import Pairs


class Said(NamedTuple):
    """What items say, and who must be other people for it to count twice."""

    said: NDArray[np.int64]
    people: Pairs


@dataclass(frozen=True, slots=True)
class Votes:
    """The positions, ascending, of the items that count for each owner: `owners` ascend, `positions` are by owner."""

    owners: NDArray[np.int64]
    starts: NDArray[np.int64]
    positions: NDArray[np.int64]

    def of(self, owner: int) -> list[int]:
        """Positions of the items that count for an owner who has some."""
        at = int(np.searchsorted(self.owners, owner))
        return list(map(int, self.positions[self.starts[at] : self.starts[at + 1]]))

    def sums(self, votes: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the votes of each owner's items add up to, one after the other."""
        owner_of = np.repeat(np.arange(len(self.owners)), np.diff(self.starts))
        return np.bincount(owner_of, votes[self.positions], len(self.owners)).astype(np.float64)


@njit(cache=True, nogil=True)
def best_of(owners: Pairs, rings: NDArray[np.int8], most_of_ring: int, most: int) -> NDArray[np.bool_]:
    """For each ring, and last for all, which items are among the best there; the items come best first."""
    count = len(owners.starts) - 1
    is_best = np.zeros((RINGS + 1, count), np.bool_)
    is_best[RINGS, :most] = True
    left = np.full(RINGS, most_of_ring, np.int64)
    for item in range(count):
        marks = 0
        for at in range(owners.starts[item], owners.starts[item + 1]):
            if rings[owners.numbers[at]] >= 0:
                marks |= 1 << rings[owners.numbers[at]]
        for ring in range(RINGS):
            if marks >> ring & 1 and left[ring] > 0:
                is_best[ring, item] = True
                left[ring] -= 1
    return is_best


@njit(cache=True, nogil=True)
def count_votes(
    owners: Pairs, rings: NDArray[np.int8], said: Said, is_best: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The owners of some items, and the items that count for each: `Votes`. What he said before does not count."""
    voters, items = np.empty(len(owners.numbers), np.int64), np.empty(len(owners.numbers), np.int64)
    count = 0
    for item in range(len(owners.starts) - 1):
        for at in range(owners.starts[item], owners.starts[item + 1]):
            ring = rings[owners.numbers[at]]
            if ring >= 0 and (is_best[RINGS, item] or is_best[ring, item]):
                voters[count], items[count] = owners.numbers[at], item
                count += 1
    order = np.argsort(voters[:count], kind="mergesort")  # stable
    found, starts, positions = np.empty(count, np.int64), np.empty(count + 1, np.int64), np.empty(count, np.int64)
    found_owners, found_items = 0, 0
    for at in order:
        if found_owners == 0 or found[found_owners - 1] != voters[at]:
            found[found_owners], starts[found_owners] = voters[at], found_items
            found_owners += 1
        if not _is_said(said, positions[starts[found_owners - 1] : found_items], items[at]):
            positions[found_items] = items[at]
            found_items += 1
    starts[found_owners] = found_items
    return found[:found_owners], starts[: found_owners + 1], positions[:found_items]


@njit(cache=True, nogil=True)
def _is_said(said: Said, before: NDArray[np.int64], item: int) -> bool:
    """True if one of the items before says the same by the same people."""
    starts, numbers = said.people.starts, said.people.numbers
    for other in before:
        if said.said[other] == said.said[item] and np.array_equal(
            numbers[starts[other] : starts[other + 1]], numbers[starts[item] : starts[item + 1]]
        ):
            return True
    return False
