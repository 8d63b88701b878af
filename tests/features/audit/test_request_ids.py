"""Every request has an id: given by the client where it is well-formed, else a new one."""

from __future__ import annotations

import logging
from uuid import UUID

import pytest

from config.logging import WithRequestId, request_id

HEADER = "X-Request-ID"


@pytest.mark.parametrize("given", ["desk-7.2026", "a" * 64, "01989f3e-7c1a-7000-8000-000000000000"])
def test_a_well_formed_id_is_kept_and_given_back(anonymous, given):
    assert anonymous.send("GET", "/topics", headers={HEADER: given}).headers[HEADER] == given


@pytest.mark.parametrize("given", ["short", "a" * 65, "two words here", "x;drop table", "über-langer-name", ""])
def test_another_one_is_replaced(anonymous, given):
    found = anonymous.send("GET", "/topics", headers={HEADER: given}).headers[HEADER]
    assert found != given
    assert UUID(found).version == 7


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", "/topics", 405)])
def test_errors_have_one_too(admin, method, path, status):
    answer = admin.send(method, path)
    assert (answer.status_code, UUID(answer.headers[HEADER]).version) == (status, 7)


def test_two_requests_have_two(anonymous):
    assert len({anonymous.get("/me").headers[HEADER] for _ in range(3)}) == 3


def test_a_line_of_the_log_holds_it(application, anonymous, monkeypatch, caplog):
    def fail():
        raise RuntimeError("broken")

    monkeypatch.setattr("app.accounts.authentication.find_by_token", lambda _: fail())
    caplog.handler.addFilter(seen := WithRequestId())
    try:
        anonymous.send("GET", "/me", headers={"Authorization": "Bearer x", HEADER: "desk-7.2026"})
    finally:
        caplog.handler.removeFilter(seen)
    assert [each.request_id for each in caplog.records if "unhandled" in each.message] == ["desk-7.2026"]


def test_outside_of_a_request_there_is_none():
    record = logging.LogRecord("x", logging.INFO, "x", 1, "m", None, None)
    assert (request_id.get(), WithRequestId().filter(record), record.request_id) == (None, True, "-")
