"""One search: what the viewer sees of the evidence, who may be proposed, and how well each fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.constants import TOP_ITEMS
from matching.fits import NOT_ELIGIBLE, Fits, best_rows, topical_fits
from matching.index import EvidenceIndex
from matching.owners import Owners
from matching.rings import Found
from matching.signals import Facts
from matching.types import Query, Ring, Viewer
from matching.words import QueryWords


@dataclass(frozen=True, slots=True)
class Peers:
    """Who could be proposed: `ring_of` is None for who may not; `facts_of` is None where peers are institutions."""

    owners: Owners
    ring_of: Callable[[str], Ring | None]
    passes_languages: Callable[[str], bool]
    facts_of: Callable[[str], Facts] | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A query against an index, as one viewer sees it.

    `visible` and `asked` are cosines by row (0.0: not to be seen): of all visible items, and of those with the
    topics asked for. `reachable` and `spoken` are ring widths by owner (NOT_ELIGIBLE: not to be proposed): of all,
    and of those who speak a language asked for.
    """

    index: EvidenceIndex
    peers: Peers
    words: QueryWords
    visible: NDArray[np.float64]
    asked: NDArray[np.float64]
    reachable: NDArray[np.int64]
    spoken: NDArray[np.int64]
    fits: Fits

    def found(self) -> list[Found]:
        """Peers of every reachable ring whose evidence fits, in the order of their ids."""
        rings = tuple(Ring)
        return [
            Found(self.peers.owners.names[number], rings[self.spoken[number]], float(self.fits.fits[number]), number)
            for number in np.flatnonzero(self.fits.sums > 0.0).tolist()
        ]

    def rows_of(self, number: int) -> list[int]:
        """Rows of the items that voted for an owner."""
        owners = self.peers.owners
        rows: list[int] = owners.rows[self.fits.voted & (owners.numbers == number)].tolist()
        return [row for row in rows if self.asked[row] > 0.0]

    def best_evidence(self) -> dict[str, float]:
        """Cosines of the best items that voted, by id."""
        voted = np.zeros(len(self.asked), dtype=np.bool_)
        voted[self.peers.owners.rows[self.fits.voted]] = True
        rows = best_rows(np.where(voted, self.asked, 0.0), TOP_ITEMS)
        return {self.index.items[row].id: float(self.asked[row]) for row in rows.tolist()}


def search(
    index: EvidenceIndex, peers: Peers, viewer: Viewer, query: Query, hidden: frozenset[str] = frozenset()
) -> Search:
    """Fits of all peers the viewer could reach, from the items he may see and nothing else.

    `hidden` are ids of items to leave out besides: an evaluation hides the answer it asks for.
    """
    words = index.understand(query.text)
    mask = index.visible(viewer.audiences)
    mask[[index.row_of[item_id] for item_id in hidden]] = False
    visible = index.cosines(words, mask)
    asked = np.where(index.with_topics(query.topics), visible, 0.0)
    reachable = _rings(peers, visible)
    spoken = reachable.copy()
    if query.languages:
        for number in np.flatnonzero(reachable != NOT_ELIGIBLE).tolist():
            if not peers.passes_languages(peers.owners.names[number]):
                spoken[number] = NOT_ELIGIBLE
    return Search(index, peers, words, visible, asked, reachable, spoken, topical_fits(asked, peers.owners, spoken))


def _rings(peers: Peers, cosines: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return ring widths by owner; owners without any fitting item are not asked about."""
    owners = peers.owners
    rings = np.full(len(owners.names), NOT_ELIGIBLE, dtype=np.int64)
    has_fitting = np.zeros(len(owners.names), dtype=np.bool_)
    has_fitting[owners.numbers[cosines[owners.rows] > 0.0]] = True
    for number in np.flatnonzero(has_fitting).tolist():
        ring = peers.ring_of(owners.names[number])
        rings[number] = NOT_ELIGIBLE if ring is None else ring.width
    return rings
