"""Ranked peers with reasons: people for a person's question, institutions for an institution's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.blocked import why_empty
from matching.constants import COST_SAMPLE, LOAD_WEIGHT, TOPICAL_WEIGHT
from matching.errors import ExperienceError, QueryError
from matching.explain import Explainer
from matching.index import EvidenceIndex
from matching.languages import base_code
from matching.rings import Found, open_ring, ring_cost, widen
from matching.search import Peers, Search, search
from matching.signals import (
    Facts,
    experience_part,
    fact_parts,
    is_full,
    proximity_part,
    visible_facts,
    visible_languages,
)
from matching.types import Answer, Candidate, ExperienceOf, InstitutionPlace, Part, Query, Ring, Suggestion, Viewer

_CLEARLY_WORSE = TOPICAL_WEIGHT - LOAD_WEIGHT  # below this share of a fit no other part can lift a peer over it


@dataclass(frozen=True, slots=True)
class _Scored:
    """A found peer with his score, the parts beside the topic, and what is known of him."""

    found: Found
    score: float
    parts: tuple[Part, ...]
    facts: Facts


def rank_people(
    index: EvidenceIndex,
    candidates: Mapping[str, Candidate],
    viewer: Viewer,
    query: Query,
    experience_of: ExperienceOf | None = None,
) -> Answer:
    """People who have evidence for what is asked, the best first, with the parts of each score and the evidence.

    Nobody is proposed who is closed, full, excluded (or of an excluded institution), the viewer himself, or who has
    not opened the ring he is in; with `query.languages`, only who is known to the viewer to speak one of them (B1).
    Scores lie in 0..1 and are the sum of their parts. Raises MatchingError where the input is wrong.
    """
    asked = frozenset(map(base_code, query.languages))

    def ring_of(name: str) -> Ring | None:
        candidate = candidates.get(name)
        return _ring_of_person(candidate, viewer, query) if candidate is not None else None

    def passes(name: str) -> bool:
        return not asked.isdisjoint(visible_languages(candidates[name], viewer))

    def facts_of(name: str) -> Facts:
        return visible_facts(candidates[name], viewer, query.on)

    _check(query)
    return _answer(search(index, Peers(index.people, ring_of, passes, facts_of), viewer, query), query, experience_of)


def rank_institutions(
    index: EvidenceIndex,
    places: Mapping[str, InstitutionPlace],
    viewer: Viewer,
    query: Query,
    experience_of: ExperienceOf | None = None,
) -> Answer:
    """Institutions that have evidence for what is asked, the best first; the viewer's own is not proposed.

    `query.languages` does not narrow the answer, since an institution speaks no language. Raises QueryError,
    ExperienceError.
    """

    def ring_of(name: str) -> Ring | None:
        place = places.get(name)
        if place is None or name == viewer.institution or name in query.excluded:
            return None
        return open_ring(viewer, place.id, place.country, place.ring_open)

    def passes(_: str) -> bool:
        return True

    _check(query)
    return _answer(search(index, Peers(index.institutions, ring_of, passes), viewer, query), query, experience_of)


def _ring_of_person(candidate: Candidate, viewer: Viewer, query: Query) -> Ring | None:
    if candidate.id == viewer.person or not candidate.is_open or is_full(candidate.availability):
        return None
    if candidate.id in query.excluded or candidate.institution in query.excluded:
        return None
    return open_ring(viewer, candidate.institution, candidate.country, candidate.ring_open)


def _check(query: Query) -> None:
    if query.limit < 1:
        raise QueryError(f"a query must ask for at least one suggestion, not {query.limit}")


def _answer(run: Search, query: Query, experience_of: ExperienceOf | None) -> Answer:
    found = sorted(run.found(), key=lambda each: (-each.fit, each.id))
    steps = widen(found, query, {ring: _cost(run, ring, found) for ring in Ring})
    searched = {step.ring for step in steps if step.is_searched}
    in_rings = [each for each in found if each.ring in searched]
    if not in_rings:
        return Answer((), steps, why_empty(run, query))
    experience = None if experience_of is None else _checked(experience_of(run.best_evidence()))
    scored = [_scored(run, each, experience) for each in _contenders(in_rings, query.limit)]
    scored.sort(key=lambda each: (-each.score, each.found.id))
    explainer = Explainer(run.index, run.words, run.asked)
    return Answer(tuple(_suggestion(run, explainer, each) for each in scored[: query.limit]), steps)


def _contenders(found: Sequence[Found], limit: int) -> list[Found]:
    """Return those who can still be among the first `limit` by their score; `found` is sorted by fit."""
    least = found[min(limit, len(found)) - 1].fit * _CLEARLY_WORSE
    return [each for each in found if each.fit >= least]


def _checked(experience: Mapping[str, float]) -> Mapping[str, float]:
    for name, value in experience.items():
        if not 0.0 <= value <= 1.0:
            raise ExperienceError(f"the experience of {name!r} is {value}, not between 0 and 1")
    return experience


def _scored(run: Search, found: Found, experience: Mapping[str, float] | None) -> _Scored:
    parts: list[Part] = []
    facts = Facts()
    if experience is not None:
        parts.append(experience_part(found.fit, experience.get(found.id, 0.0)))
    if run.peers.facts_of is not None:
        facts = run.peers.facts_of(found.id)
        parts.extend(fact_parts(found.fit, facts))
    parts.append(proximity_part(found.fit, found.ring))
    score = math.fsum([TOPICAL_WEIGHT * found.fit, *(part.value for part in parts)])
    return _Scored(found, score, tuple(parts), facts)


def _suggestion(run: Search, explainer: Explainer, scored: _Scored) -> Suggestion:
    rows = run.rows_of(scored.found.number)
    facts = scored.facts
    return Suggestion(
        id=scored.found.id,
        ring=scored.found.ring,
        score=scored.score,
        parts=(explainer.topical_part(scored.found.fit, rows), *scored.parts),
        evidence=explainer.hits(rows),
        shared_languages=facts.shared_languages,
        hours_overlap=facts.hours_overlap,
        hours_offered=facts.hours_offered,
        hours_taken=facts.hours_taken,
    )


def _cost(run: Search, ring: Ring, found: Sequence[Found]) -> str:
    facts_of = run.peers.facts_of
    if facts_of is None:
        return ring_cost(ring, ())
    best = [each for each in found if each.ring is ring][:COST_SAMPLE]
    return ring_cost(ring, [facts_of(each.id) for each in best])
