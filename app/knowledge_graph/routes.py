"""The knowledge graph over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.knowledge_graph import schemas, service
from app.requests import Blueprint
from app.viewer import current_viewer

graph = Blueprint("graph", __name__, url_prefix="/graph", description="Who and what is tied to whom")
_TYPES = {"graphml": ("application/graphml+xml", "graphml"), "json-ld": ("application/ld+json", "jsonld")}


@graph.route("/people/<uuid:person_id>", methods=["GET"])
@graph.response(200, schemas.NeighbourhoodSchema)
def show_neighbourhood(person_id: UUID) -> dict[str, Any]:
    """The things and people around a person, as far as you may see them."""
    return service.around(str(person_id), current_viewer())


@graph.route("/people/<uuid:person_id>/introductions", methods=["GET"])
@graph.response(200, schemas.IntroductionsSchema)
def show_introductions(person_id: UUID) -> dict[str, Any]:
    """Who can introduce you to a person: the shortest chains of people who know each other."""
    return {"items": service.who_introduces(str(person_id), current_viewer())}


@graph.route("/export", methods=["GET"])
@graph.arguments(schemas.ExportArgs, location="query")
@graph.response(200, {"type": "string"}, content_type="application/graphml+xml")
@graph.alt_response(200, schema={"type": "object"}, content_type="application/ld+json", success=True)
def export_graph(args: dict[str, Any]) -> Response:
    """What you may see of the graph, for other programs."""
    said = service.exported(args["format"], args.get("institution_id"), current_viewer())
    media, ending = _TYPES[args["format"]]
    answer = Response(said, mimetype=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="sankofa.{ending}"'
    return answer
