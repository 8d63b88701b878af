"""What the audit log holds, and what the whole database holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.limits import Attempt
from tests.factories.requests import World

Books = Callable[[], list[Any]]


@pytest.fixture
def world(application: Flask) -> World:
    return World(application)


@pytest.fixture
def rows(application: Flask) -> Callable[[], dict[str, list[Any]]]:
    """A function that gives every row of every table; attempts are counted whatever becomes of them."""

    def read() -> dict[str, list[Any]]:
        with application.app_context(), db.engine.connect() as connection:
            tables = db.metadata.sorted_tables
            return {
                each.name: sorted(map(repr, connection.execute(select(each))))
                for each in tables
                if each is not Attempt.__table__
            }

    return read


@pytest.fixture
def during(events: Books) -> Callable[[Callable[[], Any]], list[Any]]:
    """A function that calls another and gives the events that came meanwhile."""

    def watch(act: Callable[[], Any]) -> list[Any]:
        before = len(events())
        act()
        return events()[before:]

    return watch
