"""Retrieval: the best items of those a viewer may see whose owners can be proposed to him, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching import kernels
from matching.constants import TOP_ITEMS, TOP_ITEMS_OF_RING
from matching.copies import told_apart
from matching.index import EvidenceIndex
from matching.kernels import RINGS, Best, View
from matching.pairs import Pairs, add_shares, rows_with, take
from matching.segment import Segment
from matching.words import QueryWords

_NONE = np.empty(0, np.bool_)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a selection is made by: the keys held, whose the items are ("people" or "institutions"), and their rings.

    An item needs one of `topics`, if any are named; `hidden` are ids of items to leave out.
    """

    audiences: frozenset[str]
    owner: str
    rings: NDArray[np.int8]
    topics: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """The items that vote, in the order of their ids.

    `added` is what each stem of the query adds to the cosine of each (stems x items); `cosines` are the sums, 0..1.
    `votes` are the positions of the items that count for each owner (by number); `owners` are how many each item has.
    `is_best` says for each ring, and last for all, whether an item is among the best there.
    """

    rows: tuple[int, ...]
    ids: tuple[str, ...]
    stems: tuple[str, ...]
    added: NDArray[np.float64]
    cosines: NDArray[np.float64]
    votes: dict[int, list[int]]
    owners: tuple[int, ...]
    is_best: NDArray[np.bool_]


class Hit(NamedTuple):
    """An item found: `said` is the same for items that say the same."""

    score: float
    row: int
    id: str
    said: int
    people: tuple[int, ...]
    institutions: tuple[int, ...]


def select(index: EvidenceIndex, words: QueryWords, ask: Ask) -> Selection:
    """The items that vote: the TOP_ITEMS best of all, and the TOP_ITEMS_OF_RING best of each ring; ties by id.

    An item counts for an owner if it is among the best of all or of the owner's ring. A person who says the same in
    several items, or nearly, is heard once, where it fits best; and so is an institution by the same people.
    """
    chosen = sorted(_choose(_best(index, words, ask), ask), key=lambda each: each.hit.id)
    hits = [hit for hit, _, _ in chosen]
    is_best = np.array([each.is_best for each in chosen], dtype=np.bool_).reshape(-1, RINGS + 1).T
    stems, added, cosines = _cosines(index, words, hits)
    rows, ids = tuple(hit.row for hit in hits), tuple(hit.id for hit in hits)
    owners = tuple(map(len, map(attrgetter(ask.owner), hits)))
    voices = _voices(chosen, cosines, ask)
    return Selection(rows, ids, stems, added, cosines, _heard(index, rows, voices), owners, is_best)


def best_hits(index: EvidenceIndex, words: QueryWords, ask: Ask, most: int, most_of_ring: int) -> list[Hit]:
    """The best of all and of each ring, those equal to the last of them too, the best first; ties by id."""
    capacities = np.array([*[most_of_ring] * RINGS, most], dtype=np.int64)
    heaps = np.zeros((RINGS + 1, int(capacities.max())), np.float32)
    best = Best(heaps, capacities, np.zeros(RINGS + 1, np.int64), kernels.first_floors(ask.rings))
    scanned = []
    for first, segment in index.segments():
        lens = index.lens(segment, ask.audiences, _asked(index, segment, ask))
        view = View(segment.scale, lens, getattr(segment.columns, ask.owner), ask.rings)
        scanned.append((first, segment, *kernels.scan(index.terms(segment, words), view, best)))
    hits = []
    for first, segment, rows, scores in scanned:
        marks = kernels.marks_of(rows, getattr(segment.columns, ask.owner), ask.rings)
        reached = scores >= best.floors[marks]
        hits += _hits(segment, first, rows[reached], scores[reached])
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))


def is_anything_seen(index: EvidenceIndex, words: QueryWords, audiences: frozenset[str]) -> bool:
    """True if an item that holders of these keys may see has a word of the query."""
    for _, segment in index.segments():
        lens = index.lens(segment, audiences, _NONE)
        if kernels.is_any_seen(index.terms(segment, words), lens.audience, lens.held):
            return True
    return False


def _best(index: EvidenceIndex, words: QueryWords, ask: Ask) -> list[Hit]:
    """Return the hits that can be chosen, the best first; one that repeats another takes nobody's place."""
    repeated = 0
    while True:
        hits = best_hits(index, words, ask, TOP_ITEMS + repeated, TOP_ITEMS_OF_RING + repeated)
        first: dict[tuple[object, ...], Hit] = {}
        for hit in hits:
            first.setdefault((hit.said, hit.people, hit.institutions), hit)
        if len(hits) - len(first) <= repeated:
            return list(first.values())
        repeated = len(hits) - len(first)


class _Chosen(NamedTuple):
    """A hit, the owners it counts for, and whether it is among the best of each ring and (last) of all."""

    hit: Hit
    owners: list[int]
    is_best: list[bool]


