"""What several features ask about the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

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
