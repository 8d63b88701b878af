"""How sure a difference between two methods is: the paired bootstrap over queries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 95  # per cent
RESAMPLES = 10_000
FEWEST_QUERIES = 6  # with five, even a method that wins each of them has luck as a reason: 2 * 0.5**5 > 0.05
_SEED = 20_061  # any number; the same one for all, so that all peers meet the same resamples
_DRAWN_AT_ONCE = 2_000_000  # numbers held in memory: 32 MB


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference over queries and its bounds at LEVEL; None, None where the queries are too few to tell."""

    difference: float
    low: float | None
    high: float | None

    @property
    def is_above(self) -> bool:
        """True if the whole interval lies above 0."""
        return self.low is not None and self.low > 0.0

    @property
    def is_below(self) -> bool:
        """True if the whole interval lies below 0."""
        return self.high is not None and self.high < 0.0


def paired_interval(ours: Sequence[float], theirs: Sequence[float], seed: int = _SEED) -> Interval:
    """Percentile interval of the mean of ours minus theirs, both in the order of the same queries.

    Queries are drawn with replacement RESAMPLES times, with both methods' values together. The same input gives the
    same interval on one version of numpy. Raises ValueError where the lengths differ. Source: Sakai, "Evaluating
    evaluation metrics based on the bootstrap" (SIGIR 2006); Efron and Tibshirani (1993), chapter 13.

    >>> paired_interval([0.5] * 6, [0.25] * 6)
    Interval(difference=0.25, low=0.25, high=0.25)
    """
    differences = [our - their for our, their in zip(ours, theirs, strict=True)]
    difference = math.fsum(differences) / max(1, len(differences))
    if len(differences) < FEWEST_QUERIES:
        return Interval(difference, None, None)
    tail = (1.0 - LEVEL / 100.0) / 2.0
    low, high = np.quantile(_resampled_means(np.array(differences), seed), [tail, 1.0 - tail]).tolist()
    return Interval(difference, low, high)


def _resampled_means(values: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    draw = np.random.default_rng(seed)
    count = len(values)
    at_once = max(1, _DRAWN_AT_ONCE // count)
    return np.concatenate(
        [
            values[draw.integers(count, size=(min(at_once, RESAMPLES - done), count))].mean(axis=1)
            for done in range(0, RESAMPLES, at_once)
        ]
    )
