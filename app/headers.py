"""What every answer tells the browser: nothing from elsewhere, nothing inline, nothing kept of who signed in."""

from __future__ import annotations

from flask import Flask, Response, request

from app.viewer import current_viewer

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_NEVER = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {source}" for what, source in _POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _NEVER),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"


def setup_headers(app: Flask) -> None:
    """Put them on every answer, errors and files included."""
    fixed = dict(HEADERS)
    if app.config["SETTINGS"].env == "production":
        fixed["Strict-Transport-Security"] = _TWO_YEARS

    @app.after_request
    def _add(answer: Response) -> Response:
        answer.headers.update(fixed)
        if request.endpoint != "static":
            answer.headers["Cache-Control"] = _keeping(answer)
            answer.vary.update(("Authorization", "Cookie"))
        return answer


def _keeping(answer: Response) -> str:
    """Who signed in leaves nothing behind; what has an ETag the browser may keep, and must ask about each time."""
    if "ETag" in answer.headers:
        return "private, no-cache"
    return "no-store" if current_viewer().is_signed_in or "Set-Cookie" in answer.headers else "no-cache"
