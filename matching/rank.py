"""Ranked peers with reasons: people for a person's question, institutions for an institution's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappush, heappushpop

from matching.blocked import why_empty
from matching.constants import COST_SAMPLE, TOPICAL_WEIGHT
from matching.errors import ExperienceError, QueryError
from matching.explain import Explainer
from matching.index import EvidenceIndex
from matching.languages import base_code
from matching.rings import Found, ring_cost, widen
from matching.roster import Bounds, Roster
from matching.search import Peers, Search, search
from matching.signals import (
    Facts,
    experience_part,
    fact_parts,
    proximity_part,
    visible_facts,
)
from matching.types import Answer, Candidate, ExperienceOf, InstitutionPlace, Part, Query, Ring, Suggestion, Viewer

Find = Callable[[bool, frozenset[str]], Search]  # with the languages asked for or without, under these topics
FactsOf = Callable[[str], Facts]
_ROUNDING = 1.0 + 1e-9  # a sum of parts may be a trifle above the fit


@dataclass(frozen=True, slots=True)
class _Scored:
    """A found peer with his score, the parts beside the topic, and what is known of him."""

    found: Found
    score: float
    parts: tuple[Part, ...]
    facts: Facts


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
        bounds = Bounds(banned, asked if with_languages else frozenset())
        return search(index, Peers(roster, "people", bounds), viewer, replace(query, topics=topics))

    def facts_of(name: str) -> Facts:
        return visible_facts(roster[name], viewer, query.on)

    return _answer(find, query, experience_of, facts_of)


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

    def find(_: bool, topics: frozenset[str]) -> Search:
        return search(index, Peers(roster, "institutions", Bounds(banned)), viewer, replace(query, topics=topics))

    return _answer(find, query, experience_of, None)


def _answer(find: Find, query: Query, experience_of: ExperienceOf | None, facts_of: FactsOf | None) -> Answer:
    if query.limit < 1:
        raise QueryError(f"a query must ask for at least one suggestion, not {query.limit}")
    run = find(True, query.topics)
    found = sorted(run.found(), key=lambda each: (-each.fit, each.id))
    steps = widen(found, query, {ring: _cost(facts_of, ring, found) for ring in Ring})
    searched = {step.ring for step in steps if step.is_searched}
    in_rings = [each for each in found if each.ring in searched]
    if not in_rings:
        none = frozenset[str]()
        again = lambda languages, topics: find(languages, query.topics if topics else none).found()  # noqa: E731
        return Answer((), steps, why_empty(run.is_anything_seen(), query, again))
    experience = None if experience_of is None else _checked(experience_of(run.best_evidence()))
    scored = _best(in_rings, query.limit, lambda each: _scored(facts_of, each, experience))
    explainer = Explainer(run.index, run.words, run.selection)
    return Answer(tuple(_suggestion(run, explainer, each) for each in scored), steps)


def _best(found: Sequence[Found], limit: int, score_of: Callable[[Found], _Scored]) -> list[_Scored]:
    """Return the first `limit` by score, ties by id. `found` is sorted by fit; who can't be among them is not asked.

    All parts are shares of the fit and their weights sum to 1: no score is above the fit.
    """
    scored: list[_Scored] = []
    highest: list[float] = []  # the `limit` highest scores, the least of them first
    for each in found:
        if len(highest) == limit and each.fit * _ROUNDING < highest[0]:
            break
        scored.append(score_of(each))
        (heappush if len(highest) < limit else heappushpop)(highest, scored[-1].score)
    return sorted(scored, key=lambda each: (-each.score, each.found.id))[:limit]


def _checked(experience: Mapping[str, float]) -> Mapping[str, float]:
    for name, value in experience.items():
        if not 0.0 <= value <= 1.0:
            raise ExperienceError(f"the experience of {name!r} is {value}, not between 0 and 1")
    return experience


def _scored(facts_of: FactsOf | None, found: Found, experience: Mapping[str, float] | None) -> _Scored:
    parts: list[Part] = []
    facts = Facts()
    if experience is not None:
        parts.append(experience_part(found.fit, experience.get(found.id, 0.0)))
    if facts_of is not None:
        facts = facts_of(found.id)
        parts.extend(fact_parts(found.fit, facts))
    parts.append(proximity_part(found.fit, found.ring))
    score = math.fsum([TOPICAL_WEIGHT * found.fit, *(part.value for part in parts)])
    return _Scored(found, score, tuple(parts), facts)


def _suggestion(run: Search, explainer: Explainer, scored: _Scored) -> Suggestion:
    positions = run.selection.votes[scored.found.number]
    facts = scored.facts
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
    )


def _cost(facts_of: FactsOf | None, ring: Ring, found: Sequence[Found]) -> str:
    if facts_of is None:
        return ring_cost(ring, ())
    best = [each for each in found if each.ring is ring][:COST_SAMPLE]
    return ring_cost(ring, [facts_of(each.id) for each in best])
