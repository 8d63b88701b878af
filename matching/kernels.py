"""The inner loops of retrieval, compiled: adding up postings, and finding the best of what may be seen and proposed.

Everything is counted exactly, nothing is skipped on a guess: skipping blocks of postings was tried and is slower here.
Loops that add and loops that look are functions of their own: together the compiler can't keep what they read in
registers, and they take ten times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.pairs import TWICE, Pairs

RINGS = 3
CLOSED = -1  # in `Doors.width`: nobody who can be proposed
NOWHERE = -2  # a viewer's place or country that equals nobody's
BLOCK = 1 << 17  # rows whose scores are added up at a time: half a megabyte stays in the cache of a core
STRETCH = 1 << 12  # rows between which the floors are read again
STRIDE = 32  # rows that are passed over together if none of them is high enough
_ONE = np.uint64(1)
_LEAST = np.finfo(np.float32).smallest_subnormal


class Lens(NamedTuple):
    """What a viewer sees of the rows: audience by row (-1: gone), keys held, and (if not empty) the rows asked for."""

    audience: NDArray[np.int32]
    held: NDArray[np.bool_]
    asked: NDArray[np.bool_]


class Doors(NamedTuple):
    """By owner: institution, country, and the width of the ring opened (CLOSED: not to be proposed)."""

    place: NDArray[np.int32]
    country: NDArray[np.int32]
    width: NDArray[np.int8]


class View(NamedTuple):
    """What a search reads of the rows: what scales them, what is seen of them, their owners, the owners' rings.

    `few` are the rows, ascending, of owners in the rings of few (as bits: `small`).
    """

    scale: NDArray[np.float32]
    lens: Lens
    owners: Pairs
    rings: NDArray[np.int8]
    few: NDArray[np.int64]
    small: int


class Terms(NamedTuple):
    """The words of a query: what each weighs, and its postings (2 * row, and 1 more where it is said twice)."""

    weights: NDArray[np.float32]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    postings: NDArray[np.int32]


class Best(NamedTuple):
    """The highest scores so far: min-heaps of each ring and (the last) of all, their sizes, and what reaches them.

    `floors` is, by rings marked (as bits), the lowest score that can still be among the best: infinite where no row
    can be marked so, since nobody to propose is in one of these rings.
    """

    heaps: NDArray[np.float32]
    capacities: NDArray[np.int64]
    sizes: NDArray[np.int64]
    floors: NDArray[np.float32]


@njit(cache=True, nogil=True)
def rings_of(doors: Doors, place: int, country: int) -> NDArray[np.int8]:
    """Width of the ring each owner is in, as the asker stands; CLOSED where he can't be proposed."""
    rings = np.empty(len(doors.width), np.int8)
    for owner in range(len(rings)):
        width = 2
        if doors.place[owner] == place:
            width = 0
        elif doors.country[owner] == country:
            width = 1
        rings[owner] = width if width <= doors.width[owner] else CLOSED
    return rings


def first_floors(sizes: Sequence[int]) -> NDArray[np.float32]:
    """The floors before any score: 0 for marks of rings that owners (so many) are in, infinite for all others."""
    there = sum(1 << ring for ring in range(RINGS) if sizes[ring])
    is_there = [marked > 0 and marked & there == marked for marked in range(1 << RINGS)]
    return np.where(is_there, 0.0, np.inf).astype(np.float32)


@njit(cache=True, nogil=True)
def _push(heap: NDArray[np.float32], size: int, score: np.float32) -> int:
    """Keep the highest scores in a min-heap; gives its size."""
    if size < len(heap):
        at, size = size, size + 1
        while at > 0 and heap[(at - 1) >> 1] > score:
            heap[at] = heap[(at - 1) >> 1]
            at = (at - 1) >> 1
        heap[at] = score
    elif score > heap[0]:
        at = 0
        while 2 * at + 1 < len(heap):
            child = 2 * at + 1
            if child + 1 < len(heap) and heap[child + 1] < heap[child]:
                child += 1
            if heap[child] >= score:
                break
            heap[at] = heap[child]
            at = child
        heap[at] = score
    return size


@njit(cache=True, nogil=True)
def _offer(best: Best, score: np.float32, rings: int) -> None:
    """Let a score into the heaps of the rings marked and of all; raise the floors where that moved one."""
    is_moved = False
    for ring in range(RINGS + 1):
        if ring < RINGS and not rings >> ring & 1:
            continue
        heap = best.heaps[ring, : best.capacities[ring]]
        best.sizes[ring] = _push(heap, best.sizes[ring], score)
        is_moved = is_moved or best.sizes[ring] == len(heap)
    if is_moved:
        _raise_floors(best)


@njit(cache=True, nogil=True)
def _raise_floors(best: Best) -> None:
    for marked in range(1 << RINGS):
        if best.floors[marked] == np.inf:
            continue
        floor = np.float32(np.inf)
        for ring in range(RINGS + 1):
            if ring == RINGS or marked >> ring & 1:
                is_full = best.sizes[ring] == best.capacities[ring]
                floor = min(floor, best.heaps[ring, 0] if is_full else np.float32(0.0))
        best.floors[marked] = floor


@njit(cache=True, nogil=True)
def _add(terms: Terms, free: NDArray[np.int64], first: int, last: int, scores: NDArray[np.float32]) -> None:
    """Add up the postings of rows first .. last - 1; `free` is where each word goes on."""
    scores[: last - first] = 0.0
    for term in range(len(free)):
        low, high = free[term], terms.ends[term]
        while low < high:
            middle = (low + high) >> 1
            if terms.postings[middle] < 2 * last:
                low = middle + 1
            else:
                high = middle
        once = terms.weights[term]
        _add_one(terms.postings[free[term] : low], first, (once, np.float32(once * TWICE)), scores)
        free[term] = low


