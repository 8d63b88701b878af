"""Institutions over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.exports import Listing, as_asked
from app.extensions import db
from app.institutions import service
from app.institutions.models import Institution
from app.institutions.schemas import (
    InstitutionArgs,
    InstitutionCountArgs,
    InstitutionCounts,
    InstitutionPage,
    InstitutionSchema,
    InstitutionWriteSchema,
)
from app.requests import Blueprint

institutions = Blueprint("institutions", __name__, url_prefix="/institutions", description="Where people work")
LISTING = Listing(Institution, {"name": Institution.name, "updated": Institution.updated_at}, InstitutionSchema)


@institutions.route("", methods=["GET"])
@institutions.arguments(InstitutionArgs, location="query")
@institutions.response(200, InstitutionPage)
def list_institutions(args: dict[str, Any]) -> Any:
    """Institutions, by name; `q` looks in names and acronyms."""
    return as_asked(service.institutions_matching(args), LISTING, args)


@institutions.route("/counts", methods=["GET"])
@institutions.arguments(InstitutionCountArgs, location="query")
@institutions.response(200, InstitutionCounts)
def count_institutions(args: dict[str, Any]) -> dict[str, Any]:
    """How many institutions the list finds, and how many with each value of a filter in place of its own."""
    return service.count_institutions(args)


@institutions.route("", methods=["POST"])
@institutions.arguments(InstitutionWriteSchema)
@institutions.response(201, InstitutionSchema)
def create_institution(said: dict[str, Any]) -> Institution:
    """Add an institution."""
    institution = service.create_institution(said)
    db.session.commit()
    return institution


@institutions.route("/<uuid:institution_id>", methods=["GET"])
@institutions.etag
@institutions.response(200, InstitutionSchema)
def get_institution(institution_id: UUID) -> Institution:
    """One institution."""
    return service.get_institution(str(institution_id))


@institutions.route("/<uuid:institution_id>", methods=["PATCH"])
@institutions.etag
@institutions.arguments(InstitutionWriteSchema(partial=True))
@institutions.response(200, InstitutionSchema)
def update_institution(said: dict[str, Any], institution_id: UUID) -> Institution:
    """Alter an institution; country, parent and ref are for administrators."""
    institution = service.get_institution(str(institution_id))
    institutions.check_etag(institution, InstitutionSchema)
    service.update_institution(institution, said)
    db.session.commit()
    return institution


@institutions.route("/<uuid:institution_id>", methods=["DELETE"])
@institutions.etag
@institutions.response(204)
def delete_institution(institution_id: UUID) -> None:
    """Remove an institution that nothing refers to."""
    institution = service.get_institution(str(institution_id))
    institutions.check_etag(institution, InstitutionSchema)
    service.delete_institution(institution)
    db.session.commit()
