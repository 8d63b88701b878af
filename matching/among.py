"""How well the evidence of given people answers a question: of all of them, however far they are from the best."""

from __future__ import annotations

from collections.abc import Mapping

from matching.errors import QueryError
from matching.explain import Explainer
from matching.index import EvidenceIndex
from matching.roster import Bounds, Roster
from matching.search import Peers, Search, search
from matching.types import Candidate, EvidenceHit, Query, Viewer

People = Roster[Candidate] | Mapping[str, Candidate]


def fits_among(index: EvidenceIndex, candidates: People, viewer: Viewer, query: Query) -> dict[str, float]:
    """Topical fits (above 0, at most 1) of those of `query.among` who can be proposed to the viewer, by id.

    A fit hangs on the person's own evidence alone, never on who else is asked about. Raises QueryError where nobody is
    named.
    """
    return {each.id: each.fit for each in _search(index, candidates, viewer, query).found()}


def evidence_among(
    index: EvidenceIndex, candidates: People, viewer: Viewer, query: Query
) -> dict[str, tuple[EvidenceHit, ...]]:
    """The items that make these fits, by the person's id: the best SHOWN_ITEMS, best first. Raises QueryError."""
    run = _search(index, candidates, viewer, query)
    explainer = Explainer(run.index, run.words, run.selection)
    return {each.id: explainer.hits(run.selection.votes.of(each.number)) for each in run.found()}


def _search(index: EvidenceIndex, candidates: People, viewer: Viewer, query: Query) -> Search:
    if query.among is None:
        raise QueryError("say among whom to look")
    roster = candidates if isinstance(candidates, Roster) else Roster(candidates)
    banned = query.excluded | ({viewer.person} if viewer.person else set())
    return search(index, Peers(roster, "people", Bounds(banned, among=query.among)), viewer, query)
