"""The OpenAPI 3.1 document: what flask-smorest derives from the code, with errors, roles and names put right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Blueprint, Flask, current_app
from flask_smorest import Api

from app.accounts.authentication import FORM_HEADER
from app.accounts.sessions import COOKIE
from app.idempotency import HEADER, PATTERN, takes_key
from app.policy_table import POLICY
from app.purposes import PURPOSED_READS

OPENAPI = {
    "API_TITLE": "Sankofa",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "Find the peer who has been there before: next door first, then in the country, "
            "then abroad.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"session": []}],
    },
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457: what is wrong, where, and what to do.",
    "properties": {
        "type": {"type": "string", "description": "stable; begins with urn:sankofa:problem:"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {"type": "object", "description": "messages field by field"},
    },
    "required": ["type", "title", "status", "detail", "instance"],
}
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token from POST /api/v1/tokens"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"Of the pages; whatever alters something must carry {FORM_HEADER} too",
    },
}
_ERRORS = {
    "400": "malformed",
    "401": "not signed in, or the token is not valid",
    "403": "your roles do not allow it",
    "404": "nothing here that you may see",
    "409": "another fact stands in the way",
    "412": "changed since you read it",
    "413": "too large",
    "415": "the body is of another media type than those listed",
    "422": "some fields are not valid",
    "428": "If-Match is missing",
    "429": "tried too often",
    "503": "the database is busy or away",
}
# What a client must look at beside the body.
_ERROR_HEADERS = {
    "401": {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
    "429": {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}},
    "503": {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}},
}
_KEY = {
    "in": "header",
    "name": HEADER,
    "description": "Sent twice with the same key within a day it happens once, and has the same answer. "
    "422: the key was used for another request.",
    "schema": {"type": "string", "pattern": PATTERN},
}
# They alter nothing, and their body names a thing that the viewer may not be allowed to see.
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a list is answered as, by the `format` that is asked for; JSON is there anyway.
_FILES = {
    "csv": {"text/csv": {"schema": {"type": "string"}}},
    "xlsx": {_SHEET: {"schema": {"type": "string", "format": "binary"}}},
}
_REFERRING = {"peer_search.search_peers"}
# They count their attempts.
_LIMITED = {"tokens.create_token", "me.change_password"}

openapi = Blueprint("openapi", __name__, url_prefix="/api/v1")


def spec_options() -> dict[str, Any]:
    """What flask-smorest needs to know to name the shapes: a partial one is a patch."""
    return {"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_schema_name)}


def _schema_name(schema: Any) -> str:
    name = resolve_schema_cls(schema).__name__.removesuffix("Schema")
    return name.replace("Write", "Patch") if getattr(schema, "partial", False) else name


@openapi.get("/openapi.json")
def document() -> dict[str, Any]:
    """The contract of the API, for machines."""
    return current_document()


def current_document() -> dict[str, Any]:
    """The OpenAPI document of the application."""
    found: dict[str, Any] = current_app.extensions["openapi"]
    return found


def finish_spec(app: Flask, api: Api) -> None:
    """Settle the document once everything is registered."""
    found = api.spec.to_dict()
    components = found.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    for unused in ("Error", "PaginationMetadata"):
        components["schemas"].pop(unused, None)
    components["responses"] = {f"Problem{status}": _error(status) for status in _ERRORS}
    components["responses"]["NOT_MODIFIED"] = {
        "description": "Not changed since you read it",
        "headers": {"ETag": {"$ref": "#/components/headers/ETAG"}},
    }
    for path, method, endpoint in _operations(app):
        operation = found["paths"][path][method]
        operation["operationId"] = endpoint.partition(".")[2]
        _say_files(operation)
        if takes_key(endpoint, method, app.extensions["read_only"]):
            operation.setdefault("parameters", []).append(_KEY)
        operation["responses"] = {**_successes(operation), **_problems(operation, path, method, endpoint)}
        _say_who(operation, endpoint)
    app.extensions["openapi"] = found


def _operations(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.partition(".")[0]
        if rule.rule.startswith("/api/v1/") and blueprint != openapi.name:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            yield from (
                (path, method.lower(), rule.endpoint) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            )


def _say_files(operation: dict[str, Any]) -> None:
    """A list with a `format` answers in each of them: a header line, then a line for each row."""
    for each in operation.get("parameters", ()):
        for form in each["schema"].get("enum", ()) if each.get("name") == "format" else ():
            operation["responses"]["200"]["content"] |= _FILES.get(form, {})


def _successes(operation: dict[str, Any]) -> dict[str, Any]:
    return {status: answer for status, answer in operation["responses"].items() if status[0] in "23"}


def _error(status: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    headers = {"headers": _ERROR_HEADERS[status]} if status in _ERROR_HEADERS else {}
    return {"description": _ERRORS[status], "content": content, **headers}


def _problems(operation: dict[str, Any], path: str, method: str, endpoint: str) -> dict[str, Any]:
    when = {
        "401 422 503": True,
        "403": "public" not in POLICY.get(endpoint, {}),
        "404": "{" in path or endpoint in _REFERRING,
        "409": (method != "get" and endpoint not in _REFERRING) or endpoint in PURPOSED_READS,
        "412 428": {"$ref": "#/components/parameters/IF_MATCH"} in operation.get("parameters", []),
        "400 413 415": "requestBody" in operation,
        "429": endpoint in _LIMITED,
    }
    statuses = sorted(" ".join(each for each, holds in when.items() if holds).split())
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def _say_who(operation: dict[str, Any], endpoint: str) -> None:
    rule = POLICY.get(endpoint, {})
    if "public" in rule:
        operation["security"] = []
    else:
        operation["x-roles"] = {role: str(scope) for role, scope in rule.items()}
    operation["summary"] = re.sub(r"[.:;].*", "", operation.get("summary", ""), flags=re.S) or endpoint
