"""Retrieval: the best items of those a viewer may see whose owners can be proposed to him, exactly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching import kernels
from matching.constants import TOP_ITEMS, TOP_ITEMS_OF_RING
from matching.kernels import RINGS, Asker, Doors, Lens, Pairs
from matching.postings import Postings
from matching.words import QueryWords


@dataclass(frozen=True, slots=True)
class Selection:
    """The items that vote, in the order of their ids.

    `rows` are theirs; `added` is what each stem of the query adds to the cosine of each (stems x items); `cosines` are
    the sums, 0..1. `is_best` says for each ring, and last for all rings, whether an item is among the best there.
    `seen` counts the visible items that hold a word of the query.
    """

    rows: tuple[int, ...]
    stems: tuple[str, ...]
    added: NDArray[np.float64]
    cosines: NDArray[np.float64]
    is_best: NDArray[np.bool_]
    seen: int


def scores_of(postings: Postings, words: QueryWords) -> NDArray[np.float32]:
    """Cosine of the query with every row, added up stem by stem: no other item can change a bit of an item's."""
    scores = np.zeros(postings.row_count, np.float32)
    for stem, weight in words.weights.items():
        for rows, weights in postings.of(stem):
            kernels.accumulate(rows, weights, np.float32(weight), scores)
    return scores


@dataclass(frozen=True, slots=True)
class Ask:
    """What a selection is made by: what is seen of the items, whose they are, who can be proposed, and who asks.

    `said` is equal for rows in which the same people say the same: only the first of them, by id, is selected.
    """

    lens: Lens
    pairs: Pairs
    doors: Doors
    asker: Asker
    said: Callable[[int], Hashable]


def select(postings: Postings, words: QueryWords, ask: Ask, hidden: Sequence[int], ids: Sequence[str]) -> Selection:
    """The items that vote: the TOP_ITEMS best of all, and the TOP_ITEMS_OF_RING best of each ring; ties by id.

    `hidden` are rows to leave out besides, `ids` the ids of all rows.
    """
    scores = scores_of(postings, words)
    scores[np.asarray(hidden, dtype=np.int64)] = 0.0
    marks, seen = kernels.mark(scores, ask.lens, ask.pairs, ask.doors, ask.asker)
    best = _best(scores, marks, ask.said, ids)
    tops = [[row for row in best if marks[row] >> ring & 1][:TOP_ITEMS_OF_RING] for ring in range(RINGS)]
    tops.append(best[:TOP_ITEMS])
    rows = sorted(set().union(*tops), key=lambda row: ids[row])
    is_best = np.array([[row in top for row in rows] for top in map(frozenset, tops)], dtype=np.bool_)
    stems, added = _added(postings, words, rows)
    cosines = np.zeros(len(rows))
    for one in added:  # stem after stem, as the scores were added up
        cosines += one
    excess = np.maximum(cosines, 1.0)  # weights of four bytes may round a unit vector to a trifle more
    return Selection(tuple(rows), stems, added / excess, cosines / excess, is_best, int(seen))


def _best(
    scores: NDArray[np.float32], marks: NDArray[np.uint8], said: Callable[[int], Hashable], ids: Sequence[str]
) -> list[int]:
    """Return the rows that can be among the best, the best first; one that repeats another takes nobody's place."""
    repeated = 0
    while True:
        reached = scores.copy()
        least = kernels.thresholds(reached, marks, TOP_ITEMS + repeated, TOP_ITEMS_OF_RING + repeated)
        rows = sorted(kernels.collect(reached, marks, least).tolist(), key=lambda row: (-scores[row], ids[row]))
        first: dict[Hashable, int] = {}
        for row in rows:
            first.setdefault(said(row), row)
        if len(rows) - len(first) <= repeated:
            return list(first.values())
        repeated = len(rows) - len(first)


def _added(postings: Postings, words: QueryWords, rows: Sequence[int]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return, exactly, what each stem adds to the cosine of each of these rows."""
    wanted = np.array(rows, dtype=np.int64)
    stems, added = [], [np.empty((0, len(rows)))]
    for stem, weight in words.weights.items():
        mine = np.zeros(len(rows))
        for held, weights in postings.of(stem):
            at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
            mine += np.where(held[at] == wanted, weight * weights[at].astype(np.float64), 0.0)
        stems.append(stem)
        added.append(mine[None, :])
    return tuple(stems), np.concatenate(added)
