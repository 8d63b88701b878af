"""Requests over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.extensions import db, utc_now
from app.match_requests import blocks, offers, requests, schemas
from app.match_requests.models import BlockedPair, MatchRequest, Offer
from app.pagination import paginate
from app.requests import Blueprint
from app.viewer import current_viewer

match_requests = Blueprint("match_requests", __name__, url_prefix="/match-requests", description="Who asks for a peer")
blocked = Blueprint("blocked", __name__, url_prefix="/blocked-people", description="Whom you are not paired with")
SORTS = {"created": MatchRequest.created_at}


@match_requests.route("", methods=["GET"])
@match_requests.arguments(schemas.RequestArgs, location="query")
@match_requests.response(200, schemas.RequestPage)
def list_requests(args: dict[str, Any]) -> Any:
    """Your requests, and those that you coordinate."""
    return paginate(requests.requests_of(current_viewer(), args), MatchRequest, SORTS, args)


@match_requests.route("", methods=["POST"])
@match_requests.arguments(schemas.RequestCreateSchema)
@match_requests.response(201, schemas.RequestWithPeersSchema)
def create_request(said: dict[str, Any]) -> MatchRequest:
    """Ask for a peer; the answer suggests whom to invite, in that order."""
    request = requests.create_request(said, current_viewer(), utc_now())
    db.session.commit()
    return request


@match_requests.route("/<uuid:request_id>", methods=["GET"])
@match_requests.etag
@match_requests.response(200, schemas.RequestWithPeersSchema)
def get_request(request_id: UUID) -> MatchRequest:
    """One request, with whom it suggests and who was invited."""
    return requests.get_request(str(request_id), current_viewer())[0]


@match_requests.route("/<uuid:request_id>", methods=["PATCH"])
@match_requests.etag
@match_requests.arguments(schemas.RequestWriteSchema(partial=True))
@match_requests.response(200, schemas.RequestWithPeersSchema)
def update_request(said: dict[str, Any], request_id: UUID) -> MatchRequest:
    """Alter your draft."""
    request, party = requests.open_request(str(request_id), current_viewer())
    match_requests.check_etag(request, schemas.RequestWithPeersSchema)
    requests.edit_request(request, said, party, current_viewer())
    db.session.commit()
    return request


@match_requests.route("/<uuid:request_id>/publish", methods=["POST"])
@match_requests.response(200, schemas.RequestWithPeersSchema)
def publish_request(request_id: UUID) -> MatchRequest:
    """Open your draft; the answer suggests whom to invite."""
    request, party = requests.open_request(str(request_id), current_viewer())
    requests.publish_request(request, party, current_viewer(), utc_now())
    db.session.commit()
    return request


@match_requests.route("/<uuid:request_id>/rank", methods=["POST"])
@match_requests.response(200, schemas.RequestWithPeersSchema)
def rank_request(request_id: UUID) -> MatchRequest:
    """Look again: those who are found by now are suggested behind those who were."""
    request, party = requests.open_request(str(request_id), current_viewer())
    offers.look_again(request, party, current_viewer(), utc_now())
    db.session.commit()
    return request


@match_requests.route("/<uuid:request_id>/withdraw", methods=["POST"])
@match_requests.response(200, schemas.RequestWithPeersSchema)
def withdraw_request(request_id: UUID) -> MatchRequest:
    """Take a request back; whoever was invited is told."""
    request, party = requests.open_request(str(request_id), current_viewer())
    requests.withdraw_request(request, party, utc_now())
    db.session.commit()
    return request


@match_requests.route("/<uuid:request_id>/take", methods=["POST"])
@match_requests.response(200, schemas.RequestWithPeersSchema)
def take_request(request_id: UUID) -> MatchRequest:
    """Look after a request as its coordinator."""
    request, party = requests.open_request(str(request_id), current_viewer())
    requests.take_request(request, party)
    db.session.commit()
    return request


@match_requests.route("/<uuid:request_id>/offers", methods=["POST"])
@match_requests.arguments(schemas.InviteSchema)
@match_requests.response(201, schemas.OfferSchema)
def create_offer(said: dict[str, Any], request_id: UUID) -> Offer:
    """Invite one of the suggested peers."""
    request, party = requests.open_request(str(request_id), current_viewer())
    offer = offers.invite(request, said, party, utc_now())
    db.session.commit()
    return offer


@match_requests.route("/<uuid:request_id>/assign", methods=["POST"])
@match_requests.arguments(schemas.AssignSchema)
@match_requests.response(201, schemas.OfferSchema)
def assign_peer(said: dict[str, Any], request_id: UUID) -> Offer:
    """Name a peer of an institution that you coordinate; both are told."""
    request, party = requests.open_request(str(request_id), current_viewer())
    offer = offers.assign(request, said["peer_id"], party, utc_now())
    db.session.commit()
    return offer


@blocked.route("", methods=["GET"])
@blocked.response(200, schemas.BlocksSchema)
def list_blocked() -> dict[str, Any]:
    """Whom you are not paired with; nobody else knows."""
    return {"items": blocks.blocked_by(current_viewer())}


@blocked.route("", methods=["POST"])
@blocked.arguments(schemas.BlockWriteSchema)
@blocked.response(201, schemas.BlockSchema)
def block_person(said: dict[str, str]) -> BlockedPair:
    """Say that you do not want to be paired with somebody."""
    pair = blocks.block(current_viewer(), said["person_id"])
    db.session.commit()
    return pair


@blocked.route("/<uuid:person_id>", methods=["DELETE"])
@blocked.response(204)
def unblock_person(person_id: UUID) -> None:
    """Take it back."""
    blocks.unblock(current_viewer(), str(person_id))
    db.session.commit()
