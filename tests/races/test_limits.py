"""Rate limits over separate processes on one database: so many attempts in total, never so many for each worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask

from app.accounts.service import create_account
from app.extensions import db
from tests.races.acts import count_attempts, sign_in_wrongly

EMAIL = "amina@office.example"
WORKERS, EACH = 4, 8


def test_four_workers_together_let_so_many_attempts_through_as_one_would(
    application: Flask, at_once: Callable[..., list[Any]]
) -> None:
    most = application.config["SETTINGS"].limit_account
    with application.app_context():
        create_account(EMAIL, "correct horse battery", [])
        db.session.commit()

    statuses = at_once(sign_in_wrongly, [(EMAIL, EACH)] * WORKERS)

    counted = Counter(status for each in statuses for status in each)
    assert counted == {401: most, 429: WORKERS * EACH - most}


def test_no_attempt_is_lost_however_many_count_at_once(at_once: Callable[..., list[Any]]) -> None:
    passed = at_once(count_attempts, [("the same thing", 100, 60)] * WORKERS)

    assert sum(passed) == 100
    assert max(passed) < 100
