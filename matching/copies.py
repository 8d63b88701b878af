"""Near-copies: whoever tells one text again and again with a few words changed is heard once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.constants import NEARLY_THE_SAME
from matching.index import EvidenceIndex
from matching.pairs import Pairs, take

# What may be in one text alone, of the words of both counted apart, where they share so much of all words (Jaccard,
# 1901). Handed to the compiled loops: what they were compiled with would outlive a change of the constant.
_ALONE = (1.0 - NEARLY_THE_SAME) / (1.0 + NEARLY_THE_SAME) + 1e-12


def told_apart(index: EvidenceIndex, rows: Sequence[int], groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """Of each group of positions in `rows`, the best first, those that no better one of the group nearly repeats."""
    positions = sorted({position for group in groups for position in group}, key=rows.__getitem__)
    place = {position: at for at, position in enumerate(positions)}
    words = _words(index, np.array([rows[position] for position in positions], dtype=np.int64))
    return [
        [position for position, is_apart in zip(group, apart.tolist(), strict=True) if is_apart]
        for group in groups
        for apart in [_apart(words, np.array([place[position] for position in group], dtype=np.int64), _ALONE)]
    ]


def _words(index: EvidenceIndex, rows: NDArray[np.int64]) -> Pairs:
    """Return the words of rows, which ascend; those of each row ascend, too."""
    parts = []
    for first, segment in index.segments():
        mine = rows[(rows >= first) & (rows < first + len(segment.ids))] - first
        parts.append(take(segment.columns.words, mine))
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    words = Pairs(np.append(0, np.cumsum(lengths)), np.concatenate([part.numbers for part in parts]) >> 1)
    _sort(words)
    return words


@njit(cache=True, nogil=True)
def _sort(words: Pairs) -> None:
    for row in range(len(words.starts) - 1):
        words.numbers[words.starts[row] : words.starts[row + 1]].sort()


@njit(cache=True, nogil=True)
def _apart(words: Pairs, rows: NDArray[np.int64], most: float) -> NDArray[np.bool_]:
    """Say of each row whether none of those before it, so far as they are apart themselves, is nearly the same."""
    apart = np.ones(len(rows), np.bool_)
    for at in range(len(rows)):
        for before in range(at):
            if apart[before] and _is_near(words, rows[before], rows[at], most):
                apart[at] = False
                break
    return apart


@njit(cache=True, nogil=True)
def _is_near(words: Pairs, one: int, other: int, most: float) -> bool:
    """Say whether no more than this share of the words of two rows are in one of them only."""
    here, there = words.starts[one], words.starts[other]
    end, end_there = words.starts[one + 1], words.starts[other + 1]
    both = end - here + end_there - there
    allowed = both * most
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
