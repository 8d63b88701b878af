"""Rules of offers: inviting one peer at a time, the answers, and who is invited next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from flask import current_app
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.database import locked
from app.engagements.booking import Booking, NotAvailable, book
from app.engagements.models import Engagement
from app.engagements.service import CLOCK, Party, party_of
from app.errors import Conflict, Forbidden, NotFound
from app.exchanges.beginning import name_who_accepted
from app.extensions import db, new_id
from app.match_requests.conflicts import can_be_booked, can_be_invited
from app.match_requests.models import MatchRequest, Offer, Suggestion
from app.match_requests.offer_states import OFFER
from app.match_requests.ranking import asked_before, suggest_more, suggest_more_unasked
from app.match_requests.request_states import REQUEST
from app.match_requests.requests import act_on, pending_offer, release, title_of
from app.outbox.service import enqueue
from app.people.models import Person
from app.policy import is_reached, reached_institutions
from app.states import following
from app.viewer import Viewer


class OneAtATime(Conflict):
    """A request waits for one peer at a time, so that nobody prepares in vain."""

    type = "one-offer-at-a-time"

    def __init__(self) -> None:
        super().__init__("Somebody else is asked already. Wait for the answer, or withdraw that offer first.")


class NotSuggested(Conflict):
    """Only who was suggested for the request is invited, and nobody twice."""

    type = "not-suggested"

    def __init__(self) -> None:
        super().__init__("Only peers who were suggested for this request can be invited, and each once.")


def offers_of(viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The select of the offers to the viewer and of his requests, and of those that his roles reach."""
    found = select(Offer).join(Offer.request).join(Offer.peer)
    found = found.options(joinedload(Offer.peer), joinedload(Offer.request).joinedload(MatchRequest.seeker))
    reached = reached_institutions()
    if reached is not None:
        me = viewer.person_id
        places = (MatchRequest.institution_id.in_(reached), Person.institution_id.in_(reached))
        found = found.where(or_(Offer.peer_id == me, MatchRequest.seeker_id == me, *places))
    return found.where(Offer.status == asked["status"]) if "status" in asked else found


def get_offer(offer_id: str, viewer: Viewer) -> Offer:
    """The offer. Raises: NotFound."""
    offer = db.session.get(Offer, offer_id)
    if offer is None:
        raise NotFound
    party_of(viewer, offer.request.seeker, offer.peer, [offer.request.institution_id, offer.peer.institution_id])
    return offer


def open_offer(offer_id: str, viewer: Viewer, is_peers: bool, now: datetime) -> tuple[Offer, Party]:
    """The offer to write in it, settled, and as what the viewer acts: a coordinator is the peer's or the seeker's.

    Raises: NotFound.
    """
    request_id = db.session.scalar(select(Offer.request_id).where(Offer.id == offer_id))
    request = locked(db.session(), MatchRequest, request_id) if request_id else None  # the request first, then the peer
    offer = locked(db.session(), Offer, offer_id)
    if request is None or offer is None:
        raise NotFound
    party_of(viewer, offer.request.seeker, offer.peer, [request.institution_id, offer.peer.institution_id])
    settle(request, now)
    place = offer.peer.institution_id if is_peers else request.institution_id
    pair = (("seeker", request.seeker_id), ("peer", offer.peer_id))
    actors = tuple(name for name, person_id in pair if person_id == viewer.person_id)
    return offer, Party((*actors, "coordinator") if is_reached(place) else actors, viewer.person_id)


def invite(request: MatchRequest, said: dict[str, Any], party: Party, now: datetime) -> Offer:
    """A new offer to a suggested peer. Raises: WrongState, OneAtATime, NotSuggested, NotAvailable."""
    settle(request, now)
    act_on(request, "invite", party.actors)
    if pending_offer(request) is not None:
        raise OneAtATime
    suggested = {each.person_id for each in request.suggestions}
    if said["peer_id"] not in suggested or said["peer_id"] in asked_before(request):
        raise NotSuggested
    peer = db.session.get(Person, said["peer_id"])
    if peer is None or not can_be_invited(request, peer, now):
        raise NotAvailable
    request.is_inviting = True
    return make_offer(request, peer, said.get("message", ""), now)


