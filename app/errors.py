"""What can go wrong, and the one table that turns it into RFC 9457 problem+json. Only this file knows HTTP statuses."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, json, request
from flask_smorest import Api
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

log = logging.getLogger(__name__)
TYPE_PREFIX = "urn:sankofa:problem:"
_PLACES = ("json", "query", "headers")


class DomainError(Exception):
    """A rule was broken. `type` is stable for clients; the message says what is wrong and what to do."""

    type = "rule-broken"

    def __init__(self, detail: str, /, **errors: list[str]):
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class NotFound(DomainError):
    """It does not exist, or the viewer may not know that it does: the same answer for both."""

    type = "not-found"

    def __init__(self) -> None:
        super().__init__("There is nothing here that you may see. Check the id, or ask its owner to share it with you.")


class Forbidden(DomainError):
    """The viewer is known, and may not do this."""

    type = "forbidden"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the token is not valid."""

    type = "unauthenticated"


class Invalid(DomainError):
    """The request is well formed, and says something that can't be: field by field in `errors`."""

    type = "invalid"


class Conflict(DomainError):
    """Another fact stands in the way: `rule` names it for clients, the message for people."""

    type = "conflict"

    def __init__(self, detail: str, /, rule: str = "", **errors: list[str]):
        super().__init__(detail, **errors)
        self.type = rule or self.type


class Stale(DomainError):
    """Somebody else changed it first."""

    type = "stale"


class WrongMedia(DomainError):
    """The body is of another media type than this address takes; the message names those."""

    type = "unsupported-media-type"


class TooMany(DomainError):
    """Tried too often; `wait` says in how many seconds it may be tried again."""

    type = "too-many-requests"

    def __init__(self, wait: int) -> None:
        super().__init__("Too many attempts. Wait as long as Retry-After says, then try again.")
        self.wait = wait


class Busy(DomainError):
    """The database is busy; the same request may succeed in a moment."""

    type = "busy"


STATUS: dict[type[DomainError], int] = {
    DomainError: 409,
    NotFound: 404,
    Forbidden: 403,
    Unauthenticated: 401,
    WrongMedia: 415,
    Invalid: 422,
    Conflict: 409,
    Stale: 412,
    TooMany: 429,
    Busy: 503,
}
# What clients may rely on for errors that the framework raises itself: type and what to do.
FRAMEWORK = {
    400: ("malformed", "The request could not be read. Send well-formed JSON in UTF-8."),
    404: ("not-found", NotFound().detail),
    405: ("method-not-allowed", "This address does not take that method. See /api/docs."),
    412: ("stale", "It has changed since you read it. Read it again, then repeat your change."),
    413: ("too-large", "The request is larger than this server accepts. Send less text."),
    415: ("unsupported-media-type", "Send the body as application/json."),
    422: ("invalid", "Some fields are not valid. Mend the ones listed in errors."),
    428: ("precondition-required", "Send the ETag that you read as If-Match, so that nobody's change is lost."),
    429: ("too-many-requests", "Too many requests. Wait as long as Retry-After says."),
}


def problem(status: int, kind: str, detail: str, errors: dict[str, Any] | None = None) -> Response:
    """An RFC 9457 response."""
    titles = {503: "Busy", 500: "Something broke here"}
    if request.path.startswith("/scim/"):
        return _finished(_scim_problem(status, kind, detail, errors or {}), status)
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + kind,
        "title": titles.get(status, kind.replace("-", " ").capitalize()),
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    if errors:
        body["errors"] = errors
    return _finished(current_app.response_class(json.dumps(body), status, mimetype="application/problem+json"), status)


def _scim_problem(status: int, kind: str, detail: str, errors: dict[str, Any]) -> Response:
    """The same in the form of RFC 7644, 3.12; it knows no 422, and tells apart what was not valid or not unique."""
    told = " ".join([detail, *(f"{name}: {' '.join(map(str, messages))}" for name, messages in errors.items())])
    status, scim_type = {409: (409, "uniqueness"), 422: (400, "invalidValue")}.get(status, (status, None))
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(status), "detail": told}
    if scim_type:
        body["scimType"] = scim_type
    return current_app.response_class(json.dumps(body), status, mimetype="application/scim+json")


def _finished(response: Response, status: int) -> Response:
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in (429, 503):
        response.headers["Retry-After"] = "1"
    return response


def answer_of(error: DomainError) -> Response:
    """The answer that tells a broken rule."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    answer = problem(status, error.type, error.detail, error.errors)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def _from_http(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect or a ready answer of the framework
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    if isinstance(error, InternalServerError):
        log.error("unhandled error on %s %s", request.method, request.path, exc_info=error.original_exception)
        return problem(500, "internal", "This is our fault, and it was recorded. Nothing was changed.")
    kind, detail = FRAMEWORK.get(status, (error.name.lower().replace(" ", "-"), error.description or error.name))
    messages = getattr(error, "data", None) or {}
    answer = problem(status, kind, detail, _by_field(messages.get("messages") or messages.get("errors") or {}))
    if getattr(error, "etag", None):  # what is there now, for who was too late
        answer.set_etag(error.etag)  # type: ignore[attr-defined]
    if status == 405 and getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return answer


def _by_field(messages: dict[str, Any]) -> dict[str, Any]:
    """Messages by field, as rules give them too; the framework puts the place (json, query) around them."""
    found: dict[str, Any] = {}
    for place, below in messages.items():
        found.update(below if place in _PLACES and isinstance(below, dict) else {place: below})
    return found


def _from_integrity(error: IntegrityError) -> Response:
    log.info("integrity error on %s %s: %s", request.method, request.path, type(error.orig).__name__)
    return problem(
        409, "key-taken-or-gone", "Something else with the same key exists, or what this refers to has just gone."
    )


class ProblemApi(Api):
    """flask-smorest's Api that answers every HTTP error as problem+json."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """The framework's hook for errors; the table above decides."""
        return _from_http(error)


def setup_errors(app: Flask) -> None:
    """Register the table for the whole app."""
    app.register_error_handler(DomainError, answer_of)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(IntegrityError, _from_integrity)
    app.register_error_handler(StaleDataError, lambda _: answer_of(Stale(FRAMEWORK[412][1])))
    app.register_error_handler(OperationalError, _from_operational)


def _from_operational(error: OperationalError) -> Response:
    log.warning("database not available on %s %s: %s", request.method, request.path, error.orig)
    return answer_of(Busy("The database is busy or away. Nothing was changed; try again in a moment."))
