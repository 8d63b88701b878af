"""How a page gets what it shows, and does what is asked: by the operations of the API, as whoever looks at it.

Each question is a request of its own inside this process, under the session of the page: rights, visibility, purposes,
the audit log, ETags and idempotency keys are those of the operation, so that a page can't show or do anything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, request, url_for
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.accounts.authentication import FORM_HEADER
from app.accounts.credentials import current_credential
from app.errors import NotFound
from app.extensions import db
from app.idempotency import HEADER as KEY_HEADER
from app.request_ids import HEADER as REQUEST_HEADER
from app.request_ids import current_request_id
from app.web.refusals import detail_of, errors_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answered: its JSON (bytes of a file as they are), and the ETag to alter it with."""

    status: int
    body: Any
    etag: str | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class File:
    """A file to send as the body, instead of JSON."""

    content: bytes
    media: str


class Refused(Exception):
    """An operation refused: `problem` is what it said (RFC 9457); `detail` and `errors` speak the page's language."""

    def __init__(self, answer: Answer):
        self.answer, self.status = answer, answer.status
        self.problem: dict[str, Any] = answer.body if isinstance(answer.body, dict) else {}
        self.detail, self.errors = detail_of(self.problem), errors_of(self.problem)
        super().__init__(self.detail)


class NotSent(Refused):
    """A form that was not sent to any operation: one of its buttons asks for more to choose from."""

    def __init__(self) -> None:
        super().__init__(Answer(200, {}, None, Headers()))


def ask(
    endpoint: str,
    /,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    guard: Mapping[str, str] | None = None,
    **ids: Any,
) -> Answer:
    """The answer of an operation, by its name as in the policy: `ask("people.get_person", person_id=...)`.

    `body` is what is sent as JSON, or a File. `guard` holds `etag` and `key` as forms carry them.
    Raises: Refused, whatever the reason; NotFound for what is no id.
    """
    db.session.remove()  # the operation has a session of its own; on SQLite it must not wait for this one
    method, path = _address(endpoint, ids)
    builder = EnvironBuilder(
        path,
        request.host_url,
        method=method,
        query_string={name: value for name, value in (query or {}).items() if value not in (None, "", [])},
        headers=_headers(method, guard or {}),
        environ_base={"REMOTE_ADDR": request.remote_addr or ""},
        **_sent(body),
    )
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    # An empty context: the operation must not find the page's request, its session or its viewer.
    chunks, status, headers = Context().run(run_wsgi_app, app, builder.get_environ(), True)
    answer = _read(b"".join(chunks), int(status.split()[0]), headers)
    if answer.status >= 400:
        raise Refused(answer)
    return answer


def ask_all(endpoint: str, /, query: Mapping[str, Any] | None = None, most: int = 2_000, **ids: Any) -> list[Any]:
    """The items of a list, page after page, until there are so many."""
    items: list[Any] = []
    asked = {**(query or {}), "limit": 100}
    while len(items) < most:
        page = ask(endpoint, query=asked, **ids).body
        items += page["items"]
        if not page["next"]:
            break
        asked["cursor"] = page["next"]
    return items


def _address(endpoint: str, ids: Mapping[str, Any]) -> tuple[str, str]:
    rule = next(current_app.url_map.iter_rules(endpoint))
    method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    return method, url_for(endpoint, **{name: _part(rule.rule, name, value) for name, value in ids.items()})


def _part(rule: str, name: str, value: Any) -> Any:
    """A part of the path. An id may come from an address, and werkzeug puts it in unquoted. Raises: NotFound."""
    try:
        return UUID(str(value)) if f"<uuid:{name}>" in rule else value
    except ValueError as error:
        raise NotFound from error


def _sent(body: Any) -> dict[str, Any]:
    if isinstance(body, File):
        return {"data": body.content, "content_type": body.media}
    return {"json": body} if body is not None else {}


def _headers(method: str, guard: Mapping[str, str]) -> dict[str, str]:
    credential = current_credential()
    said = {
        "Cookie": request.headers.get("Cookie", ""),
        "User-Agent": request.headers.get("User-Agent", ""),
        REQUEST_HEADER: current_request_id() or "",
        FORM_HEADER: (credential and credential.form_token) or "",
        "If-Match": guard.get("etag", "") if method in ("PATCH", "PUT", "DELETE") else "",
        KEY_HEADER: guard.get("key", "") if method == "POST" else "",
    }
    return {name: value for name, value in said.items() if value}


def _read(data: bytes, status: int, headers: Headers) -> Answer:
    is_json = "json" in (headers.get("Content-Type") or "")
    return Answer(status, json.loads(data) if is_json and data else data, headers.get("ETag"), headers)