def make_offer(request: MatchRequest, peer: Person, message: str, now: datetime) -> Offer:
    """A pending offer to a peer who may be asked, as the caller has found; the peer is told."""
    offer = _offer(request, peer, message, now)
    _tell_peer("offer_made", offer, request)
    return offer


def _offer(request: MatchRequest, peer: Person, message: str, now: datetime) -> Offer:
    settings = current_app.config["SETTINGS"]
    expires_at = now + timedelta(days=settings.offer_expiry_days)
    offer = Offer(
        **{"id": new_id(), "request_id": request.id, "peer": peer, "message": message, "status": "pending"},
        **{"offered_at": now, "remind_at": now + timedelta(days=settings.offer_reminder_days)},
        expires_at=expires_at,
    )
    db.session.add(offer)
    db.session.flush()
    return offer


def accept(offer: Offer, party: Party, now: datetime) -> Engagement:
    """The engagement that the peer, or a coordinator of his institution, says yes to.

    Raises: WrongState, NotAvailable, PeerFull.
    """
    _, actor = following("offer", OFFER, offer.status, "accept", party.actors)
    engagement = _booked(offer.request, offer.peer, actor, now)
    _match(offer, engagement, actor, now)
    return engagement


def _booked(request: MatchRequest, peer: Person, actor: str, now: datetime) -> Engagement:
    """The hours are taken before anything is written: most of those who come too late have written nothing."""
    following("request", REQUEST, request.status, "match", (actor,))
    if not can_be_booked(request, peer):
        raise NotAvailable
    lapses = timedelta(days=current_app.config["SETTINGS"].engagement_days)
    booking = Booking(
        **{"peer_id": peer.id, "seeker_id": request.seeker_id, "title": title_of(request)},
        **{"question": request.text or title_of(request), "language": request.language, "lapses_after": lapses},
        **{"hours_per_month": request.hours_per_month, "topics": tuple(request.topics)},
    )
    return book(booking, now)


def _match(offer: Offer, engagement: Engagement, actor: str, now: datetime) -> None:
    request = offer.request
    act_on(request, "match", (actor,))
    request.closed_at, request.is_inviting = now, False
    offer.status, offer.answered_at, offer.engagement_id = "accepted", now, engagement.id
    if request.exchange_id is not None:
        name_who_accepted(request.exchange_id, offer.peer, now)
    path = f"/api/v1/engagements/{engagement.id}"
    _tell_seeker("offer_accepted", request, offer, path)
    if actor == "coordinator":  # the peer did not say it himself
        facts = {"other": request.seeker_id, "title": title_of(request), "path": path}
        enqueue("peer_assigned", offer.peer_id, facts, key=f"peer_assigned {offer.id}")


def assign(request: MatchRequest, peer_id: str, party: Party, now: datetime) -> Offer:
    """The accepted offer to a peer whom a coordinator of both institutions names; who else was asked is released.

    Raises: WrongState; Forbidden where the coordinator does not reach the peer; NotAvailable, PeerFull.
    """
    settle(request, now)
    actors = tuple(each for each in party.actors if each == "coordinator")
    following("offer", OFFER, "pending", "accept", actors)
    peer = db.session.get(Person, peer_id)
    if peer is not None and not is_reached(peer.institution_id):
        raise Forbidden("Your roles do not reach this peer. Ask a coordinator of the institution, or invite the peer.")
    if peer is None:
        raise NotAvailable
    offer = db.session.scalars(select(Offer).where(Offer.request_id == request.id, Offer.peer_id == peer.id)).first()
    if offer is not None:
        following("offer", OFFER, offer.status, "accept", actors)
    engagement = _booked(request, peer, "coordinator", now)
    pending = pending_offer(request)
    if pending is not None and pending.peer_id != peer.id:
        release(pending, request, now)
        db.session.flush()
    offer = offer or _offer(request, peer, "", now)
    _match(offer, engagement, "coordinator", now)
    return offer


