"""What leaves when any set of people leaves: things left with no holder or one, bridges, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.csr import Counts, pieces
from graph.cuts import PEOPLE
from graph.knowledge import KINDS, LEVELS, PROXIMITIES, Knowledge, Rows
from graph.view import Nodes

Home = tuple[int, int, int]  # numbers of country, institution, unit
Coverage = tuple[tuple[int, ...], ...]  # by level (1 to 5) and proximity (unit to abroad)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is different once these people have left; people and things by number, kinds as in KINDS.

    A thing counts as left with no holder if somebody held it before, as left with one if more than one did.
    `before` and `after` say of how many things somebody within that distance of home holds at least that level:
    before[COMPETENT - 1][1] is how many things somebody in the institution can do without help. See PROXIMITIES.
    """

    departing: tuple[int, ...]
    no_holder: Mapping[str, tuple[int, ...]]
    one_holder: Mapping[str, tuple[int, ...]]
    people_cut_off: tuple[int, ...]
    things_cut_off: tuple[int, ...]
    before: Coverage
    after: Coverage


def what_if(knowledge: Knowledge, departing: Iterable[int], home: Home) -> WhatIf:
    """Return what is different once these people have left, seen from a home: country, institution and unit.

    What is cut off, and from which main part, is told in `graph.cuts.cut_off`; people who leave together count
    together. Raises ValueError for somebody who is not among the people.
    """
    leaving = tuple(sorted(set(departing)))
    if leaving and not 0 <= leaving[0] <= leaving[-1] < knowledge.people:
        raise ValueError(f"people are numbered from 0 to {knowledge.people - 1}, not {leaving[0]} to {leaving[-1]}")
    gone = np.array(leaving, np.int32)
    stays = np.ones(knowledge.people, bool)
    stays[gone] = False
    before = np.diff(knowledge.starts)
    left = before - np.bincount(_things(knowledge)[~stays[knowledge.holders]], minlength=len(before))
    people, things = _cut_off(knowledge, gone)
    near, all_stay = _proximities(knowledge.places, home), np.ones_like(stays)
    return WhatIf(
        leaving,
        _by_kind(knowledge, (left == 0) & (before > 0)),
        _by_kind(knowledge, (left == 1) & (before > 1)),
        people,
        things,
        _coverage(knowledge, near, all_stay),
        _coverage(knowledge, near, stays),
    )


def _things(knowledge: Knowledge) -> NDArray[np.int64]:
    """Return of which thing each holding is."""
    return np.repeat(np.arange(len(knowledge.kinds)), np.diff(knowledge.starts))


def _by_kind(knowledge: Knowledge, chosen: NDArray[np.bool_]) -> dict[str, tuple[int, ...]]:
    kinds = enumerate(KINDS)
    return {kind: tuple(np.flatnonzero(chosen & (knowledge.kinds == number)).tolist()) for number, kind in kinds}


def _cut_off(knowledge: Knowledge, gone: Nodes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the people and the things that are cut off from the main part of what they were connected with."""
    before, after = pieces(knowledge.ties, gone[:0]), pieces(knowledge.ties, gone)
    stay = np.flatnonzero(after >= 0)
    piece, count = after[stay], after.max(initial=-1) + 1
    weights = np.bincount(piece, np.where(stay < knowledge.people, 1 + PEOPLE, 1), count)
    whole = np.zeros(count, np.int32)  # by piece: which piece it was part of before
    whole[piece] = before[stay]
    order = np.lexsort((-weights, whole))
    main = np.zeros(count, bool)
    main[order[np.diff(whole[order], prepend=-1) > 0]] = True
    cut = stay[(weights[piece] >= PEOPLE) & ~main[piece]]
    things = cut[cut >= knowledge.people] - knowledge.people
    return tuple(cut[cut < knowledge.people].tolist()), tuple(things.tolist())


def _proximities(places: NDArray[np.int32], home: Home) -> NDArray[np.int8]:
    """Return by person how far he is from home: his place in PROXIMITIES."""
    same: Counts = np.logical_and.accumulate(places == np.array(home), axis=1).sum(axis=1)
    return np.asarray(len(PROXIMITIES) - 1 - same, np.int8)


def _coverage(knowledge: Knowledge, near: NDArray[np.int8], stays: NDArray[np.bool_]) -> Coverage:
    covered = np.zeros((len(LEVELS), len(PROXIMITIES)), np.int64)
    _cover(knowledge.rows, near, stays, covered)
    return tuple(tuple(row) for row in covered.tolist())


@njit(cache=True, nogil=True)
def _cover(rows: Rows, near: NDArray[np.int8], stays: NDArray[np.bool_], covered: Counts) -> None:
    """Count by level and proximity the things of which somebody so near holds so much."""
    starts, holders, levels, _ = rows
    best = np.zeros(covered.shape[1], np.int8)
    for thing in range(len(starts) - 1):
        best[:] = 0
        for at in range(starts[thing], starts[thing + 1]):
            person = holders[at]
            if stays[person]:
                best[near[person]] = max(best[near[person]], levels[at])
        so_far = 0
        for proximity in range(len(best)):
            so_far = max(so_far, best[proximity])
            covered[:so_far, proximity] += 1
