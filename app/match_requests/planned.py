"""Requests that the confirmed plan of a round makes: the planned expert is asked first, then those beside him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from app.challenges.models import Challenge
from app.engagements.booking import NotAvailable
from app.extensions import db, new_id
from app.match_requests.conflicts import can_be_booked, ring_between
from app.match_requests.models import MatchRequest, Suggestion
from app.match_requests.offers import make_offer
from app.people.models import Person


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan says of a need: who learns, on which challenge, in which exchange, how much, by whom it was planned.

    `people` are the expert, then the alternates, each with the fit.
    """

    seeker: Person
    challenge: Challenge
    exchange_id: str
    hours_per_month: float
    languages: tuple[str, ...]
    people: tuple[tuple[str, float], ...]
    by: str | None


def request_for_plan(said: Planned, now: datetime) -> MatchRequest:
    """An open request of the seeker, with a pending offer to the expert: nothing is active before he says yes.

    He was named in the round and told; so he is asked whatever he answered to others lately. Raises: NotAvailable.
    """
    people = {each: db.session.get(Person, each) for each, _ in said.people}
    there = [(person, fit) for person, fit in ((people[each], fit) for each, fit in said.people) if person]
    days = current_app.config["SETTINGS"].request_days
    request = MatchRequest(
        **{"id": new_id(), "seeker": said.seeker, "institution": said.seeker.institution, "owner_id": said.by},
        **{"challenge_id": said.challenge.id, "exchange_id": said.exchange_id, "title": said.challenge.title},
        **{"text": said.challenge.description, "language": said.challenge.language, "status": "open"},
        **{"languages": list(said.languages), "hours_per_month": said.hours_per_month, "is_inviting": True},
        **{"opened_at": now, "ends_at": now + timedelta(days=days), "topics": list(said.challenge.topics)},
    )
    request.suggestions = [
        Suggestion(
            **{"person_id": person.id, "position": position, "score": fit},
            ring=ring_between(said.seeker.institution, person.institution),
        )
        for position, (person, fit) in enumerate(there)
    ]
    db.session.add(request)
    db.session.flush()
    expert = people[said.people[0][0]]
    if expert is None or not can_be_booked(request, expert):
        raise NotAvailable
    make_offer(request, expert, "", now)
    return request
