"""What the processes of a race do. Every act passes `ready` when it is prepared, so that all begin together."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Barrier, Event
from typing import Any

from flask import Flask
from sqlalchemy import delete, event, select
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.accounts.models import RoleGrant
from app.accounts.service import create_account
from app.changes import Change
from app.database import reading_only
from app.engine import Engine, setup_engine
from app.errors import Conflict, TooMany
from app.extensions import db, new_id, utc_now
from app.index_store import IndexStore
from app.institutions.models import Institution
from app.limits import Limit, count_attempt
from config import Settings
from matching.types import Query
from tests.factories.api import ApiClient

QUERIES = ("land registration in villages", "tax of markets", "water", "Lesson 3")


@cache
def application_on(address: str) -> Flask:
    """The application of this process on that database."""
    return create_app(Settings(env="test", database_url=address))


def send(address: str, ready: Barrier, token: str, requests: list[tuple[str, str, Any, str | None]]) -> list[int]:
    """Send (method, path, body, If-Match) one after the other; the status of each answer."""
    client = ApiClient(application_on(address), token)
    ready.wait()
    return [
        client.send(method, path, json=body, headers={"If-Match": etag} if etag else {}).status_code
        for method, path, body, etag in requests
    ]


def sign_in_wrongly(address: str, ready: Barrier, email: str, count: int) -> list[int]:
    """The statuses of so many sign-ins with a wrong password."""
    client = ApiClient(application_on(address))
    ready.wait()
    return [client.post("/tokens", {"email": email, "password": "wrong"}).status_code for _ in range(count)]


def count_attempts(address: str, ready: Barrier, what: str, most: int, count: int) -> int:
    """How many of so many attempts at one thing were let through."""
    passed = 0
    with application_on(address).app_context():
        ready.wait()
        for _ in range(count):
            with suppress(TooMany):
                count_attempt(Limit(what, "somebody", most))
                passed += 1
    return passed


def ask(address: str, requests: list[tuple[str, str, str, Any, str | None]]) -> list[tuple[int, Any]]:
    """Send (token, method, path, body, If-Match) one after the other; status and JSON of each answer."""
    answers = []
    for token, method, path, body, etag in requests:
        headers = {"If-Match": etag} if etag else {}
        answer = ApiClient(application_on(address), token).send(method, path, json=body, headers=headers)
        answers.append((answer.status_code, answer.get_json(silent=True)))
    return answers


def forget(address: str) -> None:
    """Begin with an engine that knows nothing: the database was emptied behind the back of this process."""
    setup_engine(application_on(address))


def take_roles(address: str) -> int:
    """Take every role that was given by hand; how many there were."""
    with application_on(address).app_context():
        taken = db.session.execute(delete(RoleGrant)).rowcount  # type: ignore[attr-defined]
        db.session.commit()
        db.session.remove()
    return int(taken)


def open_account(address: str, ready: Barrier, email: str) -> bool:
    """Whether this process was the one that made the account."""
    with application_on(address).app_context():
        ready.wait()
        try:
            create_account(email, None, [])
            db.session.commit()
        except (Conflict, IntegrityError):
            db.session.rollback()
            return False
        return True


def commit_slowly(address: str, ready: Barrier, number: int, count: int) -> int:
    """Write `count` institutions, resting between the append to the change feed and the commit."""
    rest = random.Random(number)
    with application_on(address).app_context():
        event.listen(db.session, "before_commit", pause := lambda _: time.sleep(rest.random() / 50))
        ready.wait()
        for each in range(count):
            filled = {"ref": f"{number}-{each}", "name": f"Office {number} {each}", "country": "KE"}
            db.session.add(Institution(id=new_id(), **filled))
            db.session.commit()
            db.session.remove()
        event.remove(db.session, "before_commit", pause)
    return count


def watch_numbers(address: str, ready: Barrier, stop: Event) -> list[list[int]]:
    """The change numbers that were to be seen, look after look, until told to stop."""
    looks: list[list[int]] = []
    with application_on(address).app_context(), reading_only():
        ready.wait()
        while not stop.is_set() or len(looks) < 2:
            looks.append(list(db.session.scalars(select(Change.number).order_by(Change.number))))
            db.session.remove()
        looks.append(list(db.session.scalars(select(Change.number).order_by(Change.number))))
        db.session.remove()
    return looks


def follow(address: str, ready: Barrier, stop: Event, folder: str) -> tuple[int, list[str], dict[str, bool]]:
    """Fold the feed until told to stop: how often something new came, and what differs from a rebuild."""
    engine, folds = Engine(IndexStore(Path(folder))), 0
    with application_on(address).app_context(), reading_only():
        engine.catch_up()
        ready.wait()
        seen = 0
        while not stop.is_set():
            folds += (now := engine.catch_up()) != seen
            seen = now
            db.session.remove()
        engine.catch_up()
        fresh = Engine(IndexStore(Path(folder) / "nothing is laid out here"))
        same = {text: _answer(engine, text) == _answer(fresh, text) for text in QUERIES}
        differing = engine.differing_items()
        db.session.remove()
    return folds, differing, same


def lay_out_again(address: str, ready: Barrier, stop: Event, folder: str) -> int:
    """Lay out the index in the folder until told to stop: how often it was done."""
    engine, layouts = Engine(IndexStore(Path(folder))), 0
    with application_on(address).app_context(), reading_only():
        engine.lay_out()  # reads all; what comes later is quick
        ready.wait()
        while not stop.is_set():
            engine.lay_out()
            layouts += 1
            db.session.remove()
    return layouts


def _answer(engine: Engine, text: str) -> Any:
    query = Query(text=text, on=utc_now().date(), limit=50)
    return engine.rank("people", None, query), engine.rank("institutions", None, query)


def die_before_the_commit(address: str) -> None:
    """Write, append to the change feed, take every lock there is to take, and be killed before the commit."""
    with application_on(address).app_context():
        event.listen(db.session, "before_commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        db.session.add(Institution(id=new_id(), ref="never", name="Never there"))
        db.session.commit()


def send_afresh(address: str, ready: Barrier, token: str, method: str, path: str) -> int:
    """Send one request by an engine that knows nothing yet; the status of the answer."""
    forget(address)
    client = ApiClient(application_on(address), token)
    ready.wait()
    return client.send(method, path).status_code
