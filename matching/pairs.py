"""Numbers of many rows in two arrays, and the compiled loops that turn them round, choose among them and count."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.constants import FEWEST_WORDS, MOST_OCCURRENCES

_CHAINS = 1 << 10
TWICE = 1.0 + math.log(MOST_OCCURRENCES)  # what a word adds that is said as often as counts; said once it adds 1


class Pairs(NamedTuple):
    """Numbers of each row: `numbers[starts[row]:starts[row + 1]]`."""

    starts: NDArray[np.int64]
    numbers: NDArray[np.int32]

    def of(self, row: int) -> tuple[int, ...]:
        """The numbers of a row."""
        return tuple(self.numbers[self.starts[row] : self.starts[row + 1]].tolist())


def nobody(rows: int) -> Pairs:
    """No number in any of so many rows."""
    return Pairs(np.zeros(rows + 1, np.int64), np.empty(0, np.int32))


@njit(cache=True, nogil=True)
def invert(pairs: Pairs, count: int) -> Pairs:
    """Rows of each of `count` numbers, ascending. Numbers carry a bit below them, which goes with the row."""
    starts = np.zeros(count + 1, np.int64)
    for at in range(len(pairs.numbers)):
        starts[(pairs.numbers[at] >> 1) + 1] += 1
    for number in range(count):
        starts[number + 1] += starts[number]
    free = starts[:-1].copy()
    rows = np.empty(len(pairs.numbers), np.int32)
    for row in range(len(pairs.starts) - 1):
        for at in range(pairs.starts[row], pairs.starts[row + 1]):
            number = pairs.numbers[at] >> 1
            rows[free[number]] = 2 * row + (pairs.numbers[at] & 1)
            free[number] += 1
    return Pairs(starts, rows)


@njit(cache=True, nogil=True)
def take(pairs: Pairs, rows: NDArray[np.int64]) -> Pairs:
    """The numbers of some rows, in their order."""
    starts = np.zeros(len(rows) + 1, np.int64)
    for at in range(len(rows)):
        starts[at + 1] = starts[at] + pairs.starts[rows[at] + 1] - pairs.starts[rows[at]]
    numbers = np.empty(starts[-1], np.int32)
    for at in range(len(rows)):
        begin = pairs.starts[rows[at]]
        numbers[starts[at] : starts[at + 1]] = pairs.numbers[begin : pairs.starts[rows[at] + 1]]
    return Pairs(starts, numbers)


def join(first: Pairs, second: Pairs) -> Pairs:
    """The rows of both, one after the other."""
    starts = np.concatenate([first.starts, first.starts[-1] + second.starts[1:]])
    return Pairs(starts, np.concatenate([first.numbers, second.numbers]))


@njit(cache=True, nogil=True)
def renumber(numbers: NDArray[np.int32], count: int, shift: int) -> NDArray[np.bool_]:
    """Renumber, in place, so that no number below `count` is left out; says which were used. Low bits stay."""
    used = np.zeros(count, np.bool_)
    for at in range(len(numbers)):
        used[numbers[at] >> shift] = True
    fresh = np.cumsum(used) - 1
    bits = (1 << shift) - 1
    for at in range(len(numbers)):
        numbers[at] = (fresh[numbers[at] >> shift] << shift) | (numbers[at] & bits)
    return used


@njit(cache=True, nogil=True)
def rows_with(pairs: Pairs, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows have one of the numbers wanted."""
    found = np.zeros(len(pairs.starts) - 1, np.bool_)
    for row in range(len(found)):
        for at in range(pairs.starts[row], pairs.starts[row + 1]):
            found[row] = found[row] or wanted[pairs.numbers[at]]
    return found


@njit(cache=True, nogil=True)
def scales(words: Pairs) -> NDArray[np.float32]:
    """What scales the words of each row to a vector of length 1, less for fewer than FEWEST_WORDS; 0 for none."""
    scale = np.zeros(len(words.starts) - 1, np.float32)
    for row in range(len(scale)):
        twice = 0
        for at in range(words.starts[row], words.starts[row + 1]):
            twice += words.numbers[at] & 1
        once = words.starts[row + 1] - words.starts[row] - twice
        if once + twice > 0:
            longer = max(1.0, FEWEST_WORDS / (once + twice))
            scale[row] = 1.0 / math.sqrt(longer * (once + twice * TWICE * TWICE))
    return scale


@njit(cache=True, nogil=True)
def count_words(words: Pairs, counted: NDArray[np.bool_], count: int) -> NDArray[np.int32]:
    """In how many of the rows to count each of `count` words occurs."""
    frequency = np.zeros(count, np.int32)
    for row in range(len(counted)):
        if counted[row]:
            for at in range(words.starts[row], words.starts[row + 1]):
                frequency[words.numbers[at] >> 1] += 1
    return frequency


@njit(cache=True, nogil=True)
def shares(
    words: Pairs, scale: NDArray[np.float32], rows: NDArray[np.int64], stems: NDArray[np.int32]
) -> NDArray[np.float64]:
    """How much of each row, a vector of length 1, each of some stems is (stems x rows)."""
    found = np.zeros((len(stems), len(rows)))
    last, before = np.full(_CHAINS, -1, np.int64), np.empty(len(stems), np.int64)  # stems of equal low bits, in chains
    for stem in range(len(stems)):
        before[stem] = last[stems[stem] & (_CHAINS - 1)]
        last[stems[stem] & (_CHAINS - 1)] = stem
    for column in range(len(rows)):
        row = rows[column]
        for at in range(words.starts[row], words.starts[row + 1]):
            number = words.numbers[at] >> 1
            stem = last[number & (_CHAINS - 1)]
            while stem >= 0 and stems[stem] != number:
                stem = before[stem]
            if stem >= 0:
                found[stem, column] = (TWICE if words.numbers[at] & 1 else 1.0) * scale[row]
    return found
