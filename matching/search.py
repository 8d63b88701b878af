"""One search: what the viewer sees of the evidence, who may be proposed, and how well each fits."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
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
        """Peers of every reachable ring whose evidence fits, the best first, ties by id."""
        selection, votes = self.selection, self.selection.votes
        names = map(self.owners.__getitem__, votes.owners.tolist())
        rings = map(_RINGS.__getitem__, self.rings[votes.owners].tolist())
        fits = saturate(votes.sums(vote(selection.cosines) * share(selection.owners))).tolist()
        by_id = sorted(map(Found, names, rings, fits, votes.owners.tolist()), key=attrgetter("id"))
        return sorted(by_id, key=attrgetter("fit"), reverse=True)  # equal ones stay in the order of their ids

    def best_evidence(self) -> dict[str, float]:
        """How strong the vote of each item was that voted, by id: experience starts from what the fit comes from."""
        voted = np.unique(self.selection.votes.positions)
        strengths = vote(self.selection.cosines[voted]).tolist()
        return dict(zip(map(self.selection.ids.__getitem__, voted.tolist()), strengths, strict=True))

    def is_anything_seen(self) -> bool:
        """True if an item the viewer may see has a word of the query, whoever it speaks for."""
        return is_anything_seen(self.index, self.words, self.viewer.audiences)


def search(
    index: EvidenceIndex, peers: Peers, viewer: Viewer, query: Query, hidden: frozenset[str] = frozenset()
) -> Search:
    """Fits of all peers the viewer could reach, from the items he may see and nothing else.

    A fit does not depend on how wide a search is asked for: an item votes for an owner if it is among the best of all,
    or among the best of the owner's ring; with `query.among` every item of theirs votes. `hidden` are ids of items to
    leave out besides: an evaluation hides the answer it asks for.
    """
    words = index.understand(query.text)
    owners: Numbering = getattr(index.vocabulary, peers.owner)
    rings = peers.roster.rings(owners, viewer, peers.bounds)
    is_whole = query.among is not None
    selection = select(index, words, Ask(viewer.audiences, peers.owner, rings, query.topics, hidden, is_whole))
    return Search(index, owners, viewer, words, selection, rings)
