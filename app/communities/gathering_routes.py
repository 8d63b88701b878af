"""Gatherings of communities over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.communities import gatherings as service
from app.communities import schemas
from app.communities.models import Gathering
from app.extensions import db, utc_now
from app.pagination import paginate
from app.requests import Blueprint
from app.viewer import current_viewer

gatherings = Blueprint("gatherings", __name__, url_prefix="/communities", description="When communities meet")
SORTS = {"starts": Gathering.starts_at}
ALL, ONE = "/<uuid:community_id>/gatherings", "/<uuid:community_id>/gatherings/<uuid:gathering_id>"
_CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"


@gatherings.route(ALL, methods=["GET"])
@gatherings.arguments(schemas.GatheringArgs, location="query")
@gatherings.response(200, schemas.GatheringPage)
def list_gatherings(args: dict[str, Any], community_id: UUID) -> Any:
    """When a community meets, the earliest first; `is_over=false` leaves out what is over."""
    found = service.gatherings_of(str(community_id), args, current_viewer(), utc_now())
    return paginate(found, Gathering, SORTS, args)


@gatherings.route(ALL, methods=["POST"])
@gatherings.arguments(schemas.GatheringWriteSchema)
@gatherings.response(201, schemas.GatheringSchema)
def create_gathering(said: dict[str, Any], community_id: UUID) -> Gathering:
    """Plan a gathering, or write down one that was held."""
    gathering = service.plan_gathering(str(community_id), said, current_viewer())
    db.session.commit()
    return gathering


@gatherings.route(ONE, methods=["GET"])
@gatherings.etag
@gatherings.response(200, schemas.GatheringSchema)
def get_gathering(community_id: UUID, gathering_id: UUID) -> Gathering:
    """One gathering."""
    return service.get_gathering(str(community_id), str(gathering_id), current_viewer())


@gatherings.route(ONE, methods=["PATCH"])
@gatherings.etag
@gatherings.arguments(schemas.GatheringWriteSchema(partial=True))
@gatherings.response(200, schemas.GatheringSchema)
def update_gathering(said: dict[str, Any], community_id: UUID, gathering_id: UUID) -> Gathering:
    """Alter a gathering, write its notes, or call it off."""
    gathering = service.get_gathering(str(community_id), str(gathering_id), current_viewer())
    gatherings.check_etag(gathering, schemas.GatheringSchema)
    service.update_gathering(gathering, said, current_viewer())
    db.session.commit()
    return gathering


@gatherings.route(f"{ONE}/calendar.ics", methods=["GET"])
@gatherings.response(200, {"format": "binary", "type": "string"}, content_type="text/calendar")
def get_gathering_calendar(community_id: UUID, gathering_id: UUID) -> Response:
    """A gathering as a file that calendars read."""
    gathering = service.get_gathering(str(community_id), str(gathering_id), current_viewer())
    return Response(service.calendar_of(gathering, current_viewer()), content_type=_CALENDAR)
