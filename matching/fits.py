"""Topical fit: how well the evidence of each peer speaks to a query, item by item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.constants import FIT_HALF, TOP_ITEMS, TOP_ITEMS_OF_RING
from matching.owners import Owners
from matching.types import Ring

NOT_ELIGIBLE = -1  # in an array of ring widths: a peer who cannot be proposed


@dataclass(frozen=True, slots=True)
class Fits:
    """Per owner (by number): the sum of the items' votes and the fit 0..1; `voted` marks owner pairs."""

    sums: NDArray[np.float64]
    fits: NDArray[np.float64]
    voted: NDArray[np.bool_]


def topical_fits(cosines: NDArray[np.float64], owners: Owners, rings: NDArray[np.int64]) -> Fits:
    """Fit of each owner: the sum of the votes of his items that are among the best, put on a scale of 0..1.

    `cosines` are per row (0.0: not to be seen), `rings` per owner the width of his ring or NOT_ELIGIBLE. An item
    votes if it is among the TOP_ITEMS best of all eligible owners, or among the TOP_ITEMS_OF_RING best of its
    owner's ring; so a fit does not depend on how wide a search is asked for. A vote is the cosine times its root: many
    weak items do not outvote a few good ones. Source: between CombSUM and CombSQU, Fox and Shaw (TREC-2, 1994), as a
    vote for people in Macdonald and Ounis (CIKM 2006).
    """
    ring_of_pair = rings[owners.numbers]
    voted = _among_best(cosines, owners, ring_of_pair != NOT_ELIGIBLE, TOP_ITEMS)
    for ring in Ring:
        voted |= _among_best(cosines, owners, ring_of_pair == ring.width, TOP_ITEMS_OF_RING)
    chosen = owners.numbers[voted]
    cast = cosines[owners.rows[voted]]
    sums = np.bincount(chosen, weights=cast * np.sqrt(cast), minlength=len(owners.names)).astype(np.float64)
    return Fits(sums, saturate(sums), voted)


def saturate(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums 0..inf on a scale 0..1, one half at FIT_HALF; written so that rounding never turns an order round."""
    scaled: NDArray[np.float64] = 1.0 - FIT_HALF / (sums + FIT_HALF)
    return scaled


def best_rows(cosines: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Rows of the `count` highest cosines above 0, the best first; equal ones in the order of rows (of ids)."""
    rows = np.flatnonzero(cosines > 0.0)
    if len(rows) > count:
        least = np.partition(cosines[rows], len(rows) - count)[len(rows) - count]
        rows = rows[cosines[rows] >= least]
    order = np.argsort(-cosines[rows], kind="stable")
    return rows[order][:count]


def _among_best(
    cosines: NDArray[np.float64], owners: Owners, eligible: NDArray[np.bool_], count: int
) -> NDArray[np.bool_]:
    """Return which of the eligible owner pairs have their item among the best items that such owners have."""
    open_rows = np.zeros(len(cosines), dtype=np.bool_)
    open_rows[owners.rows[eligible]] = True
    best = np.zeros(len(cosines), dtype=np.bool_)
    best[best_rows(np.where(open_rows, cosines, 0.0), count)] = True
    voted: NDArray[np.bool_] = eligible & best[owners.rows]
    return voted
