"""What several features ask about the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.changes import newest_number
from app.extensions import db


@pytest.fixture
def changes(application: Flask) -> Callable[[], int]:
    """A function that gives the number of the newest change."""

    def newest() -> int:
        with application.app_context():
            number = newest_number()
            db.session.remove()
        return number

    return newest


@pytest.fixture
def events(application: Flask) -> Callable[[], list[Any]]:
    """A function that gives every event with its items, in their order."""

    def read() -> list[Any]:
        with application.app_context():
            found = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.number)))
            db.session.expunge_all()
        return found

    return read
