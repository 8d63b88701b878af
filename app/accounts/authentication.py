"""Who is asking: read from the bearer token before every request."""

from __future__ import annotations

from flask import Flask, g, request

from app.accounts.service import find_by_token, viewer_of
from app.errors import Unauthenticated
from app.viewer import ANONYMOUS

_BAD_TOKEN = "This token is not valid, or its time is over. Get a new one with POST /api/v1/tokens."  # noqa: S105


def _identify() -> None:
    g.viewer = ANONYMOUS
    header = request.headers.get("Authorization")
    if header is None:
        return
    scheme, _, secret = header.partition(" ")
    account = find_by_token(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
    if account is None:
        raise Unauthenticated(_BAD_TOKEN)
    g.viewer = viewer_of(account)


def setup_authentication(app: Flask) -> None:
    """Identify the viewer of each request; must be registered before the policy."""
    app.before_request(_identify)
