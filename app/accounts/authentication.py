"""Who is asking: read before every request from the bearer token or the cookie, with what guards them."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from app.accounts.credentials import Credential, current_credential
from app.accounts.service import find_by_token, viewer_of
from app.accounts.sessions import COOKIE, find_by_cookie, form_token, is_to_be_touched, touch
from app.database import SAFE_METHODS
from app.errors import Forbidden, Unauthenticated
from app.viewer import ANONYMOUS

_BAD_TOKEN = "This token is not valid, or its time is over. Get a new one with POST /api/v1/tokens."  # noqa: S105
FORM_FIELD, FORM_HEADER = "csrf_token", "X-CSRF-Token"


def _identify() -> None:
    """Settle who the viewer is; where both are sent the bearer token counts, and the cookie is not looked at."""
    g.viewer, g.credential = ANONYMOUS, None
    header, cookie = request.headers.get("Authorization"), request.cookies.get(COOKIE)
    if header is not None:
        _by_token(header)
    elif cookie:
        _by_cookie(cookie)
    if header is None and request.method not in SAFE_METHODS:
        _refuse_forgery()


def _by_token(header: str) -> None:
    scheme, _, secret = header.partition(" ")
    found = find_by_token(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
    if found is None:
        raise Unauthenticated(_BAD_TOKEN)
    token, account = found
    g.viewer, g.credential = viewer_of(account), Credential(token.id, account.email, token.scope)
    _refuse_beyond(token.scope)


def _refuse_beyond(scope: str) -> None:
    """Raises: Forbidden for what lies beyond the scope of a token."""
    endpoint = request.endpoint
    allowed = {
        "full": True,
        "read": request.method in SAFE_METHODS or endpoint in current_app.extensions["read_only"],
        "provisioning": endpoint is not None and endpoint.startswith("scim."),
    }
    if endpoint is not None and not allowed[scope]:
        raise Forbidden(f"This token is for {scope} only. Use one that was made for this.")


def _by_cookie(secret: str) -> None:
    """A cookie that opens nothing is as good as none: the browser sends it unasked."""
    found = find_by_cookie(secret)
    if found is None:
        return
    session, account = found
    g.viewer = viewer_of(account)
    g.credential = Credential(session.id, account.email, form_token=form_token(secret))
    if is_to_be_touched(session):
        touch(session.id)


def _refuse_forgery() -> None:
    """What a browser sends unasked must come from our own pages. Raises: Forbidden."""
    if not _is_from_here():
        raise Forbidden("This request comes from another site. Send it from a page of this one.")
    credential = current_credential()
    if credential is None or credential.form_token is None:
        return
    sent = request.headers.get(FORM_HEADER) or request.form.get(FORM_FIELD, "")
    if not hmac.compare_digest(sent.encode(), credential.form_token.encode()):
        raise Forbidden("This form is not of your present session. Load the page again, then repeat what you did.")


def _is_from_here() -> bool:
    """Whether every header by which browsers tell where a request comes from, where sent, says: from here."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return site in (None, "same-origin", "none") and (origin is None or urlsplit(origin).netloc == request.host)


def setup_authentication(app: Flask) -> None:
    """Identify the viewer of each request; must be registered before the policy."""
    app.before_request(_identify)
