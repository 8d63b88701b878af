"""Signing in and out of the API, and who one is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.accounts.schemas import MeSchema, SignInSchema, TokenSchema
from app.accounts.service import create_token as make_token
from app.accounts.service import revoke_token as end_token
from app.accounts.service import sign_in, viewer_of
from app.extensions import db
from app.requests import Blueprint
from app.viewer import Viewer, become, current_viewer

tokens = Blueprint("tokens", __name__, url_prefix="/tokens", description="Sign in and out of the API")
me = Blueprint("me", __name__, url_prefix="/me", description="Who you are here")


@tokens.route("", methods=["POST"])
@tokens.arguments(SignInSchema)
@tokens.response(201, TokenSchema)
def create_token(asked: dict[str, str]) -> dict[str, Any]:
    """Sign in: a bearer token for your e-mail and password."""
    account = sign_in(asked["email"], asked["password"])
    become(viewer_of(account))
    secret, token = make_token(account, asked["label"])
    db.session.commit()
    return {"id": token.id, "token": secret, "expires_at": token.expires_at}


@tokens.route("/<uuid:token_id>", methods=["DELETE"])
@tokens.response(204)
def revoke_token(token_id: UUID) -> None:
    """End one of your tokens."""
    end_token(str(token_id), current_viewer().account_id)
    db.session.commit()


@me.route("", methods=["GET"])
@me.response(200, MeSchema)
def show_me() -> Viewer:
    """Who is signed in, where, with which roles."""
    return current_viewer()
