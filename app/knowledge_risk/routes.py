"""Positions, departures and the settings of risk over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.extensions import db, utc_now
from app.knowledge_risk import departures as leaving
from app.knowledge_risk import positions as posts
from app.knowledge_risk import schemas
from app.knowledge_risk.looking import look_at, look_through
from app.knowledge_risk.models import Departure, Position, PositionContest, RiskSetting
from app.knowledge_risk.settings import get_setting, update_setting
from app.pagination import paginate
from app.requests import Blueprint
from app.viewer import current_viewer

positions = Blueprint("positions", __name__, url_prefix="/positions", description="Posts that hold know-how")
departures = Blueprint("departures", __name__, url_prefix="/departures", description="Who leaves when, as declared")
risk = Blueprint("risk", __name__, url_prefix="/risk", description="Knowledge-loss risk of an institution")
POSITION_SORTS = {"name": Position.title, "updated": Position.updated_at}
DEPARTURE_SORTS = {"leaves": Departure.leaves_on}


@positions.route("", methods=["GET"])
@positions.arguments(schemas.PositionArgs, location="query")
@positions.response(200, schemas.PositionPage)
def list_positions(args: dict[str, Any]) -> Any:
    """What you hold, and the posts that you manage; for these say the purpose."""
    viewer = current_viewer()
    page = paginate(posts.positions_of(viewer, args), Position, POSITION_SORTS, args)
    return {**look_through("position", page, args), "items": [posts.shown(each, viewer) for each in page["items"]]}


@positions.route("", methods=["POST"])
@positions.arguments(schemas.PositionCreateSchema)
@positions.response(201, schemas.PositionSchema)
def create_position(said: dict[str, Any]) -> dict[str, Any]:
    """Name a post whose know-how your institution can't do without."""
    position = posts.create_position(said)
    db.session.commit()
    return posts.shown(position, current_viewer())


@positions.route("/<uuid:position_id>", methods=["GET"])
@positions.etag
@positions.arguments(schemas.LookArgs, location="query")
@positions.response(200, schemas.PositionSchema)
def get_position(args: dict[str, Any], position_id: UUID) -> dict[str, Any]:
    """One post; say the purpose, unless you hold it."""
    position, viewer = posts.get_position(str(position_id)), current_viewer()
    return posts.shown(look_at(position, position.holder_id, args, viewer), viewer)


@positions.route("/<uuid:position_id>", methods=["PATCH"])
@positions.etag
@positions.arguments(schemas.PositionPatchSchema(partial=True))
@positions.response(200, schemas.PositionSchema)
def update_position(said: dict[str, Any], position_id: UUID) -> dict[str, Any]:
    """Alter a post; its rating is a matter of its own."""
    position = posts.open_position(str(position_id))
    positions.check_etag(posts.shown(position, current_viewer()), schemas.PositionSchema)
    posts.update_position(position, said)
    db.session.commit()
    return posts.shown(position, current_viewer())


@positions.route("/<uuid:position_id>", methods=["DELETE"])
@positions.etag
@positions.response(204)
def delete_position(position_id: UUID) -> None:
    """Remove a post; who contested it keeps what was said."""
    position = posts.open_position(str(position_id))
    positions.check_etag(posts.shown(position, current_viewer()), schemas.PositionSchema)
    posts.delete_position(position, current_viewer())
    db.session.commit()


@positions.route("/<uuid:position_id>/rate", methods=["POST"])
@positions.arguments(schemas.RateSchema)
@positions.response(200, schemas.PositionSchema)
def rate_position(said: dict[str, Any], position_id: UUID) -> dict[str, Any]:
    """Rate a post, with evidence; its holder sees both and your name."""
    position = posts.open_position(str(position_id))
    posts.rate(position, said["factor"], said["evidence"], current_viewer())
    db.session.commit()
    return posts.shown(position, current_viewer())


