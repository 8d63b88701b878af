"""The matrix behind an index: for each stem the rows that hold it, with their unit-length weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.constants import MOST_OCCURRENCES
from matching.growing import Growing
from matching.items import AnalysedItem

Rows = NDArray[np.int32]
Weights = NDArray[np.float32]  # 4 + 4 bytes a posting


class Postings:
    """Columns of a sparse matrix (rows x stems): a base that was built at once, and what was added since.

    A row's weights are 1 + ln tf (tf at most MOST_OCCURRENCES), scaled to length 1. They follow from its own words
    only, to the last bit: what is rare or common in a corpus is weighed in the query. So an edit touches nobody else's
    weights, and partitions can be indexed apart. Source: Salton and Buckley (1988), "lnc".
    """

    def __init__(self, items: Sequence[AnalysedItem]) -> None:
        self._columns = {stem: at for at, stem in enumerate(sorted(set().union(*(each.stems for each in items))))}
        lengths = np.fromiter((len(each.stems) for each in items), np.int64, len(items))
        stems = chain.from_iterable(each.stems for each in items)
        ids = np.fromiter(map(self._columns.__getitem__, stems), np.int64, int(lengths.sum()))
        ends = np.concatenate(([0], np.cumsum(lengths)))
        matrix = csr_matrix((unit_weights(items), ids, ends), shape=(len(items), len(self._columns))).tocsc()
        self._starts = matrix.indptr.astype(np.int64)
        self._rows = matrix.indices.astype(np.int32)
        self._weights = matrix.data.astype(np.float32)
        self._added: dict[str, tuple[Growing, Growing]] = {}
        self.row_count = len(items)

    def append(self, item: AnalysedItem) -> None:
        """Add the next row."""
        for stem, weight in zip(item.stems, unit_weights([item]).tolist(), strict=True):
            rows, weights = self._added.setdefault(stem, (Growing(np.int32), Growing(np.float32)))
            rows.append(self.row_count)
            weights.append(weight)
        self.row_count += 1

    def of(self, stem: str) -> tuple[tuple[Rows, Weights], ...]:
        """Portions of rows, ascending, and the weight of a stem in each; rows that are gone are among them."""
        portions: list[tuple[Rows, Weights]] = []
        column = self._columns.get(stem)
        if column is not None:
            between = slice(int(self._starts[column]), int(self._starts[column + 1]))
            portions.append((self._rows[between], self._weights[between]))
        if stem in self._added:
            rows, weights = self._added[stem]
            portions.append((rows.values, weights.values))
        return tuple(portions)


def unit_weights(items: Sequence[AnalysedItem]) -> Weights:
    """Weights of the stems of items, one item after the other: 1 + ln tf, tf capped, each item scaled to length 1.

    Logarithms are taken once for each distinct number, and sums run in the item's own order: no item moves another's.
    """
    lengths = np.fromiter((len(each.stems) for each in items), np.int64, len(items))
    rows = np.repeat(np.arange(len(items)), lengths)
    counts = np.fromiter(chain.from_iterable(each.counts for each in items), np.int64, len(rows))
    distinct, which = np.unique(np.minimum(counts, MOST_OCCURRENCES), return_inverse=True)
    damped = np.array([1.0 + math.log(count) for count in distinct.tolist()], dtype=np.float64)[which]
    norms = np.sqrt(np.bincount(rows, weights=damped * damped, minlength=len(items)))
    weights: Weights = (damped / norms[rows]).astype(np.float32)
    return weights
