"""One search: what the viewer sees of the evidence, who may be proposed, and how well each fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.fits import saturate, share, vote
from matching.index import EvidenceIndex
from matching.names import Numbering
from matching.rings import Found
from matching.roster import Bounds, Roster
from matching.selection import Ask, Selection, is_anything_seen, select
from matching.types import Query, Ring, Viewer
from matching.words import QueryWords

_RINGS = tuple(Ring)


@dataclass(frozen=True, slots=True)
class Peers:
    """Who could be proposed, whose the items are ("people" or "institutions"), and who is out of bounds."""

    roster: Roster[Any]
    owner: str
    bounds: Bounds = Bounds()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Search:
    """A query against an index, as one viewer sees it: the items that vote, and the rings of the owners."""

    index: EvidenceIndex
    owners: Numbering
    viewer: Viewer
    words: QueryWords
    selection: Selection
    rings: NDArray[np.int8]

    def found(self) -> list[Found]:
        """Peers of every reachable ring whose evidence fits."""
        return [
            Found(self.owners[number], _RINGS[self.rings[number]], self._fit(positions), number)
            for number, positions in self.selection.votes.items()
        ]

    def best_evidence(self) -> dict[str, float]:
        """Cosines of the items that voted, by id."""
        voted = sorted(set().union(*self.selection.votes.values()))
        return {self.selection.ids[position]: float(self.selection.cosines[position]) for position in voted}

    def is_anything_seen(self) -> bool:
        """True if an item the viewer may see has a word of the query, whoever it speaks for."""
        return is_anything_seen(self.index, self.words, self.viewer.audiences)

    def _fit(self, positions: list[int]) -> float:
        cosines, owners = self.selection.cosines, self.selection.owners
        return saturate(sum(vote(float(cosines[position])) * share(owners[position]) for position in positions))


def search(
    index: EvidenceIndex, peers: Peers, viewer: Viewer, query: Query, hidden: frozenset[str] = frozenset()
) -> Search:
    """Fits of all peers the viewer could reach, from the items he may see and nothing else.

    A fit does not depend on how wide a search is asked for: an item votes for an owner if it is among the best of all,
    or among the best of the owner's ring. `hidden` are ids of items to leave out besides: an evaluation hides the
    answer it asks for.
    """
    words = index.understand(query.text)
    owners: Numbering = getattr(index.vocabulary, peers.owner)
    rings = peers.roster.rings(owners, viewer, peers.bounds)
    selection = select(index, words, Ask(viewer.audiences, peers.owner, rings, query.topics, hidden))
    return Search(index, owners, viewer, words, selection, rings)
