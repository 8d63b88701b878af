"""Unmet demand over HTTP."""

from __future__ import annotations

from typing import Any

from app.requests import Blueprint
from app.unmet_demand.schemas import UnmetDemandArgs, UnmetDemandSchema
from app.unmet_demand.service import unmet_demand
from app.viewer import current_viewer

unmet = Blueprint("unmet_demand", __name__, url_prefix="/unmet-demand", description="What nobody helps with")


@unmet.route("", methods=["GET"])
@unmet.arguments(UnmetDemandArgs, location="query")
@unmet.response(200, UnmetDemandSchema)
def show_unmet_demand(args: dict[str, Any]) -> dict[str, Any]:
    """Which exchange, community or hire would cover most open challenges that nobody helps with."""
    return unmet_demand(args, current_viewer())
