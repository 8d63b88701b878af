"""Signing in and out of the API, and who one is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.accounts.schemas import ErasedSchema, EraseSchema, ExportSchema, MeSchema, SignInSchema, TokenSchema
from app.accounts.service import create_token as make_token
from app.accounts.service import erase_own_account, sign_in
from app.accounts.service import revoke_token as end_token
from app.extensions import db
from app.requests import Blueprint
from app.rights.erasure import what_goes_and_stays
from app.rights.export import export_of
from app.viewer import Viewer, current_viewer

tokens = Blueprint("tokens", __name__, url_prefix="/tokens", description="Sign in and out of the API")
me = Blueprint("me", __name__, url_prefix="/me", description="Who you are here")


@tokens.route("", methods=["POST"])
@tokens.arguments(SignInSchema)
@tokens.response(201, TokenSchema)
def create_token(asked: dict[str, str]) -> dict[str, Any]:
    """Sign in: a bearer token for your e-mail and password."""
    secret, token = make_token(sign_in(asked["email"], asked["password"]), asked["label"])
    db.session.commit()
    return {"id": token.id, "token": secret, "expires_at": token.expires_at}


@tokens.route("/<uuid:token_id>", methods=["DELETE"])
@tokens.response(204)
def revoke_token(token_id: UUID) -> None:
    """End one of your tokens."""
    end_token(str(token_id), current_viewer().account_id)
    db.session.commit()


@me.route("", methods=["GET"])
@me.etag
@me.response(200, MeSchema)
def show_me() -> Viewer:
    """Who is signed in, where, with which roles."""
    return current_viewer()


@me.route("", methods=["DELETE"])
@me.etag
@me.arguments(EraseSchema)
@me.response(200, ErasedSchema)
def erase_me(said: dict[str, str]) -> dict[str, list[str]]:
    """Erase yourself everywhere, at once and for good; type your e-mail address again to confirm."""
    me.check_etag(current_viewer(), MeSchema)
    erase_own_account(current_viewer(), said["email"])
    db.session.commit()
    goes, stays = what_goes_and_stays()
    return {"goes": goes, "stays": stays}


@me.route("/export", methods=["GET"])
@me.response(200, ExportSchema)
def export_me() -> dict[str, Any]:
    """Everything that is kept about you."""
    viewer = current_viewer()
    return export_of(viewer.account_id, viewer.person_id)