def _choose(hits: Iterable[Hit], ask: Ask) -> list[_Chosen]:
    """Return the hits among the best of all or of a ring; `hits` come best first."""
    left = [TOP_ITEMS_OF_RING] * RINGS
    chosen = []
    rings = ask.rings.data
    owners_of = attrgetter(ask.owner)
    for place, hit in enumerate(hits):
        ring_of = {owner: rings[owner] for owner in owners_of(hit) if rings[owner] >= 0}
        marked = set(ring_of.values())
        is_best = [ring in marked and left[ring] > 0 for ring in range(RINGS)] + [place < TOP_ITEMS]
        for ring in marked:
            left[ring] -= 1
        if any(is_best):
            owners = [owner for owner, ring in ring_of.items() if is_best[RINGS] or is_best[ring]]
            chosen.append(_Chosen(hit, owners, is_best))
    return chosen


Voice = tuple[int, tuple[int, ...]]  # an owner, and for an institution the people who speak for it


def _voices(chosen: Sequence[_Chosen], cosines: NDArray[np.float64], ask: Ask) -> dict[Voice, list[int]]:
    """Return the positions of what each voice says, the best first, what it says again left out."""
    voices: defaultdict[Voice, list[int]] = defaultdict(list)
    heard = set()
    for position in np.argsort(-cosines, kind="stable").tolist():
        hit = chosen[position].hit
        for owner in chosen[position].owners:
            voice = owner, () if ask.owner == "people" else hit.people
            if (voice, hit.said) not in heard:
                heard.add((voice, hit.said))
                voices[voice].append(position)
    return voices


def _heard(index: EvidenceIndex, rows: Sequence[int], voices: Mapping[Voice, list[int]]) -> dict[int, list[int]]:
    """Return the positions that vote for each owner, ascending."""
    several = [voice for voice, positions in voices.items() if len(positions) > 1]
    apart = dict(zip(several, told_apart(index, rows, [voices[voice] for voice in several]), strict=True))
    votes: defaultdict[int, list[int]] = defaultdict(list)
    for voice, positions in voices.items():
        votes[voice[0]] += apart.get(voice, positions)
    return {owner: sorted(positions) for owner, positions in votes.items()}


def _hits(segment: Segment, first: int, rows: NDArray[np.int64], scores: NDArray[np.float32]) -> list[Hit]:
    columns = segment.columns
    people, institutions = (_tuples(take(pairs, rows)) for pairs in (columns.people, columns.institutions))
    numbers = rows.tolist()
    ids, said = [segment.ids[row] for row in numbers], columns.said[rows].tolist()
    return list(map(Hit, scores.tolist(), (rows + first).tolist(), ids, said, people, institutions))


def _tuples(pairs: Pairs) -> list[tuple[int, ...]]:
    starts, numbers = pairs.starts.tolist(), pairs.numbers.tolist()
    return [tuple(sorted(numbers[begin:end])) for begin, end in pairwise(starts)]


def _asked(index: EvidenceIndex, segment: Segment, ask: Ask) -> NDArray[np.bool_]:
    """Return which rows are asked for; empty for all."""
    if not ask.topics and not ask.hidden:
        return _NONE
    asked = np.ones(len(segment.ids), np.bool_)
    if ask.topics:
        wanted = np.zeros(len(index.vocabulary.topics), np.bool_)
        wanted[index.vocabulary.topics.numbers(ask.topics)] = True
        asked = rows_with(segment.columns.topics, wanted)
    asked[[row for row in map(segment.find, ask.hidden) if row is not None]] = False
    return asked


def _cosines(
    index: EvidenceIndex, words: QueryWords, hits: Sequence[Hit]
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return the known stems of a query, what each adds to the cosine of each hit, and the cosines, exactly."""
    number_of = {stem: index.vocabulary.words.find(stem) for stem in words.weights}
    stems = tuple(stem for stem, number in number_of.items() if number is not None)
    numbers = np.array([number_of[stem] for stem in stems], dtype=np.int32)
    ascending = np.argsort(numbers)
    rows = np.array([hit.row for hit in hits], dtype=np.int64)
    added = np.zeros((len(stems), len(rows)))
    for first, segment in index.segments():
        mine = np.flatnonzero((rows >= first) & (rows < first + len(segment.ids)))
        into = np.zeros((len(stems), len(mine)))
        add_shares(segment.columns.words, segment.scale, rows[mine] - first, numbers[ascending], into)
        added[np.ix_(ascending, mine)] = into
    cosines = np.zeros(len(rows))
    for at, stem in enumerate(stems):  # stem after stem, as the scores were added up
        added[at] *= words.weights[stem]
        cosines += added[at]
    excess = np.maximum(cosines, 1.0)  # a scale of four bytes may round a unit vector to a trifle more
    return stems, added / excess, cosines / excess
