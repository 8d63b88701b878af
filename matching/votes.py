"""Who votes for whom: the items that count for each owner, compiled.

Whoever tells one text again and again, with a few words changed or none, is heard once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.constants import NEARLY_THE_SAME
from matching.kernels import RINGS, marks_of
from matching.pairs import Pairs

# What may be in one text alone, of the words of both counted apart, where they share so much of all words (Jaccard,
# 1901). Handed to the compiled loops: what they were compiled with would outlive a change of the constant.
ALONE = (1.0 - NEARLY_THE_SAME) / (1.0 + NEARLY_THE_SAME) + 1e-12


class Told(NamedTuple):
    """The words of items, ascending in each, and who must be other people for the same to count twice."""

    words: Pairs
    people: Pairs
    alone: float


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
    marks = marks_of(np.arange(count), owners, rings)
    for item in range(count):
        for ring in range(RINGS):
            if marks[item] >> ring & 1 and left[ring] > 0:
                is_best[ring, item] = True
                left[ring] -= 1
    return is_best


@njit(cache=True, nogil=True)
def words_of(carried: Pairs, compared: NDArray[np.bool_]) -> Pairs:
    """The words of rows without the bit that they carry, ascending in those to be compared."""
    words = Pairs(carried.starts, carried.numbers >> 1)
    for row in range(len(compared)):
        if compared[row]:
            words.numbers[words.starts[row] : words.starts[row + 1]].sort()
    return words


@njit(cache=True, nogil=True)
def voices(
    owners: Pairs, rings: NDArray[np.int8], is_best: NDArray[np.bool_], order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The owners for whom items could count, ascending, and the items; those of each owner in the order given."""
    voters, items = np.empty(len(owners.numbers), np.int64), np.empty(len(owners.numbers), np.int64)
    count = 0
    for item in order:
        for at in range(owners.starts[item], owners.starts[item + 1]):
            ring = rings[owners.numbers[at]]
            if ring >= 0 and (is_best[RINGS, item] or is_best[ring, item]):
                voters[count], items[count] = owners.numbers[at], item
                count += 1
    sorting = np.argsort(voters[:count], kind="mergesort")  # stable
    return voters[sorting], items[sorting]


def compared(voters: NDArray[np.int64], items: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """Which of so many items have an owner who has more of them, by what `voices` gives: no others are compared."""
    is_compared, same = np.zeros(count, np.bool_), voters[1:] == voters[:-1]
    is_compared[items[1:][same]] = is_compared[items[:-1][same]] = True
    return is_compared


@njit(cache=True, nogil=True)
def heard(
    voters: NDArray[np.int64], items: NDArray[np.int64], told: Told
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """`Votes` of what `voices` gives: of near-copies the first one counts."""
    found, starts, positions = np.empty(len(voters), np.int64), np.empty(len(voters) + 1, np.int64), items.copy()
    count, heard_items = 0, 0
    for at in range(len(voters)):
        if at == 0 or voters[at - 1] != voters[at]:
            found[count], starts[count] = voters[at], heard_items
            count += 1
        if not _is_told(told, positions[starts[count - 1] : heard_items], items[at]):
            positions[heard_items] = items[at]
            heard_items += 1
    starts[count] = heard_items
    for owner in range(count):
        positions[starts[owner] : starts[owner + 1]].sort()
    return found[:count], starts[: count + 1], positions[:heard_items]


@njit(cache=True, nogil=True)
def _is_told(told: Told, before: NDArray[np.int64], item: int) -> bool:
    """True if one of the items before says nearly the same by the same people."""
    starts, numbers = told.people.starts, told.people.numbers
    people = numbers[starts[item] : starts[item + 1]]
    for other in before:
        is_same = np.array_equal(numbers[starts[other] : starts[other + 1]], people)
        if is_same and _is_near(told.words, other, item, told.alone):
            return True
    return False


@njit(cache=True, nogil=True)
def _is_near(words: Pairs, one: int, other: int, most: float) -> bool:
    """Say whether no more than this share of the words of two rows are in one of them only."""
    here, there = words.starts[one], words.starts[other]
    end, end_there = words.starts[one + 1], words.starts[other + 1]
    allowed = (end - here + end_there - there) * most
    alone = abs((end - here) - (end_there - there))
    if alone > allowed:
        return False
    alone = 0
    while here < end and there < end_there and alone <= allowed:
        if words.numbers[here] == words.numbers[there]:
            here, there = here + 1, there + 1
        else:
            alone += 1
            if words.numbers[here] < words.numbers[there]:
                here += 1
            else:
                there += 1
    return bool(alone + (end - here) + (end_there - there) <= allowed)
