"""Exchanges over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.exchanges import naming, schemas, service
from app.exchanges.brief import brief_of
from app.exchanges.calendars import calendar_of
from app.exchanges.models import Exchange, Participant
from app.exchanges.seeing import get_exchange as seen_exchange
from app.exchanges.seeing import open_exchange
from app.exchanges.showing import row, shown
from app.exports import Listing, as_asked
from app.extensions import db, utc_now
from app.requests import Blueprint
from app.viewer import current_viewer

exchanges = Blueprint(
    "exchanges", __name__, url_prefix="/exchanges", description="Know-how that goes from one institution to another"
)
SORTS = {"updated": Exchange.updated_at, "name": Exchange.title}
LISTING = Listing(Exchange, SORTS, schemas.ExchangeRowSchema)
_CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"
_FILE = {"format": "binary", "type": "string"}


@exchanges.route("", methods=["GET"])
@exchanges.arguments(schemas.ExchangeArgs, location="query")
@exchanges.response(200, schemas.ExchangePage)
def list_exchanges(args: dict[str, Any]) -> Any:
    """Exchanges of institutions that you coordinate, and those that you are named in."""
    return as_asked(service.exchanges_matching(args, current_viewer()), LISTING, args, row)


@exchanges.route("", methods=["POST"])
@exchanges.arguments(schemas.ExchangeCreateSchema)
@exchanges.response(201, schemas.ExchangeSchema)
def create_exchange(said: dict[str, Any]) -> dict[str, Any]:
    """Begin an exchange of an institution that you coordinate."""
    viewer = current_viewer()
    exchange = service.create_exchange(said, viewer)
    db.session.commit()
    return shown(exchange, viewer)


@exchanges.route("/<uuid:exchange_id>", methods=["GET"])
@exchanges.etag
@exchanges.response(200, schemas.ExchangeSchema)
def get_exchange(exchange_id: UUID) -> dict[str, Any]:
    """One exchange, with all that is said of it, and what is missing for its next step."""
    viewer = current_viewer()
    return shown(seen_exchange(str(exchange_id), viewer), viewer)


@exchanges.route("/<uuid:exchange_id>", methods=["PATCH"])
@exchanges.etag
@exchanges.arguments(schemas.ExchangePatchSchema(partial=True))
@exchanges.response(200, schemas.ExchangeSchema)
def update_exchange(said: dict[str, Any], exchange_id: UUID) -> dict[str, Any]:
    """Say what it is for, how it is done, what came of it; whoever takes part is told of other dates."""
    viewer = current_viewer()
    exchange, actors = open_exchange(str(exchange_id), viewer)
    exchanges.check_etag(shown(exchange, viewer), schemas.ExchangeSchema)
    service.update_exchange(exchange, said, actors, viewer)
    db.session.commit()
    return shown(exchange, viewer)


@exchanges.route("/<uuid:exchange_id>/advance", methods=["POST"])
@exchanges.response(200, schemas.ExchangeSchema)
def advance_exchange(exchange_id: UUID) -> dict[str, Any]:
    """On to the next step; what is missing for it is told."""
    viewer = current_viewer()
    exchange, actors = open_exchange(str(exchange_id), viewer)
    service.advance(exchange, actors, utc_now())
    db.session.commit()
    return shown(exchange, viewer)


@exchanges.route("/<uuid:exchange_id>/back", methods=["POST"])
@exchanges.arguments(schemas.ReasonSchema)
@exchanges.response(200, schemas.ExchangeSchema)
def return_exchange(said: dict[str, str], exchange_id: UUID) -> dict[str, Any]:
    """Back by one step, with a reason."""
    viewer = current_viewer()
    exchange, actors = open_exchange(str(exchange_id), viewer)
    service.go_back(exchange, said["reason"], actors)
    db.session.commit()
    return shown(exchange, viewer)


@exchanges.route("/<uuid:exchange_id>/cancel", methods=["POST"])
@exchanges.arguments(schemas.ReasonSchema)
@exchanges.response(200, schemas.ExchangeSchema)
def cancel_exchange(said: dict[str, str], exchange_id: UUID) -> dict[str, Any]:
    """End it before it is closed, with a reason; whoever takes part is told."""
    viewer = current_viewer()
    exchange, actors = open_exchange(str(exchange_id), viewer)
    service.cancel(exchange, said["reason"], actors, viewer.person_id, utc_now())
    db.session.commit()
    return shown(exchange, viewer)


@exchanges.route("/<uuid:exchange_id>/participants", methods=["POST"])
@exchanges.arguments(schemas.ParticipantWriteSchema)
@exchanges.response(201, schemas.ParticipantSchema)
def name_participant(said: dict[str, Any], exchange_id: UUID) -> Participant:
    """Name somebody who takes part, who is told and sees the exchange; or a number of people without names."""
    viewer = current_viewer()
    exchange, actors = open_exchange(str(exchange_id), viewer)
    participant = naming.name_participant(exchange, said, actors, viewer.person_id, utc_now())
    db.session.commit()
    return participant


@exchanges.route("/<uuid:exchange_id>/participants/<uuid:participant_id>", methods=["DELETE"])
@exchanges.response(204)
def remove_participant(exchange_id: UUID, participant_id: UUID) -> None:
    """Take somebody out; everybody can take himself out."""
    viewer = current_viewer()
    exchange, actors = open_exchange(str(exchange_id), viewer)
    naming.remove_participant(exchange, str(participant_id), actors, viewer.person_id)
    db.session.commit()


@exchanges.route("/<uuid:exchange_id>/calendar", methods=["GET"])
@exchanges.response(200, _FILE, content_type="text/calendar")
def show_calendar(exchange_id: UUID) -> Response:
    """Its agenda as a file that calendars read, once there is something on it."""
    exchange = seen_exchange(str(exchange_id), current_viewer())
    return Response(calendar_of(exchange, utc_now()), content_type=_CALENDAR)


@exchanges.route("/<uuid:exchange_id>/brief", methods=["GET"])
@exchanges.response(200, _FILE, content_type="text/html")
def get_brief(exchange_id: UUID) -> Response:
    """A page to print: goal, institutions, people, agenda, budget and outcomes."""
    viewer = current_viewer()
    return Response(
        brief_of(shown(seen_exchange(str(exchange_id), viewer), viewer)), content_type="text/html; charset=utf-8"
    )
