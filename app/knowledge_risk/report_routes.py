"""Reports of risk over HTTP; every look says its purpose and is on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.knowledge_risk import report_schemas, reports, schemas
from app.knowledge_risk.heat_map import aggregates, heat_map
from app.knowledge_risk.looking import note
from app.requests import Blueprint

risk_reports = Blueprint("risk_reports", __name__, url_prefix="/risk", description="What an institution could lose")


@risk_reports.route("/institutions/<uuid:institution_id>", methods=["GET"])
@risk_reports.arguments(schemas.LookArgs, location="query")
@risk_reports.response(200, report_schemas.ReportSchema)
def show_report(args: dict[str, Any], institution_id: UUID) -> dict[str, Any]:
    """Posts by risk, areas, and whose leaving would hurt most."""
    place, setting = reports.place_at_risk(str(institution_id))
    note("institution", [place.id], args)
    return reports.report(place, setting)


@risk_reports.route("/what-if", methods=["POST"])
@risk_reports.arguments(report_schemas.WhatIfSchema)
@risk_reports.response(200, report_schemas.WhatIfAnswerSchema)
def what_if(said: dict[str, Any]) -> dict[str, Any]:
    """What is lost once these people have left; nothing is stored but that you looked."""
    place, _ = reports.place_at_risk(said["institution_id"])
    note("person", reports.asked_people(place, said["people"]), said)
    return reports.if_they_leave(place, said["people"])


@risk_reports.route("/institutions/<uuid:institution_id>/heat-map", methods=["GET"])
@risk_reports.arguments(schemas.LookArgs, location="query")
@risk_reports.response(200, report_schemas.HeatMapSchema)
def show_heat_map(args: dict[str, Any], institution_id: UUID) -> dict[str, Any]:
    """Area by unit: the posts and the highest risk among them."""
    place, setting = reports.place_at_risk(str(institution_id))
    note("institution", [place.id], args)
    return {"items": heat_map(place, setting)}


@risk_reports.route("/institutions/<uuid:institution_id>/aggregates", methods=["GET"])
@risk_reports.arguments(schemas.LookArgs, location="query")
@risk_reports.response(200, report_schemas.AggregatesSchema)
def show_aggregates(args: dict[str, Any], institution_id: UUID) -> dict[str, Any]:
    """Area by unit for who does not manage the institution: rounded counts of many, made once a quarter."""
    place, setting = reports.place_at_risk(str(institution_id))
    note("institution", [place.id], args)
    return aggregates(place, setting)
