"""Every request has an id: in the answer, in each line of the log, and in the audit log."""

from __future__ import annotations

import re

from flask import Flask, Response, request

from app.extensions import new_id
from config.logging import request_id

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def current_request_id() -> str | None:
    """The id of the request being answered; None outside of one."""
    return request_id.get()


def setup_request_ids(app: Flask) -> None:
    """Take the id that the client or a proxy gave, where it is well-formed, or a new one; and give it back."""

    @app.before_request
    def _take() -> None:
        given = request.headers.get(HEADER, "")
        request_id.set(given if _WELL_FORMED.fullmatch(given) else new_id())

    @app.after_request
    def _give_back(response: Response) -> Response:
        response.headers[HEADER] = request_id.get() or ""
        return response

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        request_id.set(None)
