"""Peer search over HTTP."""

from __future__ import annotations

from typing import Any

from app.matches import service
from app.matches.schemas import PeerAnswerSchema, PeerSearchSchema
from app.requests import Blueprint
from app.viewer import current_viewer

peer_search = Blueprint("peer_search", __name__, url_prefix="/peer-search", description="Who has been there before")


@peer_search.route("", methods=["POST"])
@peer_search.arguments(PeerSearchSchema)
@peer_search.response(200, PeerAnswerSchema)
def search_peers(asked: dict[str, Any]) -> dict[str, Any]:
    """The most experienced peers for your need, with reasons. Nothing of it is stored."""
    return service.search_peers(asked, current_viewer())
