"""Rounds of exchanges over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.extensions import db
from app.pagination import paginate
from app.requests import Blueprint
from app.rounds import schemas, service
from app.rounds.models import Round
from app.viewer import current_viewer

rounds = Blueprint("rounds", __name__, url_prefix="/rounds", description="Exchanges that are planned all at once")
SORTS = {"created": Round.created_at, "title": Round.title}


@rounds.route("", methods=["GET"])
@rounds.arguments(schemas.RoundArgs, location="query")
@rounds.response(200, schemas.RoundPage)
def list_rounds(args: dict[str, Any]) -> Any:
    """Rounds, the newest first."""
    return paginate(service.rounds_matching(args), Round, SORTS, args)


@rounds.route("", methods=["POST"])
@rounds.arguments(schemas.RoundWriteSchema)
@rounds.response(201, schemas.RoundSchema)
def create_round(said: dict[str, Any]) -> Round:
    """Open a round: institutions can enter what they seek and offer."""
    made = service.create_round(said, current_viewer())
    db.session.commit()
    return made


@rounds.route("/<uuid:round_id>", methods=["GET"])
@rounds.etag
@rounds.response(200, schemas.RoundSchema)
def get_round(round_id: UUID) -> Round:
    """One round, with its rules."""
    return service.get_round(str(round_id))


@rounds.route("/<uuid:round_id>", methods=["PATCH"])
@rounds.etag
@rounds.arguments(schemas.RoundWriteSchema(partial=True))
@rounds.response(200, schemas.RoundSchema)
def update_round(said: dict[str, Any], round_id: UUID) -> Round:
    """Alter its rules, until it is confirmed."""
    found = service.open_round(str(round_id))
    rounds.check_etag(found, schemas.RoundSchema)
    service.update_round(found, said)
    db.session.commit()
    return found


@rounds.route("/<uuid:round_id>/close-entries", methods=["POST"])
@rounds.response(200, schemas.RoundSchema)
def close_entries(round_id: UUID) -> Round:
    """Nothing is entered or altered any more: the plan can be made and confirmed."""
    return _moved(round_id, "close_entries")


@rounds.route("/<uuid:round_id>/reopen", methods=["POST"])
@rounds.response(200, schemas.RoundSchema)
def reopen_round(round_id: UUID) -> Round:
    """Let institutions enter and alter again."""
    return _moved(round_id, "reopen")


@rounds.route("/<uuid:round_id>/cancel", methods=["POST"])
@rounds.response(200, schemas.RoundSchema)
def cancel_round(round_id: UUID) -> Round:
    """Nothing comes of this round; what was entered is kept."""
    return _moved(round_id, "cancel")


def _moved(round_id: UUID, act: str) -> Round:
    found = service.open_round(str(round_id))
    service.move_round(found, act)
    db.session.commit()
    return found
