"""Retrieval: the best items of those a viewer may see whose owners can be proposed to him, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching import kernels
from matching.constants import FEW_OWNERS, TOP_ITEMS, TOP_ITEMS_OF_RING
from matching.index import EvidenceIndex
from matching.kernels import RINGS, Best, View
from matching.pairs import Pairs, join, nobody, rows_with, shares, take
from matching.segment import Segment
from matching.votes import ALONE, Told, Votes, best_of, compared, heard, voices, words_of
from matching.words import QueryWords

_NONE = np.empty(0, np.bool_)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a selection is made by: the keys held, whose the items are ("people" or "institutions"), and their rings.

    An item needs one of `topics`, if any are named; `hidden` are ids of items to leave out. With `is_whole` no item
    has to be among the best.
    """

    audiences: frozenset[str]
    owner: str
    rings: NDArray[np.int8]
    topics: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The items that vote, in the order of their ids.

    `added` is what each stem of the query adds to the cosine of each (stems x items); `cosines` are the sums, 0..1.
    `owners` are how many each has. `is_best` says for each ring, and last for all, whether one is among the best there.
    """

    rows: tuple[int, ...]
    ids: tuple[str, ...]
    stems: tuple[str, ...]
    added: NDArray[np.float64]
    cosines: NDArray[np.float64]
    votes: Votes
    owners: NDArray[np.float64]
    is_best: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hits:
    """Items found: their rows, scores, ids and owners; `said` is the same for items that say the same."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    ids: list[str]
    said: NDArray[np.int64]
    people: Pairs
    institutions: Pairs

    def take(self, order: NDArray[np.int64]) -> Hits:
        """Some of these, in another order."""
        ids = [self.ids[at] for at in order.tolist()]
        owners = take(self.people, order), take(self.institutions, order)
        return Hits(self.rows[order], self.scores[order], ids, self.said[order], *owners)


def select(index: EvidenceIndex, words: QueryWords, ask: Ask) -> Selection:
    """The items that vote: the TOP_ITEMS best of all, and the TOP_ITEMS_OF_RING best of each ring; ties by id.

    Where the whole is asked for, all items that have a word of the query vote.
    An item counts for an owner if it is among the best of all or of the owner's ring. A person who says the same in
    several items, or nearly, is heard once, where it fits best; and so is an institution by the same people.
    """
    found = _best(index, words, ask)
    most_of_ring, most = (len(found.ids),) * 2 if ask.is_whole else (TOP_ITEMS_OF_RING, TOP_ITEMS)
    is_best = best_of(getattr(found, ask.owner), ask.rings, most_of_ring, most)
    chosen = np.flatnonzero(is_best.any(axis=0))
    order = np.array(sorted(chosen.tolist(), key=found.ids.__getitem__), dtype=np.int64)
    hits, is_best = found.take(order), is_best[:, order]
    stems, added, cosines = _cosines(index, words, hits.rows)
    owners: Pairs = getattr(hits, ask.owner)
    voters, items = voices(owners, ask.rings, is_best, np.argsort(-cosines, kind="stable"))
    words_told = words_of(_words(index, hits.rows), compared(voters, items, len(order)))
    told = Told(words_told, hits.people if ask.owner == "institutions" else nobody(len(order)), ALONE)
    votes = Votes(*heard(voters, items, told))
    counts = np.diff(owners.starts).astype(np.float64)
    return Selection(tuple(hits.rows.tolist()), tuple(hits.ids), stems, added, cosines, votes, counts, is_best)


def best_hits(index: EvidenceIndex, words: QueryWords, ask: Ask, most: int, most_of_ring: int) -> Hits:
    """The best of all and of each ring, those equal to the last of them too, the best first; ties by id."""
    capacities = np.array([*[most_of_ring] * RINGS, most], dtype=np.int64)
    heaps = np.zeros((RINGS + 1, int(capacities.max())), np.float32)
    sizes = [int(np.count_nonzero(ask.rings == ring)) for ring in range(RINGS)]
    best = Best(heaps, capacities, np.zeros(RINGS + 1, np.int64), kernels.first_floors(sizes))
    small = [ring for ring in range(RINGS) if 0 < sizes[ring] <= FEW_OWNERS]
    scanned = [
        kernels.scan(index.terms(segment, words), _view(index, segment, ask, small), best)
        for _, segment in index.segments()
    ]
    found = [
        _hits(first, segment, rows[reached], scores[reached])
        for (first, segment), (rows, scores) in zip(index.segments(), scanned, strict=True)
        for reached in [scores >= best.floors[kernels.marks_of(rows, getattr(segment.columns, ask.owner), ask.rings)]]
    ]
    return _best_first(*found)


