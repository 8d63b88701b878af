"""The coordinators' overview over HTTP."""

from __future__ import annotations

from typing import Any

from app.match_requests.overview import overview
from app.match_requests.overview_schemas import OverviewSchema
from app.requests import Blueprint
from app.viewer import current_viewer

coordination = Blueprint(
    "coordination", __name__, url_prefix="/coordination", description="What waits for coordinators"
)


@coordination.route("", methods=["GET"])
@coordination.response(200, OverviewSchema)
def show_overview() -> dict[str, Any]:
    """Open requests without an owner, waiting offers, load, unmet topics, and how long it takes."""
    return overview(current_viewer())
