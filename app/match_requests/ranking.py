"""Whom a request suggests: when it is opened, and anew when all who were suggested have been asked.

It is always asked with the seeker's eyes, whoever's act, or silence, leads to it. The engine is asked inside the
transaction that holds the request's lock, as when a draft is published: it takes milliseconds once the engine has read
the database, and nobody waits for a row while the engine is held, for it only reads. See ADR 20.
"""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.service import viewer_of
from app.errors import DomainError
from app.extensions import db
from app.match_requests.conflicts import conflicting
from app.match_requests.models import MatchRequest, Offer, Suggestion
from app.matches.service import ask_engine
from app.people.models import Person
from app.viewer import Viewer

SUGGESTED = 20


def suggest_more(request: MatchRequest, viewer: Viewer) -> list[Suggestion]:
    """Those whom the engine finds beside all who were suggested or asked, added behind them, in the order to invite.

    `viewer` is the seeker. Raises: NotFound where the seeker may not see the challenge any more, Invalid.
    """
    known = {each.person_id for each in request.suggestions} | asked_before(request)
    asked = {
        **{"text": request.text, "challenge_id": request.challenge_id, "ring": request.ring, "rank": "people"},
        **{"languages": request.languages, "topics": [each.id for each in request.topics], "limit": SUGGESTED},
    }
    answer = ask_engine(asked, viewer, conflicting(request) | known)
    first = answer.first_offer.id if answer.first_offer else None
    ranked = sorted(answer.suggestions, key=lambda each: each.id != first)  # whom to invite first; then as ranked
    there = set(db.session.scalars(select(Person.id).where(Person.id.in_([each.id for each in ranked]))))
    begin = max((each.position + 1 for each in request.suggestions), default=0)
    found = [each for each in ranked if each.id in there]
    more = [
        Suggestion(person_id=each.id, position=begin + place, ring=each.ring, score=each.score)
        for place, each in enumerate(found)
    ]
    request.suggestions.extend(more)
    db.session.flush()
    return more


def suggest_more_unasked(request: MatchRequest) -> list[Suggestion]:
    """The same when nobody asked for it; nothing for a seeker who can't sign in or whose challenge is hidden by now."""
    account = db.session.scalar(select(Account).where(Account.person_id == request.seeker_id, Account.is_active))
    if account is None:
        return []
    try:
        return suggest_more(request, viewer_of(account))
    except DomainError:  # what the question stands on is gone: the peer who declines is told nothing of it
        return []


def asked_before(request: MatchRequest) -> set[str]:
    """Ids of all who were invited for it, whatever they answered."""
    return set(db.session.scalars(select(Offer.peer_id).where(Offer.request_id == request.id)))
