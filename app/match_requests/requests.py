"""Rules of requests: asking, opening, taking on, taking back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.challenges.service import get_challenge
from app.database import locked
from app.engagements.service import Party, party_of
from app.errors import Forbidden, Invalid, NotFound
from app.extensions import db, new_id
from app.match_requests.models import MatchRequest, Offer
from app.match_requests.ranking import suggest_more
from app.match_requests.request_states import REQUEST
from app.outbox.service import enqueue
from app.people.models import Person
from app.policy import reached_institutions
from app.states import following
from app.topics.service import require_topics
from app.viewer import Viewer


def requests_of(viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The select of the requests that the viewer made, or that his roles reach."""
    found = select(MatchRequest).options(joinedload(MatchRequest.seeker), joinedload(MatchRequest.owner))
    found = found.options(joinedload(MatchRequest.institution), selectinload(MatchRequest.topics))
    reached = reached_institutions()
    if reached is not None:
        mine = MatchRequest.seeker_id == viewer.person_id
        found = found.where(or_(mine, MatchRequest.institution_id.in_(reached)))
    if "status" in asked:
        found = found.where(MatchRequest.status == asked["status"])
    if "has_owner" in asked:
        found = found.where(MatchRequest.owner_id.is_not(None) == asked["has_owner"])
    return found


def get_request(request_id: str, viewer: Viewer) -> tuple[MatchRequest, Party]:
    """The request, and as what the viewer acts in it. Raises: NotFound."""
    return _with_party(db.session.get(MatchRequest, request_id), viewer)


def open_request(request_id: str, viewer: Viewer) -> tuple[MatchRequest, Party]:
    """The same to write in it: nobody else alters it until the commit. Raises: NotFound."""
    return _with_party(locked(db.session(), MatchRequest, request_id), viewer)


def _with_party(request: MatchRequest | None, viewer: Viewer) -> tuple[MatchRequest, Party]:
    if request is None:
        raise NotFound
    return request, party_of(viewer, request.seeker, None, [request.institution_id])


def act_on(request: MatchRequest, act: str, actors: tuple[str, ...]) -> None:
    """Let the request go to its next state. Raises: WrongState."""
    request.status, _ = following("request", REQUEST, request.status, act, actors)


def create_request(said: dict[str, Any], viewer: Viewer, now: datetime) -> MatchRequest:
    """A new request of the viewer, with whom it suggests; a draft suggests nobody yet.

    Raises: Forbidden for who is no person of the directory, Invalid, NotFound for a challenge he may not see.
    """
    seeker = db.session.get(Person, viewer.person_id) if viewer.person_id else None
    if seeker is None:
        raise Forbidden("Only a person of the directory can ask for a peer.")
    request = MatchRequest(id=new_id(), seeker=seeker, institution=seeker.institution, status="draft", title="")
    is_draft = said.pop("is_draft", False)
    db.session.add(request)
    edit_request(request, said, Party(("seeker",), seeker.id), viewer)
    if not is_draft:
        publish_request(request, Party(("seeker",), seeker.id), viewer, now)
    return request


def edit_request(request: MatchRequest, said: dict[str, Any], party: Party, viewer: Viewer) -> None:
    """Alter a draft. Raises: WrongState, Invalid, NotFound."""
    with db.session.no_autoflush:
        act_on(request, "edit", party.actors)
        if said.get("challenge_id"):
            get_challenge(said["challenge_id"], viewer)
        if "topic_ids" in said:
            request.topics = require_topics(said.pop("topic_ids"), "topic_ids")
        for name, value in said.items():
            setattr(request, name, value)
        if not (request.text or request.challenge_id):
            raise Invalid("Say in a sentence or two what you need help with.", text=["Write what you need help with."])
    db.session.flush()


def publish_request(request: MatchRequest, party: Party, viewer: Viewer, now: datetime) -> None:
    """Open it, with whom the engine suggests to its seeker now. Raises: WrongState."""
    act_on(request, "publish", party.actors)
    request.opened_at = now
    request.ends_at = now + timedelta(days=current_app.config["SETTINGS"].request_days)
    suggest_more(request, viewer)


def take_request(request: MatchRequest, party: Party) -> None:
    """Be the coordinator who looks after it. Raises: WrongState; Forbidden for who is no person of the directory."""
    act_on(request, "take", party.actors)
    if party.person_id is None:
        raise Forbidden("Only a person of the directory can look after a request.")
    request.owner_id = party.person_id
    db.session.flush()


def withdraw_request(request: MatchRequest, party: Party, now: datetime) -> None:
    """Take it back; whoever was asked and has not answered is told. Raises: WrongState."""
    act_on(request, "withdraw", party.actors)
    request.closed_at, request.is_inviting = now, False
    pending = pending_offer(request)
    if pending is not None:
        release(pending, request, now)
    db.session.flush()


def pending_offer(request: MatchRequest) -> Offer | None:
    """The offer that waits for an answer."""
    waiting = (Offer.request_id == request.id, Offer.status == "pending")
    return db.session.scalars(select(Offer).where(*waiting)).one_or_none()


def release(offer: Offer, request: MatchRequest, now: datetime) -> None:
    """Withdraw a pending offer, and tell the peer that no answer is needed."""
    offer.status, offer.answered_at = "withdrawn", now
    facts = {"other": request.seeker_id, "title": title_of(request)}
    enqueue("request_withdrawn", offer.peer_id, facts, key=f"released {offer.id}")


def title_of(request: MatchRequest) -> str:
    """What mails call it: its title, or how it begins."""
    return request.title or " ".join(request.text.split()[:12])[:200] or "a challenge"
