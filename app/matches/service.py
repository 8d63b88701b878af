"""Peer search: from a text or a challenge to ranked peers with reasons. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.challenges.service import get_challenge
from app.engine import current_engine
from app.errors import Invalid
from app.extensions import db, utc_now
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.service import narrower_closure, require_topics
from app.viewer import Viewer
from matching.types import Answer, EvidenceHit, Query, Ring, Suggestion


def search_peers(asked: dict[str, Any], viewer: Viewer | None) -> dict[str, Any]:
    """Ranked suggestions with reasons, as the API shows them; `viewer` None asks as an unknown network member.

    Raises: Invalid for an empty question or an unknown topic, NotFound for a challenge the viewer may not see.
    """
    return _shown(ask_engine(asked, viewer), asked["rank"])


def ask_engine(asked: dict[str, Any], viewer: Viewer | None, excluded: frozenset[str] = frozenset()) -> Answer:
    """The engine's answer, without those who are `excluded`. Raises: as `search_peers`."""
    text, in_conflict = _question(asked, viewer)
    require_topics(asked["topics"], "topics")
    query = Query(
        text=text,
        on=utc_now().date(),
        ring=Ring(asked["ring"]),
        languages=tuple(asked["languages"]),
        topics=narrower_closure(asked["topics"]),
        limit=asked["limit"],
        excluded=excluded | in_conflict,
    )
    return current_engine().rank(asked["rank"], viewer, query)


def _question(asked: dict[str, Any], viewer: Viewer | None) -> tuple[str, frozenset[str]]:
    """The text to search with, and who is in conflict: nobody is a peer for his own challenge."""
    if asked.get("challenge_id") and viewer is not None:
        challenge = get_challenge(asked["challenge_id"], viewer)
        text = "\n".join(filter(None, (challenge.title, challenge.description, asked["text"])))
        return text, frozenset(filter(None, (challenge.author_id,)))
    if not asked["text"]:
        raise Invalid("Say in a sentence or two what you need help with.", text=["Write what you need help with."])
    return asked["text"], frozenset()


def _shown(answer: Answer, rank: str) -> dict[str, Any]:
    ids = [suggestion.id for suggestion in answer.suggestions]
    people = _people(ids) if rank == "people" else {}
    places = _places(ids) if rank == "institutions" else {}
    items = []
    for suggestion in answer.suggestions:
        person = people.get(suggestion.id)
        institution = person.institution if person else places.get(suggestion.id)
        if institution is not None:  # None: removed since the engine looked, in another transaction
            items.append({"person": person, "institution": institution, **_reasons(suggestion)})
    return {
        "items": items,
        "widening": [asdict(step) for step in answer.widening],
        "blocked_by": [asdict(blocked) for blocked in answer.blocked_by],
        "first_offer": _first_offer(answer, people),
    }


def _first_offer(answer: Answer, people: Mapping[str, Person]) -> dict[str, Any] | None:
    offer = answer.first_offer
    return {**asdict(offer), "person_id": offer.id} if offer is not None and offer.id in people else None


def _people(ids: Iterable[str]) -> dict[str, Person]:
    query = select(Person).where(Person.id.in_(ids)).options(joinedload(Person.institution))
    return {person.id: person for person in db.session.scalars(query)}


def _places(ids: Iterable[str]) -> dict[str, Institution]:
    return {place.id: place for place in db.session.scalars(select(Institution).where(Institution.id.in_(ids)))}


def _reasons(suggestion: Suggestion) -> dict[str, Any]:
    offered, taken = suggestion.hours_offered, suggestion.hours_taken
    change = suggestion.what_would_change
    return {
        "ring": suggestion.ring,
        "score": suggestion.score,
        "parts": [asdict(part) for part in suggestion.parts],
        "evidence": [_evidence(hit) for hit in suggestion.evidence],
        "shared_languages": list(suggestion.shared_languages),
        "hours_overlap": suggestion.hours_overlap,
        "load": {"hours_offered": offered, "hours_taken": taken} if offered is not None else None,
        "what_would_change": asdict(change) if change else None,
    }


def _evidence(hit: EvidenceHit) -> dict[str, Any]:
    """Ids of the engine carry their kind ("lesson:<id>"); outside it the id stands alone."""
    return {**asdict(hit), "id": hit.id.partition(":")[2]}