def decline(offer: Offer, reason: str, party: Party, now: datetime) -> None:
    """The peer says no; the seeker is told, and the next one is invited. Raises: WrongState."""
    offer.status, _ = following("offer", OFFER, offer.status, "decline", party.actors)
    offer.answered_at, offer.reason = now, reason
    db.session.flush()
    _tell_seeker("offer_declined", offer.request, offer)
    settle(offer.request, now)


def withdraw_offer(offer: Offer, party: Party, now: datetime) -> None:
    """Take an invitation back; whom to ask next is for the seeker to say. Raises: WrongState."""
    following("offer", OFFER, offer.status, "withdraw", party.actors)
    release(offer, offer.request, now)
    offer.request.is_inviting = False
    db.session.flush()


def settle(request: MatchRequest, now: datetime) -> None:
    """Bring the request to where it stands by now: silence ends, the next peer is invited, its own time is over."""
    if request.status != "open":
        return
    pending = pending_offer(request)
    if pending is not None and pending.expires_at <= now:
        pending.status, _ = following("offer", OFFER, pending.status, "expire", CLOCK.actors)
        pending.answered_at = now
        db.session.flush()
        _tell_seeker("offer_expired", request, pending)
        pending = None
    if pending is None and request.ends_at is not None and request.ends_at <= now:
        _end(request, now)
    elif pending is None and request.is_inviting:
        _invite_next(request, now)


def _end(request: MatchRequest, now: datetime) -> None:
    act_on(request, "expire", CLOCK.actors)
    request.closed_at, request.is_inviting = now, False
    facts = {"title": title_of(request), "path": f"/api/v1/match-requests/{request.id}"}
    enqueue("request_expired", request.seeker_id, facts, key=f"request expired {request.id}")
    db.session.flush()


def _invite_next(request: MatchRequest, now: datetime) -> None:
    before = asked_before(request)
    waiting = [each for each in request.suggestions if each.person_id not in before]
    for each in chain(waiting, _ranked_anew(request)):  # the engine is only asked where nobody else is left
        if can_be_invited(request, each.person, now):
            act_on(request, "invite", CLOCK.actors)
            offer = make_offer(request, each.person, "", now)
            _tell_seeker("next_offered", request, offer)
            return
    request.is_inviting = False
    facts = {"title": title_of(request), "path": f"/api/v1/match-requests/{request.id}"}
    enqueue("no_peer_left", request.seeker_id, facts, key=f"no peer left {request.id} {len(before)}")
    db.session.flush()


def _ranked_anew(request: MatchRequest) -> Iterator[Suggestion]:
    if request.exchange_id is None:  # a plan's request asks those of the offer it was planned with, and nobody else
        yield from suggest_more_unasked(request)


def look_again(request: MatchRequest, party: Party, viewer: Viewer, now: datetime) -> None:
    """Suggest whom the engine finds by now beside those known; whom to invite is for the seeker to say.

    Raises: WrongState, NotFound for a challenge that he may not see any more, Invalid.
    """
    settle(request, now)
    act_on(request, "rank", party.actors)
    request.updated_at = now  # that he looked is an event, whatever was found
    suggest_more(request, viewer)


def remind(request: MatchRequest, now: datetime) -> None:
    """Remind whoever has not answered for so long, once."""
    pending = pending_offer(request)
    if pending is not None and pending.remind_at is not None and pending.remind_at <= now < pending.expires_at:
        following("offer", OFFER, pending.status, "remind", CLOCK.actors)
        pending.remind_at = None
        _tell_peer("offer_reminder", pending, request)


def _tell_peer(kind: str, offer: Offer, request: MatchRequest) -> None:
    facts = {"other": request.seeker_id, "title": title_of(request), "until": offer.expires_at.date().isoformat()}
    enqueue(kind, offer.peer_id, facts | {"path": f"/api/v1/offers/{offer.id}"}, key=f"{kind} {offer.id}")


def _tell_seeker(kind: str, request: MatchRequest, offer: Offer, path: str = "") -> None:
    facts = {"other": offer.peer_id, "title": title_of(request)}
    path = path or f"/api/v1/match-requests/{request.id}"
    enqueue(kind, request.seeker_id, facts | {"path": path}, key=f"{kind} {offer.id}")
