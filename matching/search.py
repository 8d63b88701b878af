"""One search: what the viewer sees of the evidence, who may be proposed, and how well each fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.fits import saturate, vote
from matching.index import EvidenceIndex
from matching.kernels import RINGS, Asker, ring_of
from matching.owners import Owners
from matching.rings import Found
from matching.roster import Roster
from matching.selection import Ask, Selection, select
from matching.types import Query, Ring, Viewer
from matching.words import QueryWords

_RINGS = tuple(Ring)


@dataclass(frozen=True, slots=True)
class Peers:
    """Who could be proposed, whose the items are, who may not be, and who speaks what was asked (None: anybody)."""

    roster: Roster[Any]
    owners: Owners
    banned: frozenset[str] = frozenset()
    speakers: Iterable[str] | None = None

    def asker(self, viewer: Viewer) -> Asker:
        """The same by number."""
        numbers = self.owners.number_of
        banned = sorted(numbers[name] for name in self.banned if name in numbers)
        passes = np.zeros(0 if self.speakers is None else len(self.owners.names), dtype=np.bool_)
        passes[[numbers[name] for name in self.speakers or () if name in numbers]] = True
        return Asker(*self.roster.standing(viewer), np.array(banned, dtype=np.int64), passes)


@dataclass(frozen=True, slots=True)
class Search:
    """A query against an index, as one viewer sees it: the items that vote, and for each owner (by number) which do."""

    index: EvidenceIndex
    peers: Peers
    words: QueryWords
    selection: Selection
    votes: dict[int, list[int]]
    rings: dict[int, Ring]

    def found(self) -> list[Found]:
        """Peers of every reachable ring whose evidence fits."""
        return [
            Found(self.peers.owners.names[number], self.rings[number], self._fit(positions), number)
            for number, positions in self.votes.items()
        ]

    def best_evidence(self) -> dict[str, float]:
        """Cosines of the items that voted, by id."""
        voted = sorted(set().union(*self.votes.values()))
        rows, cosines = self.selection.rows, self.selection.cosines
        return {self.index.ids[rows[position]]: float(cosines[position]) for position in voted}

    def _fit(self, positions: list[int]) -> float:
        return saturate(sum(vote(float(self.selection.cosines[position])) for position in positions))


def search(
    index: EvidenceIndex, peers: Peers, viewer: Viewer, query: Query, hidden: frozenset[str] = frozenset()
) -> Search:
    """Fits of all peers the viewer could reach, from the items he may see and nothing else.

    A fit does not depend on how wide a search is asked for: an item votes for an owner if it is among the best of all,
    or among the best of the owner's ring. `hidden` are ids of items to leave out besides: an evaluation hides the
    answer it asks for.
    """
    words = index.understand(query.text)
    doors, asker = peers.roster.doors(peers.owners), peers.asker(viewer)

    def said(row: int) -> Hashable:
        item = index.item(row)
        return item.people, item.institutions, item.title, item.text

    ask = Ask(index.lens(viewer.audiences, query.topics), peers.owners.pairs, doors, asker, said)
    rows = [index.row_of[item_id] for item_id in hidden if item_id in index.row_of]
    selection = select(index.postings, words, ask, rows, index.ids)
    return Search(index, peers, words, selection, *_votes(index, selection, peers.owners, ask))


def _votes(
    index: EvidenceIndex, selection: Selection, owners: Owners, ask: Ask
) -> tuple[dict[int, list[int]], dict[int, Ring]]:
    """Return the positions of the items that vote for each owner, in the order of their ids, and the owners' rings.

    A person who says the same text in several items votes once, and so does an institution by the same people.
    """
    votes: defaultdict[int, list[int]] = defaultdict(list)
    rings: dict[int, Ring] = {}
    heard: set[Hashable] = set()
    for position, row in enumerate(selection.rows):
        item = index.item(row)
        speakers = () if owners is index.people else item.people
        for number in owners.of(row):
            width = ring_of(number, ask.doors, ask.asker)
            is_best = width >= 0 and (selection.is_best[RINGS, position] or selection.is_best[width, position])
            said = (number, speakers, item.title, item.text)
            if is_best and said not in heard:
                heard.add(said)
                votes[number].append(position)
                rings[number] = _RINGS[width]
    return dict(votes), rings
