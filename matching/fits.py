"""Topical fit: how well the evidence of each peer speaks to a query, item by item."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.constants import FIT_HALF, STEEPNESS

Number = TypeVar("Number", float, NDArray[np.float64])  # one, or many at once

_OF_ONE = math.expm1(STEEPNESS)
_HIGHEST = 700.0  # a power of e that can still be told


def vote(cosine: Number) -> Number:
    """What an item adds to its owner's sum, 0..1: in step with a low cosine, ever more the closer it is to 1.

    Many weak items are heard, yet do not outvote a good one. Source: expCombSUM of Macdonald and Ounis, "Voting for
    candidates" (CIKM 2006), less 1: what has nothing in common with the question adds nothing.
    """
    grown: Number = np.expm1(STEEPNESS * cosine)
    return grown / _OF_ONE


def share(owners: Number) -> Number:
    """What an item counts for each of so many owners: between in full and its part, as nobody told who did what.

    Source: strength of association in Balog, Azzopardi and de Rijke, "Formal models for expert finding" (SIGIR 2006).
    """
    root: Number = np.sqrt(owners)
    return 1.0 / root


def saturate(votes: Number) -> Number:
    """A sum of votes (0..inf) on a scale 0..1; one half where one item of cosine 0.34 would weigh as much as all."""
    as_one = cosine_of(votes)
    root: Number = np.sqrt(as_one)
    return 1.0 - FIT_HALF / (as_one * root + FIT_HALF)


def votes_of(fit: float) -> float:
    """The sum of votes behind a fit (0..1, 1 excluded): `saturate` the other way round."""
    votes = FIT_HALF * fit / (1.0 - fit)
    return math.expm1(min(_HIGHEST, STEEPNESS * math.cbrt(votes * votes))) / _OF_ONE


def cosine_of(votes: Number) -> Number:
    """The cosine of one item with so large a vote, above 1 where it takes several: `vote` the other way round."""
    root: Number = np.log1p(votes * _OF_ONE)
    return root / STEEPNESS
