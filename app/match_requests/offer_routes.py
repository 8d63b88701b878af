"""Offers over HTTP: what peers answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.extensions import db, utc_now
from app.match_requests import offers as service
from app.match_requests import schemas
from app.match_requests.models import Offer
from app.pagination import paginate
from app.requests import Blueprint
from app.viewer import current_viewer

offers = Blueprint("offers", __name__, url_prefix="/offers", description="Invitations of peers")
SORTS = {"created": Offer.created_at}


@offers.route("", methods=["GET"])
@offers.arguments(schemas.OfferArgs, location="query")
@offers.response(200, schemas.OfferPage)
def list_offers(args: dict[str, Any]) -> Any:
    """Offers to you and of your requests, and those that you coordinate."""
    return paginate(service.offers_of(current_viewer(), args), Offer, SORTS, args)


@offers.route("/<uuid:offer_id>", methods=["GET"])
@offers.etag
@offers.response(200, schemas.OfferSchema)
def get_offer(offer_id: UUID) -> Offer:
    """One offer."""
    return service.get_offer(str(offer_id), current_viewer())


@offers.route("/<uuid:offer_id>/accept", methods=["POST"])
@offers.response(200, schemas.OfferSchema)
def accept_offer(offer_id: UUID) -> Offer:
    """Say yes; your hours are taken from now on."""
    offer, party = service.open_offer(str(offer_id), current_viewer(), True, utc_now())
    service.accept(offer, party, utc_now())
    db.session.commit()
    return offer


@offers.route("/<uuid:offer_id>/decline", methods=["POST"])
@offers.arguments(schemas.DeclineSchema)
@offers.response(200, schemas.OfferSchema)
def decline_offer(said: dict[str, str], offer_id: UUID) -> Offer:
    """Say no; the next suggested peer is invited."""
    offer, party = service.open_offer(str(offer_id), current_viewer(), True, utc_now())
    service.decline(offer, said["reason"], party, utc_now())
    db.session.commit()
    return offer


@offers.route("/<uuid:offer_id>/withdraw", methods=["POST"])
@offers.response(200, schemas.OfferSchema)
def withdraw_offer(offer_id: UUID) -> Offer:
    """Take an invitation back; whom to invite next is for you to say."""
    offer, party = service.open_offer(str(offer_id), current_viewer(), False, utc_now())
    service.withdraw_offer(offer, party, utc_now())
    db.session.commit()
    return offer
