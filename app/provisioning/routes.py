"""SCIM 2.0 (RFC 7643, RFC 7644) over HTTP: the protocol is scim2-server's, the rows and rules are ours."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, json, request
from scim2_models import SCIMException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService

from app.extensions import db
from app.provisioning.schemas import PROVIDER
from app.provisioning.storage import Directory

PREFIX = "/scim/v2"
SERVICE = ScimService(PROVIDER)
HANDLER = ScimHandler(SERVICE, Directory())

scim = Blueprint("scim", __name__, url_prefix=PREFIX)


@scim.get("/<path:path>")
def read(path: str) -> Response:
    """A user, a group, a list of them, or what this server can do."""
    return _answer(path)


@scim.post("/.search", defaults={"path": ""})
@scim.post("/<path:path>/.search")
def search(path: str) -> Response:
    """The same lists, asked for in a body: addresses stay out of the logs."""
    return _answer(f"{path}/.search")


@scim.route("/<path:path>", methods=["POST", "PUT", "PATCH", "DELETE"])
def write(path: str) -> Response:
    """Create, replace, alter or remove a user or a group."""
    answer = _answer(path)
    db.session.commit()
    return answer


def _answer(path: str) -> Response:
    asked = ScimRequest(
        method="GET" if request.method == "HEAD" else request.method,
        base_url=request.url_root.rstrip("/") + PREFIX,
        path=f"/{path.lstrip('/')}",
        query=request.args,
        headers=list(request.headers.items()),
        body=request.get_data(),
    )
    return _response(HANDLER.handle(asked))


@scim.errorhandler(SCIMException)
def refuse(error: SCIMException) -> Response:
    """What the protocol refused; nothing was committed."""
    return _response(SERVICE.error_response(error))


def _response(said: ScimResponse) -> Response:
    body = json.dumps(said.body) if said.body is not None else None
    return current_app.response_class(body, said.status, said.headers)
