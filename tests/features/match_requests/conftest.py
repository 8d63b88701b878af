"""A seeker with a question, peers who know the answer, a clock that can be set, and the mails that were written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, utc_now
from app.match_requests.expiry import expire_due
from app.outbox.models import Message
from tests.factories.maker import OPEN

QUESTION = "How do counties warn farmers of drought in time?"
DOORS = ("app.match_requests.routes", "app.match_requests.offer_routes", "app.engagements.routes")


@pytest.fixture
def known(make) -> Callable[..., str]:
    """A function that makes a peer who knows the answer and offers ten hours a month."""

    def person(institution: str | None = None, **said: Any) -> str:
        made = make.person(institution, **{**OPEN, "hours_per_month": 10.0, **said})
        make.expertise(
            made, make.topic(), statement="I warn farmers of drought in time, in all counties.", language="en"
        )
        return made

    return person


@pytest.fixture
def seeker(make) -> str:
    return make.person()


@pytest.fixture
def asking(sign_in, seeker):
    """The seeker's requests."""
    return sign_in(seeker)


@pytest.fixture
def ask(asking) -> Callable[..., dict[str, Any]]:
    """A function that asks the question, and gives the request."""

    def send(**said: Any) -> dict[str, Any]:
        answer = asking.post("/match-requests", {"text": QUESTION, "title": "Drought", **said})
        assert answer.status_code == 201, answer.json
        return answer.json

    return send


@pytest.fixture
def invite(asking) -> Callable[..., dict[str, Any]]:
    """A function that invites a peer, and gives the offer."""

    def send(request: dict[str, Any], peer: str) -> dict[str, Any]:
        answer = asking.post(f"/match-requests/{request['id']}/offers", {"peer_id": peer})
        assert answer.status_code == 201, answer.json
        return answer.json

    return send


@pytest.fixture
def after(application: Flask, monkeypatch) -> Callable[..., None]:
    """A function that sets the clock so many days on and, where told to, lets the worker pass once."""
    began = utc_now()

    def move(days: float, passes: int = 0) -> None:
        now = began + timedelta(days=days)
        for door in DOORS:
            monkeypatch.setattr(f"{door}.utc_now", lambda: now)
        for _ in range(passes):
            worker_pass(application, now)

    move(0)  # from here on it stands still
    return move


def worker_pass(application: Flask, now: datetime) -> None:
    with application.app_context():
        for _ in expire_due(now):
            db.session.commit()
        db.session.remove()


@pytest.fixture
def mails(application: Flask) -> Callable[[], list[tuple[str, str]]]:
    """A function that gives (kind, reader) of every mail, in their order."""

    def read() -> list[tuple[str, str]]:
        with application.app_context():
            found = db.session.execute(select(Message.kind, Message.person_id).order_by(Message.id)).all()
            db.session.remove()
        return [(kind, person_id) for kind, person_id in found]

    return read
