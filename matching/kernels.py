"""The inner loops of retrieval, compiled: adding up postings, and finding the best of what may be seen and proposed.

Everything is counted exactly, nothing is skipped on a guess: skipping blocks of postings was tried and is slower here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

RINGS = 3
CLOSED = -1  # in `Doors.width`: nobody who can be proposed
NOWHERE = -2  # a viewer's place or country that equals nobody's


class Lens(NamedTuple):
    """What a viewer sees of the items: audience by row (-1: gone), keys held, topics asked for (empty: any)."""

    audience: NDArray[np.int32]
    held: NDArray[np.bool_]
    topical: NDArray[np.bool_]


class Doors(NamedTuple):
    """By owner: institution, country, and the width of the ring opened (CLOSED: not to be proposed)."""

    place: NDArray[np.int32]
    country: NDArray[np.int32]
    width: NDArray[np.int8]


class Asker(NamedTuple):
    """Where the viewer stands, whom he may not be proposed, and (if not empty) who passes the languages filter."""

    place: int
    country: int
    banned: NDArray[np.int64]
    passes: NDArray[np.bool_]


class Pairs(NamedTuple):
    """Owners of each row: `numbers[starts[row]:starts[row + 1]]`."""

    starts: NDArray[np.int64]
    numbers: NDArray[np.int32]


@njit(cache=True)
def accumulate(
    rows: NDArray[np.int32], weights: NDArray[np.float32], weight: np.float32, scores: NDArray[np.float32]
) -> None:
    """Add weight * weights to the scores of these rows."""
    for at in range(len(rows)):
        scores[rows[at]] += weight * weights[at]


@njit(cache=True)
def ring_of(owner: int, doors: Doors, asker: Asker) -> int:
    """Width of the ring an owner is in, as the asker stands; CLOSED where he can't be proposed."""
    width = 2
    if doors.place[owner] == asker.place:
        width = 0
    elif doors.country[owner] == asker.country:
        width = 1
    if width > doors.width[owner] or (len(asker.passes) > 0 and not asker.passes[owner]):
        return CLOSED
    for at in range(len(asker.banned)):
        if asker.banned[at] == owner:
            return CLOSED
    return width


@njit(cache=True)
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


@njit(cache=True)
def mark(
    scores: NDArray[np.float32], lens: Lens, pairs: Pairs, doors: Doors, asker: Asker
) -> tuple[NDArray[np.uint8], int]:
    """Rings (as bits) in which each row has an owner to propose, and how many visible rows have a word of the query.

    Scores of rows that may not be seen, or have no such owner, are set to 0.
    """
    marks = np.zeros(len(scores), np.uint8)
    seen = 0
    for row in range(len(scores)):
        if scores[row] == 0.0:
            continue
        audience = lens.audience[row]
        if audience < 0 or not lens.held[audience]:
            scores[row] = 0.0
            continue
        seen += 1
        if len(lens.topical) == 0 or lens.topical[row]:
            for at in range(pairs.starts[row], pairs.starts[row + 1]):
                width = ring_of(pairs.numbers[at], doors, asker)
                if width >= 0:
                    marks[row] |= 1 << width
        if marks[row] == 0:
            scores[row] = 0.0
    return marks, seen


@njit(cache=True)
def thresholds(
    scores: NDArray[np.float32], marks: NDArray[np.uint8], most: int, most_of_ring: int
) -> NDArray[np.float32]:
    """The score of the last that is among the best: of each ring, then of all; 0 where there are fewer."""
    least = np.zeros(RINGS + 1, np.float32)
    overall = np.zeros(most, np.float32)
    by_ring = np.zeros((RINGS, most_of_ring), np.float32)
    sizes = np.zeros(RINGS + 1, np.int64)
    floors = np.zeros(1 << RINGS, np.float32)  # by rings marked: no score at or below it is among any best
    for row in range(len(scores)):
        score = scores[row]
        if score <= floors[marks[row]]:
            continue
        if score > least[RINGS]:
            sizes[RINGS] = _push(overall, sizes[RINGS], score)
            if sizes[RINGS] == most:
                least[RINGS] = overall[0]
        for ring in range(RINGS):
            if marks[row] >> ring & 1 and score > least[ring]:
                sizes[ring] = _push(by_ring[ring], sizes[ring], score)
                if sizes[ring] == most_of_ring:
                    least[ring] = by_ring[ring, 0]
        floors[:] = _floors(least)
    return least


@njit(cache=True)
def _floors(least: NDArray[np.float32]) -> NDArray[np.float32]:
    """By rings marked (as bits), the lowest of the thresholds that count there; who is in no ring reaches none."""
    floors = np.full(1 << RINGS, least[RINGS], np.float32)
    floors[0] = np.inf
    for marked in range(1, 1 << RINGS):
        for ring in range(RINGS):
            if marked >> ring & 1:
                floors[marked] = min(floors[marked], least[ring])
    return floors


@njit(cache=True)
def collect(scores: NDArray[np.float32], marks: NDArray[np.uint8], least: NDArray[np.float32]) -> NDArray[np.int64]:
    """Rows that reach a threshold, ties included; the scores of all others are 0 afterwards."""
    rows = np.empty(1024, np.int64)
    count = 0
    floors = _floors(least)
    for row in range(len(scores)):
        score = scores[row]
        if score == 0.0 or score < floors[marks[row]]:
            scores[row] = 0.0
            continue
        if count == len(rows):
            wider = np.empty(2 * count, np.int64)
            wider[:count] = rows
            rows = wider
        rows[count] = row
        count += 1
    return rows[:count]
