"""Signing in and out of the API, and who one is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.accounts import administration, schemas, service, sessions
from app.accounts.credentials import current_credential
from app.extensions import db
from app.requests import Blueprint
from app.rights.erasure import what_goes_and_stays
from app.rights.export import export_of
from app.viewer import Viewer, become, current_viewer

tokens = Blueprint("tokens", __name__, url_prefix="/tokens", description="Sign in and out of the API")
me = Blueprint("me", __name__, url_prefix="/me", description="Who you are here")


@tokens.route("", methods=["POST"])
@tokens.arguments(schemas.SignInSchema)
@tokens.response(201, schemas.TokenSchema)
def create_token(asked: dict[str, str]) -> dict[str, Any]:
    """Sign in: a bearer token for your e-mail and password."""
    account = service.sign_in(asked["email"], asked["password"])
    become(service.viewer_of(account))
    secret, token = service.create_token(account, asked["label"], asked["scope"])
    db.session.commit()
    return {"id": token.id, "token": secret, "scope": token.scope, "expires_at": token.expires_at}


@tokens.route("", methods=["GET"])
@tokens.arguments(schemas.OwnArgs, location="query")
@tokens.response(200, schemas.TokenPage)
def list_tokens(args: dict[str, Any]) -> Any:
    """Your tokens that are in force, without their secrets."""
    return service.list_tokens(current_viewer().account_id, args)


@tokens.route("/<uuid:token_id>", methods=["DELETE"])
@tokens.response(204)
def revoke_token(token_id: UUID) -> None:
    """End one of your tokens."""
    service.revoke_token(str(token_id), current_viewer().account_id)
    db.session.commit()


@me.route("", methods=["GET"])
@me.etag
@me.response(200, schemas.MeSchema)
def show_me() -> Viewer:
    """Who is signed in, where, with which roles."""
    return current_viewer()


@me.route("/password", methods=["POST"])
@me.arguments(schemas.PasswordChangeSchema)
@me.response(204)
def change_password(said: dict[str, str]) -> None:
    """Change your password: whatever else is signed in as you ends, sessions and tokens."""
    used = current_credential()
    service.change_password(str(current_viewer().account_id), said["old"], said["new"], used.id if used else None)
    db.session.commit()


@me.route("/sessions", methods=["GET"])
@me.arguments(schemas.OwnArgs, location="query")
@me.response(200, schemas.SessionPage)
def list_my_sessions(args: dict[str, Any]) -> Any:
    """Where you are signed in on the pages."""
    return sessions.list_sessions(current_viewer().account_id, args)


@me.route("/sessions/<uuid:session_id>", methods=["DELETE"])
@me.response(204)
def end_my_session(session_id: UUID) -> None:
    """End one of your sessions, here or elsewhere."""
    sessions.end_own_session(str(session_id), current_viewer().account_id)
    db.session.commit()


@me.route("", methods=["DELETE"])
@me.etag
@me.arguments(schemas.EraseSchema)
@me.response(200, schemas.ErasedSchema)
def erase_me(said: dict[str, str]) -> dict[str, list[str]]:
    """Erase yourself everywhere, at once and for good; type your e-mail address again to confirm."""
    me.check_etag(current_viewer(), schemas.MeSchema)
    administration.erase_own(current_viewer(), said["email"])
    db.session.commit()
    goes, stays = what_goes_and_stays()
    return {"goes": goes, "stays": stays}


@me.route("/export", methods=["GET"])
@me.response(200, schemas.ExportSchema)
def export_me() -> dict[str, Any]:
    """Everything that is kept about you."""
    viewer = current_viewer()
    return export_of(viewer.account_id, viewer.person_id)
