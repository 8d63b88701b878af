"""Two people who help each other, and what the outbox holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, new_id, utc_now
from app.outbox.addresses import Guard, public_only
from app.outbox.kinds import KINDS
from app.outbox.models import Message, Webhook
from app.outbox.sending import send_due
from app.outbox.service import enqueue
from tests.factories.maker import Maker
from tests.features.outbox.servers import Post, Receiver, mail_server, webhook_receiver

SESSION = "01a21f3a-b66d-77c6-8b7b-5705d3a68948"  # which there is not
FACTS = {"title": "Meters that last", "path": "/api/v1/offers/1", "until": "2026-12-09"}


@dataclass(frozen=True)
class Pair:
    """A seeker, and the peer he asks; both can sign in."""

    seeker: str
    peer: str


@pytest.fixture
def pair(make: Maker) -> Pair:
    found = Pair(make.person(name="Amina Odhiambo"), make.person(name="Luis Prado", email="luis@office.example"))
    for each in (found.seeker, found.peer):
        make.token(each)
    return found


class Outbox:
    """An outbox: filled as the seeker's acts do, emptied as the worker does, at a time set by hand."""

    def __init__(self, application: Flask, pair: Pair):
        self.application, self._pair = application, pair
        self.now = utc_now() + timedelta(minutes=1)  # whatever the test puts there is due

    def clock(self) -> datetime:
        return self.now

    def move(self, **said: float) -> None:
        """Let time pass."""
        self.now += timedelta(**said)

    def put(self, kind: str = "offer_made", key: str | None = None, to: str | None = None, **said: Any) -> None:
        """A mail to the peer, or to somebody else, about the seeker, or somebody else."""
        told = {"other": self._pair.seeker, **FACTS, "session": SESSION, **said}
        told = {name: value for name, value in told.items() if name in KINDS[kind].facts | said.keys()}
        with self.application.app_context():
            enqueue(kind, to or self._pair.peer, told, key=key)
            db.session.commit()

    def send(self, guard: Guard = public_only) -> int:
        """Send what is due."""
        with self.application.app_context():
            return send_due(self.clock, guard)

    def messages(self) -> list[Message]:
        """Every message, in the order they were put there."""
        with self.application.app_context():
            found = list(db.session.scalars(select(Message).order_by(Message.id)))
            db.session.expunge_all()
            db.session.rollback()
        return found

    @property
    def only(self) -> Message:
        """The one message there is."""
        (found,) = self.messages()
        return found


@pytest.fixture
def outbox(application: Flask, pair: Pair) -> Outbox:
    return Outbox(application, pair)


@pytest.fixture
def webhook(application: Flask) -> Callable[[str], str]:
    """A function that adds a webhook at an address and gives its id."""

    def add(url: str) -> str:
        with application.app_context():
            made = Webhook(id=new_id(), url=url)
            db.session.add(made)
            db.session.commit()
            return made.id

    return add


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[Post]:
    with mail_server() as found:
        yield found


@pytest.fixture
def post(_mail_server: Post, application: Flask, monkeypatch: pytest.MonkeyPatch) -> Post:
    """An empty mail server that the application sends by."""
    _mail_server.mails.clear()
    _mail_server.answers.clear()
    _mail_server.refusal = ""
    said = {"smtp_url": _mail_server.url, "mail_from": "Sankofa <noreply@sankofa.example>"}
    settings = replace(application.config["SETTINGS"], **said, base_url="https://sankofa.example")
    monkeypatch.setitem(application.config, "SETTINGS", settings)
    return _mail_server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A system that is told of events."""
    with webhook_receiver() as found:
        yield found
