"""Topical fit: how well the evidence of each peer speaks to a query, item by item."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.constants import FIT_HALF

Number = TypeVar("Number", float, NDArray[np.float64])  # one, or many at once


def vote(cosine: Number) -> Number:
    """What an item adds to its owner's sum: its cosine times the root. Many weak items do not outvote a good one.

    Source: between CombSUM and CombSQU, Fox and Shaw (TREC-2, 1994), as votes for people in Macdonald and Ounis
    (CIKM 2006).
    """
    root: Number = np.sqrt(cosine)
    return cosine * root


def saturate(votes: Number) -> Number:
    """A sum of votes (0..inf) on a scale 0..1, one half at FIT_HALF; written so that rounding never turns an order."""
    return 1.0 - FIT_HALF / (votes + FIT_HALF)


def votes_of(fit: float) -> float:
    """The sum of votes behind a fit (0..1, 1 excluded): `saturate` the other way round."""
    return FIT_HALF * fit / (1.0 - fit)


def cosine_of(votes: float) -> float:
    """The cosine of an item with so large a vote: `vote` the other way round."""
    return math.cbrt(votes * votes)
