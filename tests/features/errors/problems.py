"""What every error must look like."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse


def problem_of(answer: TestResponse) -> tuple[int, str]:
    """The status and the short type of an error, after its shape was checked against RFC 9457 and our promises."""
    body: dict[str, Any] = answer.json or {}
    assert answer.content_type == "application/problem+json"
    assert body.keys() - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert (body["status"], body["instance"]) == (answer.status_code, answer.request.path)
    assert all(isinstance(body[name], str) and body[name] for name in ("type", "title", "detail"))
    return answer.status_code, body["type"].removeprefix("urn:sankofa:problem:")
