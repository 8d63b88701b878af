"""OpenID Connect by Authlib: discovery, authorization code with PKCE, state and nonce, a verified ID token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app, session
from joserfc.errors import JoseError

from app.errors import Busy, NotFound, Unauthenticated

_EXTENSION = "single_sign_on"
_SECONDS = 10
_FAILED = "Signing in there did not work out, or took too long. Begin again."
# All that can go wrong with what came back, or with what it has us fetch.
_WRONG = (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError, TypeError)


def is_offered() -> bool:
    """Whether an identity provider is set."""
    return _EXTENSION in current_app.extensions


def _client() -> Any:
    if not is_offered():
        raise NotFound
    return current_app.extensions[_EXTENSION]


def send_to_provider(callback: str, following: str) -> Response:
    """The redirect to the provider. Raises: NotFound where none is set, Busy where it does not answer."""
    client = _client()
    session["next"] = following
    try:
        answer: Response = client.authorize_redirect(callback)
    except _WRONG as error:
        raise Busy(
            "The identity provider does not answer. Try again in a moment, or sign in with a password."
        ) from error
    return answer


def claims_of_callback() -> tuple[Mapping[str, Any], str]:
    """The verified claims of whoever comes back from the provider, and where he wanted to go.

    Raises: NotFound where no provider is set, Unauthenticated, the same for whatever is wrong.
    """
    client, settings = _client(), current_app.config["SETTINGS"]
    # The issuer and the audience are ours to say, not those of a document fetched from somewhere.
    wanted = {"iss": settings.oidc_issuer, "aud": settings.oidc_client_id}
    options = {claim: {"essential": True, "values": [value]} for claim, value in wanted.items()}
    following = session.pop("next", "")
    try:
        claims = client.authorize_access_token(claims_options=options)["userinfo"]
        if not (isinstance(claims["sub"], str) and 0 < len(claims["sub"]) <= 255 and claims["sub"].isprintable()):
            raise ValueError("no subject")
    except _WRONG as error:
        raise Unauthenticated(_FAILED) from error
    return claims, following


def setup_single_sign_on(app: Flask) -> None:
    """Offer sign-in at SANKOFA_OIDC_ISSUER; nothing happens where it is not set."""
    settings = app.config["SETTINGS"]
    # What Authlib must remember between going and coming back: signed, for this browser and this visit.
    app.config.update(
        SESSION_COOKIE_NAME="__Host-sankofa-sso",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if settings.oidc_issuer:
        app.extensions[_EXTENSION] = OAuth(app).register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret or None,
            server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": _SECONDS},
        )
