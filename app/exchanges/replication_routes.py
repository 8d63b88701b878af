"""Replications of lessons over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from marshmallow import validate

from app.exchanges import replications as service
from app.exchanges.replication_models import Replication
from app.extensions import db
from app.fields import Id, Named, Text, one_of_field, page_of, text_field
from app.pagination import page_args, paginate
from app.requests import Blueprint
from app.viewer import current_viewer
from app.vocabulary import UPTAKES

replications = Blueprint(
    "replications", __name__, url_prefix="/lessons", description="Lessons that were taken up elsewhere"
)
SORTS = {"created": Replication.created_at}
ALL, ONE = "/<uuid:lesson_id>/replications", "/<uuid:lesson_id>/replications/<uuid:replication_id>"


class ReplicationPatchSchema(ma.Schema):
    """What may be said of a replication: adopted, adapted or rejected, why, and with what result."""

    class Meta:  # noqa: D106
        unknown = ma.RAISE

    uptake = one_of_field(UPTAKES, required=True)
    why = Text(required=True, validate=validate.Length(1, 5_000))
    result = text_field(5_000)
    taken_up_on = ma.fields.Date(allow_none=True)
    exchange_id = Id(allow_none=True)


class ReplicationCreateSchema(ReplicationPatchSchema):
    """The same, and which institution took it up."""

    institution_id = Id(required=True)


class ExchangeNamed(ma.Schema):
    """An exchange that is referred to."""

    id = Id(required=True)
    title = ma.fields.String(required=True)


class ReplicationSchema(ma.Schema):
    """A lesson taken up elsewhere."""

    id = Id(required=True)
    lesson_id = Id(required=True)
    institution = ma.fields.Nested(Named, required=True)
    exchange = ma.fields.Nested(ExchangeNamed, required=True, allow_none=True)
    author = ma.fields.Nested(Named, required=True, allow_none=True)
    uptake = ma.fields.String(required=True)
    why = ma.fields.String(required=True)
    result = ma.fields.String(required=True)
    taken_up_on = ma.fields.Date(required=True, allow_none=True)


ReplicationPage = page_of(ReplicationSchema)
ReplicationArgs = page_args(("-created", "created"), uptake=one_of_field(UPTAKES))


@replications.route(ALL, methods=["GET"])
@replications.arguments(ReplicationArgs, location="query")
@replications.response(200, ReplicationPage)
def list_replications(args: dict[str, Any], lesson_id: UUID) -> Any:
    """Where a lesson was taken up, as far as you may see it."""
    found = service.replications_of(str(lesson_id), args, current_viewer())
    return paginate(found, Replication, SORTS, args)


@replications.route(ALL, methods=["POST"])
@replications.arguments(ReplicationCreateSchema)
@replications.response(201, ReplicationSchema)
def create_replication(said: dict[str, Any], lesson_id: UUID) -> Replication:
    """Say that your institution took a lesson up, or did not, and why."""
    replication = service.create_replication(str(lesson_id), said, current_viewer())
    db.session.commit()
    return replication


@replications.route(ONE, methods=["GET"])
@replications.etag
@replications.response(200, ReplicationSchema)
def get_replication(lesson_id: UUID, replication_id: UUID) -> Replication:
    """One replication."""
    return service.get_replication(str(lesson_id), str(replication_id), current_viewer())


@replications.route(ONE, methods=["PATCH"])
@replications.etag
@replications.arguments(ReplicationPatchSchema(partial=True))
@replications.response(200, ReplicationSchema)
def update_replication(said: dict[str, Any], lesson_id: UUID, replication_id: UUID) -> Replication:
    """Say what came of it."""
    replication = service.get_replication(str(lesson_id), str(replication_id), current_viewer())
    replications.check_etag(replication, ReplicationSchema)
    service.update_replication(replication, said, current_viewer())
    db.session.commit()
    return replication


@replications.route(ONE, methods=["DELETE"])
@replications.etag
@replications.response(204)
def delete_replication(lesson_id: UUID, replication_id: UUID) -> None:
    """Take it back."""
    replication = service.get_replication(str(lesson_id), str(replication_id), current_viewer())
    replications.check_etag(replication, ReplicationSchema)
    service.delete_replication(replication)
    db.session.commit()
