"""Ranked peers with reasons: people for a person's question, institutions for an institution's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from matching.alternatives import Reach, heard_from, reach_of, smallest_change
from matching.blocked import why_empty
from matching.constants import COST_SAMPLE
from matching.errors import QueryError
from matching.explain import Explainer
from matching.index import EvidenceIndex
from matching.languages import base_code
from matching.rings import Found, ring_cost, widen
from matching.roster import Bounds, Roster
from matching.scoring import Known, Scored, best, checked, scored
from matching.search import Peers, Search, search
from matching.signals import Facts
from matching.types import (
    Answer,
    Candidate,
    Change,
    ExperienceOf,
    InstitutionPlace,
    Query,
    Ring,
    Suggestion,
    Viewer,
)

Find = Callable[[bool, frozenset[str]], Search]  # with the languages asked for or without, under these topics


def rank_people(
    index: EvidenceIndex,
    candidates: Roster[Candidate] | Mapping[str, Candidate],
    viewer: Viewer,
    query: Query,
    experience_of: ExperienceOf | None = None,
) -> Answer:
    """People who have evidence for what is asked, the best first, with the parts of each score and the evidence.

    Nobody is proposed who is closed, full, excluded (or of an excluded institution), the viewer himself, or who has
    not opened the ring he is in; with `query.languages`, only who is known to the viewer to speak one of them (B1).
    Scores lie in 0..1 and are the sum of their parts. Raises MatchingError where the input is wrong.
    """
    roster = candidates if isinstance(candidates, Roster) else Roster(candidates)
    asked = frozenset(map(base_code, query.languages))
    banned = query.excluded | ({viewer.person} if viewer.person else set())

    def find(with_languages: bool, topics: frozenset[str]) -> Search:
        bounds = Bounds(banned, asked if with_languages else frozenset(), query.among)
        return search(index, Peers(roster, "people", bounds), viewer, replace(query, topics=topics))

    return _answer(find, query, experience_of, Known(roster, viewer, query.on))


def rank_institutions(
    index: EvidenceIndex,
    places: Roster[InstitutionPlace] | Mapping[str, InstitutionPlace],
    viewer: Viewer,
    query: Query,
    experience_of: ExperienceOf | None = None,
) -> Answer:
    """Institutions that have evidence for what is asked, the best first; the viewer's own is not proposed.

    `query.languages` does not narrow the answer, since an institution speaks no language. Raises QueryError,
    ExperienceError.
    """
    roster = places if isinstance(places, Roster) else Roster(places)
    banned = query.excluded | ({viewer.institution} if viewer.institution else set())
    bounds = Bounds(banned, among=query.among)

    def find(_: bool, topics: frozenset[str]) -> Search:
        return search(index, Peers(roster, "institutions", bounds), viewer, replace(query, topics=topics))

    return _answer(find, query, experience_of, None)


def _answer(find: Find, query: Query, experience_of: ExperienceOf | None, known: Known | None) -> Answer:
    if query.limit < 1:
        raise QueryError(f"a query must ask for at least one suggestion, not {query.limit}")
    run = find(True, query.topics)
    found = run.found()
    steps = widen(found, query, {ring: _cost(known, ring, found) for ring in Ring})
    searched = {step.ring for step in steps if step.is_searched}
    in_rings = [each for each in found if each.ring in searched]
    if not in_rings:
        none = frozenset[str]()
        again = lambda languages, topics: find(languages, query.topics if topics else none).found()  # noqa: E731
        return Answer((), steps, why_empty(run.is_anything_seen(), query, again))
    experience = None if experience_of is None else checked(experience_of(run.best_evidence()))
    ranked = best(in_rings, query.limit + 1, lambda each: scored(known, each, experience))
    return Answer(_suggestions(run, reach_of(known), ranked, query.limit), steps)


def _suggestions(run: Search, reach: Reach | None, ranked: Sequence[Scored], limit: int) -> tuple[Suggestion, ...]:
    """Return the first `limit` of ranked peers, each with what would put the one below above him."""
    explainer = Explainer(run.index, run.words, run.selection)
    heard = {ring: heard_from(run.selection, ring) for ring in Ring}
    changes = [smallest_change(*pair, reach, heard[pair[1].found.ring]) for pair in pairwise(ranked)]
    return tuple(
        _suggestion(run, explainer, each, change) for each, change in zip_longest(ranked[:limit], changes[:limit])
    )


def _suggestion(run: Search, explainer: Explainer, scored: Scored, change: Change | None) -> Suggestion:
    positions = run.selection.votes.of(scored.found.number)
    facts = scored.facts or Facts()
    return Suggestion(
        id=scored.found.id,
        ring=scored.found.ring,
        score=scored.score,
        parts=(explainer.topical_part(scored.found.fit, positions), *scored.parts),
        evidence=explainer.hits(positions),
        shared_languages=facts.shared_languages,
        hours_overlap=facts.hours_overlap,
        hours_offered=facts.hours_offered,
        hours_taken=facts.hours_taken,
        what_would_change=change,
    )


def _cost(known: Known | None, ring: Ring, found: Sequence[Found]) -> str:
    if known is None:
        return ring_cost(ring, ())
    best = [each for each in found if each.ring is ring][:COST_SAMPLE]
    return ring_cost(ring, [known.facts(each.id) for each in best])
