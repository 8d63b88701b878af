"""The matrix behind an index: for each stem the items that hold it, with their unit-length weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.items import AnalysedItem

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Columns of a sparse matrix (items x stems): `rows` and `weights` of a stem lie between two `starts`."""

    columns: dict[str, int]
    starts: Integers
    rows: Integers
    weights: Floats

    def of(self, stem: str) -> tuple[Integers, Floats]:
        """Rows of the items that hold a stem, ascending, and its weight in each (a unit vector's part)."""
        column = self.columns.get(stem)
        if column is None:
            return self.rows[:0], self.weights[:0]
        between = slice(int(self.starts[column]), int(self.starts[column + 1]))
        return self.rows[between], self.weights[between]


def build_postings(items: Sequence[AnalysedItem]) -> Postings:
    """Postings of items in the order given: 1 + ln tf, each item scaled to length 1.

    An item's weights follow from its own words only, to the last bit: what is rare or common in a corpus is weighed in
    the query. So an edit touches nobody else's weights, and partitions can be indexed apart. Logarithms are taken once
    for each distinct number and sums run in the item's own order. Source: Salton and Buckley (1988), "lnc".
    """
    columns = {stem: at for at, stem in enumerate(sorted(set().union(*(each.stems for each in items))))}
    lengths = np.fromiter((len(each.stems) for each in items), np.int64, len(items))
    rows = np.repeat(np.arange(len(items)), lengths)
    ids = np.fromiter(map(columns.__getitem__, chain.from_iterable(each.stems for each in items)), np.int64, len(rows))
    counts = np.fromiter(chain.from_iterable(each.counts for each in items), np.int64, len(rows))
    weights = _sublinear(counts)
    norms = np.sqrt(np.bincount(rows, weights=weights * weights, minlength=len(items)))
    matrix = csr_matrix(
        (weights / norms[rows], ids, np.concatenate(([0], np.cumsum(lengths)))), shape=(len(items), len(columns))
    ).tocsc()
    return Postings(
        columns, matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data.astype(np.float64)
    )


def _sublinear(counts: Integers) -> Floats:
    distinct = np.flatnonzero(np.bincount(counts))
    damped = np.zeros(int(distinct.max(initial=0)) + 1, dtype=np.float64)
    damped[distinct] = [1.0 + math.log(count) for count in distinct.tolist()]
    return damped[counts]