@njit(cache=True, nogil=True)
def _add_one(
    postings: NDArray[np.int32], first: int, weights: tuple[np.float32, np.float32], scores: NDArray[np.float32]
) -> None:
    once, twice = weights
    offset = np.uint64(first)  # unsigned: no index from the end to be looked for
    for at in range(len(postings)):
        posting = np.uint64(postings[at])
        scores[(posting >> _ONE) - offset] += twice if posting & _ONE else once


class _Block(NamedTuple):
    """Rows from `first` on, what their words add up to, and room for those that may be among the best."""

    first: int
    sums: NDArray[np.float32]
    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


@njit(cache=True, nogil=True)
def _lowest(floors: NDArray[np.float32], small: int) -> np.float32:
    """Return the lowest score above 0 that can count for a row that has no owner in the small rings."""
    lowest = np.float32(np.inf)
    for marked in range(1 << RINGS):
        if not marked & small:
            lowest = min(lowest, floors[marked])
    return max(lowest, _LEAST)


@njit(cache=True, nogil=True)
def _high(sums: NDArray[np.float32], scale: NDArray[np.float32], lowest: np.float32, at: NDArray[np.int64]) -> int:
    """Put into `at` where scores reach the lowest; gives their count.

    Counting without a branch, the compiler does several rows at a time; most strides have none.
    """
    found = 0
    for begin in range(0, len(sums), STRIDE):
        some, scales, count = sums[begin : begin + STRIDE], scale[begin : begin + STRIDE], 0
        for row in range(len(some)):
            count += some[row] * scales[row] >= lowest
        for row in range(len(some) if count else 0):
            at[found] = begin + row
            found += some[row] * scales[row] >= lowest
    return found


@njit(cache=True, nogil=True)
def _look(block: _Block, found: int, which: NDArray[np.int64], small: int, seen: tuple[View, Best]) -> int:
    """Put those of some rows that may be among the best beside those found; gives their count.

    With `small` rings, rows that have owners there were looked at before; what was found then has a sum of 0.
    """
    # arrays are taken out of their tuples once: each time costs as much as the rest of a turn
    view, best = seen
    scale, audience, held, asked = view.scale, view.lens.audience, view.lens.held, view.lens.asked
    starts, numbers, rings, floors = view.owners.starts, view.owners.numbers, view.rings, best.floors
    first, sums = block.first, block.sums
    lowest = _lowest(floors, small)
    for row in which:
        score = sums[row - first] * scale[row]
        if score < lowest:
            continue
        key = audience[row]
        if key < 0 or not held[key] or (len(asked) > 0 and not asked[row]):
            continue
        marks = 0
        for owner in range(starts[row], starts[row + 1]):
            ring = rings[numbers[owner]]
            if ring >= 0:
                marks |= 1 << ring
        if marks > 0 and score >= floors[marks]:
            sums[row - first] = 0.0
            block.rows[found], block.scores[found] = row, score
            found += 1
            _offer(best, score, marks)
            lowest = _lowest(floors, small)
    return found


@njit(cache=True, nogil=True)
def _scan(terms: Terms, free: NDArray[np.int64], block: _Block, view: View, best: Best) -> int:
    """Look through a block, first at rows of the small rings: then their low floors don't count for all others."""
    sums, first, last = block.sums, block.first, block.first + len(block.sums)
    _add(terms, free, first, last, sums)
    begin, end = np.searchsorted(view.few, first), np.searchsorted(view.few, last)
    found = _look(block, 0, view.few[begin:end], 0, (view, best))
    high = np.empty(STRETCH + 1, np.int64)  # the last place is written to in vain
    for at in range(first, last, STRETCH):
        some = sums[at - first : at - first + STRETCH]
        count = _high(some, view.scale[at : at + len(some)], _lowest(best.floors, view.small), high)
        found = _look(block, found, at + high[:count], view.small, (view, best))
    return found


def scan(terms: Terms, view: View, best: Best) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows that can be among the best, and their scores; what fell below a floor since is among them."""
    free, size = terms.begins.copy(), min(BLOCK, len(view.scale))
    sums, rows, scores = np.empty(size, np.float32), np.empty(size, np.int64), np.empty(size, np.float32)
    found_rows, found_scores = [rows[:0]], [scores[:0]]
    for first in range(0, len(view.scale), BLOCK):
        block = _Block(first, sums[: len(view.scale) - first], rows, scores)
        found = _scan(terms, free, block, view, best)
        found_rows.append(rows[:found].copy())
        found_scores.append(scores[:found].copy())
    return np.concatenate(found_rows), np.concatenate(found_scores)


@njit(cache=True, nogil=True)
def is_any_seen(terms: Terms, audience: NDArray[np.int32], held: NDArray[np.bool_]) -> bool:
    """True if a row that may be seen holds a word of the query."""
    for term in range(len(terms.begins)):
        for at in range(terms.begins[term], terms.ends[term]):
            key = audience[terms.postings[at] >> 1]
            if key >= 0 and held[key]:
                return True
    return False


@njit(cache=True, nogil=True)
def marks_of(rows: NDArray[np.int64], owners: Pairs, rings: NDArray[np.int8]) -> NDArray[np.int64]:
    """Rings (as bits) in which each of some rows has an owner to propose."""
    marks = np.zeros(len(rows), np.int64)
    for at in range(len(rows)):
        for owner in range(owners.starts[rows[at]], owners.starts[rows[at] + 1]):
            ring = rings[owners.numbers[owner]]
            marks[at] |= 1 << ring if ring >= 0 else 0
    return marks
