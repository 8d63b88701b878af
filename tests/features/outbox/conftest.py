"""Two people who help each other, and what the outbox holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, new_id
from app.outbox.models import Message, Webhook
from app.outbox.service import enqueue
from tests.factories.maker import Maker

FACTS = {"title": "Meters that last", "path": "/api/v1/offers/1", "until": "2026-12-09"}


@dataclass(frozen=True)
class Pair:
    """A seeker, and the peer he asks; both can sign in."""

    seeker: str
    peer: str


@pytest.fixture
def pair(make: Maker) -> Pair:
    found = Pair(make.person(name="Amina Odhiambo"), make.person(name="Luis Prado"))
    for each in (found.seeker, found.peer):
        make.token(each)
    return found


@pytest.fixture
def put(application: Flask, pair: Pair) -> Callable[..., None]:
    """A function that puts a mail to the peer into the outbox, as an act of the seeker's does, and commits."""

    def write(kind: str = "offer_made", key: str | None = None, to: str | None = None, **said: Any) -> None:
        told = {"other": pair.seeker, **FACTS, **said}
        if kind not in ("offer_made", "offer_reminder"):
            told.pop("until")
        with application.app_context():
            enqueue(kind, to or pair.peer, told, key=key)
            db.session.commit()

    return write


@pytest.fixture
def messages(application: Flask) -> Callable[[], list[Message]]:
    """A function that gives every message, in the order they were put there."""

    def read() -> list[Message]:
        with application.app_context():
            found = list(db.session.scalars(select(Message).order_by(Message.id)))
            db.session.expunge_all()
            db.session.rollback()
        return found

    return read


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