def _view(index: EvidenceIndex, segment: Segment, ask: Ask, small: Sequence[int]) -> View:
    """Return what a search reads of a segment; `small` are the rings of few."""
    in_small = np.zeros(len(ask.rings), np.bool_)
    for ring in small:
        in_small |= ask.rings == ring
    lens, few = index.lens(segment, ask.audiences, _asked(index, segment, ask)), segment.rows_with(ask.owner, in_small)
    bits = sum(1 << ring for ring in small)
    return View(segment.scale, lens, getattr(segment.columns, ask.owner), ask.rings, few, bits)


def is_anything_seen(index: EvidenceIndex, words: QueryWords, audiences: frozenset[str]) -> bool:
    """True if an item that holders of these keys may see has a word of the query."""
    for _, segment in index.segments():
        lens = index.lens(segment, audiences, _NONE)
        if kernels.is_any_seen(index.terms(segment, words), lens.audience, lens.held):
            return True
    return False


def _best(index: EvidenceIndex, words: QueryWords, ask: Ask) -> Hits:
    """Return the hits that can be chosen, the best first; one that repeats another takes nobody's place."""
    if ask.is_whole:
        every = _count(index, ask)
        hits = best_hits(index, words, ask, every, every)
        return hits.take(np.flatnonzero(_is_first(hits)))
    repeated = 0
    while True:
        hits = best_hits(index, words, ask, TOP_ITEMS + repeated, TOP_ITEMS_OF_RING + repeated)
        is_first = _is_first(hits)
        repeats = len(is_first) - int(is_first.sum())
        if repeats <= repeated:
            return hits.take(np.flatnonzero(is_first)) if repeats else hits
        repeated = repeats


def _count(index: EvidenceIndex, ask: Ask) -> int:
    """Return how many rows have an owner who can be proposed, and at least one: a heap has room for something."""
    return max(1, sum(len(segment.rows_with(ask.owner, ask.rings >= 0)) for _, segment in index.segments()))


def _is_first(hits: Hits) -> NDArray[np.bool_]:
    """Return which hits repeat none before them: what is said, by the same people and institutions."""
    _, said, counts = np.unique(hits.said, return_inverse=True, return_counts=True)
    is_first, met = np.ones(len(said), np.bool_), set()
    for at in np.flatnonzero(counts[said] > 1).tolist():
        whole = (said[at], hits.people.of(at), hits.institutions.of(at))
        is_first[at] = whole not in met
        met.add(whole)
    return is_first


def _hits(first: int, segment: Segment, rows: NDArray[np.int64], scores: NDArray[np.float32]) -> Hits:
    columns = segment.columns
    ids = [segment.ids[row] for row in rows.tolist()]
    return Hits(
        rows + first, scores, ids, columns.said[rows], take(columns.people, rows), take(columns.institutions, rows)
    )


def _best_first(base: Hits, delta: Hits) -> Hits:
    """Return the hits of both segments, the best first; ties by id."""
    rows, scores, said = (
        np.concatenate([getattr(each, name) for each in (base, delta)]) for name in ("rows", "scores", "said")
    )
    ids = base.ids + delta.ids
    people, institutions = join(base.people, delta.people), join(base.institutions, delta.institutions)
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    order = by_id[np.argsort(-scores[by_id], kind="stable")]
    return Hits(rows, scores, ids, said, people, institutions).take(order)


def _words(index: EvidenceIndex, rows: NDArray[np.int64]) -> Pairs:
    """Return the words of rows, in their order, as the segments hold them."""
    (_, base), (first, delta) = index.segments()
    is_fresh = rows >= first
    of_base, of_delta = take(base.columns.words, rows[~is_fresh]), take(delta.columns.words, rows[is_fresh] - first)
    place = np.where(is_fresh, np.cumsum(is_fresh) - 1 + np.count_nonzero(~is_fresh), np.cumsum(~is_fresh) - 1)
    return take(join(of_base, of_delta), place)


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
    index: EvidenceIndex, words: QueryWords, rows: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return the known stems of a query, what each adds to the cosine of each row, and the cosines, exactly."""
    number_of = {stem: index.vocabulary.words.find(stem) for stem in words.weights}
    stems = tuple(stem for stem, number in number_of.items() if number is not None)
    numbers = np.array([number_of[stem] for stem in stems], dtype=np.int32)
    added = np.zeros((len(stems), len(rows)))
    for first, segment in index.segments():
        mine = np.flatnonzero((rows >= first) & (rows < first + len(segment.ids)))
        added[:, mine] = shares(segment.columns.words, segment.scale, rows[mine] - first, numbers)
    cosines = np.zeros(len(rows))
    for at, stem in enumerate(stems):  # stem after stem, as the scores were added up
        added[at] *= words.weights[stem]
        cosines += added[at]
    excess = np.maximum(cosines, 1.0)  # a scale of four bytes may round a unit vector to a trifle more
    return stems, added / excess, cosines / excess