@positions.route("/<uuid:position_id>/contest", methods=["POST"])
@positions.arguments(schemas.WordsSchema)
@positions.response(201, schemas.ContestSchema)
def contest_position(said: dict[str, str], position_id: UUID) -> PositionContest:
    """Contest the entry of the post that you hold."""
    position = posts.open_position(str(position_id))
    made = posts.contest(position, said["text"], current_viewer(), utc_now())
    db.session.commit()
    return made


@positions.route("/<uuid:position_id>/answer", methods=["POST"])
@positions.arguments(schemas.WordsSchema)
@positions.response(200, schemas.ContestSchema)
def answer_contest(said: dict[str, str], position_id: UUID) -> PositionContest:
    """Answer the holder who contests the entry."""
    position = posts.open_position(str(position_id))
    answered = posts.answer(position, said["text"], current_viewer(), utc_now())
    db.session.commit()
    return answered


@departures.route("", methods=["GET"])
@departures.arguments(schemas.DepartureArgs, location="query")
@departures.response(200, schemas.DeparturePage)
def list_departures(args: dict[str, Any]) -> Any:
    """Yours, and those at the institution that you manage; for these say the purpose."""
    page = paginate(leaving.departures_of(current_viewer(), args), Departure, DEPARTURE_SORTS, args)
    return look_through("departure", page, args)


@departures.route("", methods=["POST"])
@departures.arguments(schemas.DepartureCreateSchema)
@departures.response(201, schemas.DepartureSchema)
def declare_departure(said: dict[str, Any]) -> Departure:
    """Declare when you leave, or somebody whom you manage; who did not say it himself is told."""
    departure = leaving.declare(said, current_viewer())
    db.session.commit()
    return departure


@departures.route("/<uuid:departure_id>", methods=["GET"])
@departures.etag
@departures.arguments(schemas.LookArgs, location="query")
@departures.response(200, schemas.DepartureSchema)
def get_departure(args: dict[str, Any], departure_id: UUID) -> Departure:
    """One departure; say the purpose, unless it is yours."""
    viewer = current_viewer()
    departure = leaving.get_departure(str(departure_id), viewer)
    return look_at(departure, departure.person_id, args, viewer)


@departures.route("/<uuid:departure_id>", methods=["PATCH"])
@departures.etag
@departures.arguments(schemas.DeparturePatchSchema(partial=True))
@departures.response(200, schemas.DepartureSchema)
def update_departure(said: dict[str, Any], departure_id: UUID) -> Departure:
    """Declare another day; what a person said himself only that person alters."""
    departure = leaving.get_departure(str(departure_id), current_viewer())
    departures.check_etag(departure, schemas.DepartureSchema)
    leaving.update_departure(departure, said, current_viewer())
    db.session.commit()
    return departure


@departures.route("/<uuid:departure_id>", methods=["DELETE"])
@departures.etag
@departures.response(204)
def delete_departure(departure_id: UUID) -> None:
    """Take a departure back; what a person said himself only that person takes back."""
    departure = leaving.get_departure(str(departure_id), current_viewer())
    departures.check_etag(departure, schemas.DepartureSchema)
    leaving.withdraw(departure, current_viewer())
    db.session.commit()


@risk.route("/institutions/<uuid:institution_id>/settings", methods=["GET"])
@risk.etag
@risk.response(200, schemas.SettingSchema)
def get_settings(institution_id: UUID) -> RiskSetting:
    """Whether your institution looks at risk, under which agreement, and how."""
    return get_setting(str(institution_id))


@risk.route("/institutions/<uuid:institution_id>/settings", methods=["PATCH"])
@risk.etag
@risk.arguments(schemas.SettingPatchSchema)
@risk.response(200, schemas.SettingSchema)
def update_settings(said: dict[str, Any], institution_id: UUID) -> RiskSetting:
    """Switch it on with the agreement of the staff's representation, off at any time, or alter its numbers."""
    setting = get_setting(str(institution_id))
    risk.check_etag(setting, schemas.SettingSchema)
    update_setting(setting, said)
    db.session.commit()
    return setting
