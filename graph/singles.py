"""What leaves when one person leaves, for everybody at once; and whose leaving would hurt most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, isfinite

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.csr import Counts
from graph.cuts import cut_off
from graph.knowledge import COMPETENT, KINDS, LEVELS, PROXIMITIES, Knowledge, Levels, Rows

Table = NDArray[np.int32]

# The parts of how much a departure would hurt, in the order of the columns of `Singles`, and what one thing or person
# of each weighs. Our own judgement, not a published scale: what nobody holds any more weighs most, what one more
# departure would lose some, what is left but further away or at a lower level little. `coverage_...` are things that
# nobody holds at that level any more; `last_in_...` things that no other competent holder there holds. An editor of
# the weights changes no count.
WEIGHTS: Mapping[str, float] = {
    "no_holder_topic": 4.0,
    "no_holder_challenge": 2.0,
    "no_holder_lesson": 2.0,
    "no_holder_community": 2.0,
    "no_holder_partner_link": 3.0,
    "one_holder_topic": 1.0,
    "one_holder_challenge": 0.5,
    "one_holder_lesson": 0.5,
    "one_holder_community": 0.5,
    "one_holder_partner_link": 0.75,
    "coverage_novice": 0.0,  # the same as no holder
    "coverage_advanced_beginner": 0.0,
    "coverage_competent": 2.0,
    "coverage_proficient": 0.5,
    "coverage_expert": 0.5,
    "last_in_unit": 0.25,
    "last_in_institution": 1.0,
    "last_in_country": 1.0,
    "last_in_network": 0.0,  # the same as coverage_competent
    "people_cut_off": 1.0,
    "things_cut_off": 0.5,
}
_ONE_LEFT, _LEVEL = len(KINDS), 2 * len(KINDS) - 1  # levels count from 1
_NEAR = 2 * len(KINDS) + len(LEVELS)
_CUT = _NEAR + len(PROXIMITIES)
_NONE, _SEVERAL = -1, -2  # instead of the only one


@dataclass(frozen=True, slots=True)
class Part:
    """One part of how much a departure would hurt: how many things or people, what each weighs, and the product."""

    name: str
    count: int
    weight: float
    value: float


@dataclass(frozen=True, slots=True)
class RankedDeparture:
    """How much a person's leaving would hurt: the exact sum of its parts, unit-free. Parts of 0 are left out."""

    person: int
    total: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Singles:
    """By person (row), what leaves if he alone leaves: `table` (people, len(WEIGHTS)), columns in that order."""

    table: Table

    def count(self, person: int, part: str) -> int:
        """Return one count. Raises ValueError for an unknown part.

        >>> Singles(np.zeros((1, len(WEIGHTS)), np.int32)).count(0, "no_holder_topic")
        0
        """
        _refuse_unknown({part})
        return int(self.table[person, list(WEIGHTS).index(part)])


def all_departures(knowledge: Knowledge) -> Singles:
    """Return what leaves with each person if he alone leaves: the same counts as `what_if` gives one by one.

    `coverage_<level>` is by how much the things that somebody in the network holds at that level get fewer,
    `last_in_<proximity>` by how much those get fewer that somebody competent holds in his own unit, institution,
    country, or anywhere. One pass over the holdings and one over the ties: O(people + things + holdings + ties).
    """
    table = np.zeros((knowledge.people, len(WEIGHTS)), np.int32)
    _count(knowledge.rows, knowledge.kinds, table)
    table[:, _CUT], table[:, _CUT + 1] = cut_off(knowledge.ties, knowledge.people)
    return Singles(table)


def ranked(singles: Singles, limit: int = 20, weights: Mapping[str, float] = WEIGHTS) -> tuple[RankedDeparture, ...]:
    """Return the departures that would hurt most, at most `limit`, the worst first, those that hurt alike by number.

    Departures that would not hurt at all are left out. Raises ValueError for a negative limit, and for weights that
    are unknown, negative or not finite; parts that are not weighed weigh 0.
    """
    _refuse_unknown(weights)
    if limit < 0 or not all(isfinite(weight) and weight >= 0.0 for weight in weights.values()):
        raise ValueError("the limit and the weights must be 0 or more, and finite")
    column = np.array([weights.get(name, 0.0) for name in WEIGHTS])
    totals = singles.table @ column
    worst = np.lexsort((np.arange(len(totals)), -totals))[:limit]
    return tuple(_ranked(person, singles.table[person], column) for person in worst.tolist() if totals[person] > 0.0)


def _ranked(person: int, counts: NDArray[np.int32], weights: NDArray[np.float64]) -> RankedDeparture:
    told = zip(WEIGHTS, counts.tolist(), weights.tolist(), strict=True)
    parts = tuple(Part(name, count, weight, count * weight) for name, count, weight in told if count and weight)
    return RankedDeparture(person, fsum(part.value for part in parts), parts)


def _refuse_unknown(parts: Mapping[str, float] | set[str]) -> None:
    if unknown := set(parts) - WEIGHTS.keys():
        raise ValueError(f"unknown parts {sorted(unknown)}; known: {list(WEIGHTS)}")


@njit(cache=True, nogil=True)
def _count(rows: Rows, kinds: NDArray[np.int8], table: Table) -> None:
    """Count, by person, what he is the last to hold."""
    starts, holders, levels, _ = rows
    ones = np.empty(len(PROXIMITIES), np.int64)
    for thing in range(len(starts) - 1):
        begin, end = starts[thing], starts[thing + 1]
        at, best, second = _best_two(begin, end, levels)
        if end - begin == 1:
            table[holders[begin], kinds[thing]] += 1
        elif end - begin == 2:
            table[holders[begin], _ONE_LEFT + kinds[thing]] += 1
            table[holders[begin + 1], _ONE_LEFT + kinds[thing]] += 1
        for level in range(second + 1, best + 1):
            table[holders[at], _LEVEL + level] += 1
        if best >= COMPETENT > second:
            for proximity in range(len(PROXIMITIES)):
                table[holders[at], _NEAR + proximity] += 1
        elif best >= COMPETENT:
            _count_near(thing, rows, ones, table)


@njit(cache=True, nogil=True)
def _best_two(begin: int, end: int, levels: Levels) -> tuple[int, np.int8, np.int8]:
    """Return which holding is the best, its level and the second best, 0 if there is none."""
    best_at, best, second = begin, np.int8(0), np.int8(0)
    for at in range(begin, end):
        if levels[at] > best:
            best_at, best, second = at, levels[at], best
        elif levels[at] > second:
            second = levels[at]
    return best_at, best, second


@njit(cache=True, nogil=True)
def _count_near(thing: int, rows: Rows, ones: Counts, table: Table) -> None:
    """Count who is the only competent holder of a thing in his unit, institution or country, if not anywhere.

    `ones` is room for who that is so far in each, or why nobody is. Holders of one place stand beside each other:
    where a place ends, its only one is counted.
    """
    starts, holders, levels, shared = rows
    begin, end, far = starts[thing], starts[thing + 1], len(ones) - 1
    ones[:] = _NONE
    for at in range(begin, end):
        for proximity in range(far - shared[at]):
            if ones[proximity] >= 0:
                table[ones[proximity], _NEAR + proximity] += 1
            ones[proximity] = _NONE
        if levels[at] >= COMPETENT:
            for proximity in range(far):
                ones[proximity] = holders[at] if ones[proximity] == _NONE else _SEVERAL
    for proximity in range(far):
        if ones[proximity] >= 0:
            table[ones[proximity], _NEAR + proximity] += 1
