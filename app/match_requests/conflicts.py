"""Who can't be paired with whom, and who is not to be asked just now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import bindparam, or_, select, union

from app.challenges.models import Challenge
from app.engagements.booking import hours_taken
from app.engagements.models import Engagement, EngagementFeedback
from app.extensions import db
from app.institutions.models import Institution
from app.match_requests.models import BlockedPair, MatchRequest, Offer
from app.people.models import Person
from app.snapshot import batches
from app.vocabulary import RINGS

_ME = bindparam("person_id")
_NOT_AGAIN = (EngagementFeedback.engagement_id == Engagement.id, EngagementFeedback.would_again.is_(False))
_APART = union(
    select(BlockedPair.other_id).where(BlockedPair.person_id == _ME),
    select(BlockedPair.person_id).where(BlockedPair.other_id == _ME),
    select(Engagement.peer_id).where(*_NOT_AGAIN, Engagement.seeker_id == _ME),
    select(Engagement.seeker_id).where(*_NOT_AGAIN, Engagement.peer_id == _ME),
)


def conflicting(request: MatchRequest) -> frozenset[str]:
    """Ids of all who are in conflict with the request: hard, whoever asks."""
    found = set(_apart(request.seeker_id)) | {request.seeker_id}
    if request.challenge_id:
        found.update(db.session.scalars(select(Challenge.author_id).where(Challenge.id == request.challenge_id)))
    if request.is_outside_own_unit:
        same = (Person.institution_id == request.institution_id, Person.unit == request.seeker.unit)
        found.update(db.session.scalars(select(Person.id).where(*same)))
    return frozenset(filter(None, found))


def _apart(person_id: str) -> list[str]:
    """Those whom one of the two blocked, or did not want to work with again."""
    return list(db.session.scalars(_APART, {"person_id": person_id}))


def apart_among(ids: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Pairs of which one is among these people, both ways round, who are not paired: as `conflicting` says of one."""
    pairs = union(
        select(BlockedPair.person_id, BlockedPair.other_id),
        select(Engagement.seeker_id, Engagement.peer_id).where(*_NOT_AGAIN, Engagement.seeker_id.is_not(None)),
    ).subquery()
    one, other = pairs.c
    found: set[tuple[str, str]] = set()
    for some in batches(ids):
        rows = db.session.execute(select(one, other).where(or_(one.in_(some), other.in_(some)))).all()
        found.update(pair for row in rows for pair in ((row[0], row[1]), (row[1], row[0])))
    return frozenset(found)


def can_be_booked(request: MatchRequest, peer: Person | None) -> bool:
    """Whether the peer may help with the request at all, by the rules that no role opens."""
    if peer is None or peer.is_paused or peer.objects_to_matching or peer.id in conflicting(request):
        return False
    widest = min(map(RINGS.index, (request.ring, peer.ring_open, peer.institution.ring_open)))
    return RINGS.index(ring_between(request.institution, peer.institution)) <= widest


def can_be_invited(request: MatchRequest, peer: Person | None, now: datetime) -> bool:
    """Whether the peer may be asked just now: he can be booked, has hours left, and was not asked in vain lately.

    Somebody who has not said how many hours he offers may be asked; he says so before he accepts.
    """
    if peer is None or not can_be_booked(request, peer) or _is_cooling_down(peer.id, now):
        return False
    offered = peer.hours_per_month
    return offered == 0 or hours_taken(peer.id) + request.hours_per_month <= offered


def _is_cooling_down(peer_id: str, now: datetime) -> bool:
    since = now - timedelta(days=current_app.config["SETTINGS"].cool_down_days)
    in_vain = (Offer.peer_id == peer_id, Offer.status.in_(("declined", "expired")), Offer.answered_at > since)
    return db.session.scalar(select(Offer.id).where(*in_vain).limit(1)) is not None


def ring_between(one: Institution, other: Institution) -> str:
    """The ring that the one is in for the other: it follows from institution and country only."""
    if one.id == other.id:
        return "internal"
    return "domestic" if one.country and one.country == other.country else "international"
