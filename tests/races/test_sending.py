"""Workers beside each other, and workers that are killed: no message is lost, none is stuck."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event, Semaphore
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, utc_now
from app.outbox.models import Message
from app.outbox.sending import send_due
from tests.amounts import KILLED_WORKERS
from tests.factories.maker import Maker
from tests.features.outbox.servers import Post, mail_server
from tests.races.fresh import kill, started
from tests.races.sending import send_all, send_until_killed, sender_on

MESSAGES = 120
EACH = 6  # new ones for each worker, so that there is work for the last one, too


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server that takes its time, so that workers are met in the middle."""
    with mail_server() as found:
        found.rest = 0.003
        yield found


@pytest.fixture
def waiting(make: Maker) -> list[str]:
    """The ids of messages that are due, to one person each but for a digest of several."""
    people = [make.person() for _ in range(10)]
    return [make.message(people[number % 10], is_urgent=number % 4 > 0) for number in range(MESSAGES)]


def rows(application: Flask) -> list[Any]:
    with application.app_context():
        return list(db.session.execute(select(Message.state, Message.lease)))


def ids_in(post: Post) -> Counter[str]:
    """How often each mail came, by its id."""
    return Counter(mail["Message-ID"].strip("<>").partition("@")[0] for mail in post.mails)


def test_workers_beside_each_other_send_each_message_once(
    application: Flask, waiting: list[str], post: Post, at_once: Callable[..., list[Any]]
) -> None:
    sent = at_once(send_all, [(post.url,)] * 4)

    assert sum(sent) == MESSAGES
    assert min(sent) > 0
    assert set(ids_in(post).values()) == {1}
    assert set(rows(application)) == {("sent", None)}


def leases(application: Flask) -> set[str]:
    """What is in somebody's hands, or in a dead one's."""
    return {lease for _, lease in rows(application) if lease}


def kill_at_work(address: str, post: Post, is_taken: bool, writes: float | None) -> None:
    """Start a worker and kill it with its first mail at the mail server, which takes it or does not.

    Or let it go on, and kill it so much later than its second mail, measured by the time between the two.
    """
    came, goes_on = Semaphore(0), Event()

    def hold() -> None:
        came.release()
        goes_on.wait(60)

    post.on_mail = hold
    post.answers = [] if is_taken else ["451 not now"]
    worker = started(send_until_killed, address, post.url)
    assert came.acquire(timeout=60), "the worker sent nothing"
    if writes is not None:
        goes_on.set()
        began = time.monotonic()
        assert came.acquire(timeout=60), "the worker sent no second mail"
        time.sleep(writes * (time.monotonic() - began))
    kill(worker)
    goes_on.set()


def test_a_worker_that_is_killed_again_and_again_loses_no_message(
    application: Flask,
    address: str,
    make: Maker,
    waiting: list[str],
    post: Post,
    tell: Callable[[str], None],
) -> None:
    chance, held = random.Random(7), set[str]()
    person = make.person()
    for number in range(KILLED_WORKERS):
        waiting += [make.message(person, is_urgent=True) for _ in range(EACH)]
        kill_at_work(address, post, number % 3 != 0, chance.uniform(0, 2) if number % 3 == 2 else None)
        held |= leases(application)
    post.on_mail = lambda: None
    late = utc_now() + timedelta(days=1)
    with sender_on(address, post.url).app_context():
        left = send_due(lambda: late)
        db.session.remove()
        db.engine.dispose()

    told = f"{len(held)} workers with messages in hand, {len(post.mails)} mails, {left} sent after the last kill"
    tell(f"{KILLED_WORKERS} kills while sending, {told}, {len(post.mails) - len(ids_in(post))} twice")
    assert set(rows(application)) == {("sent", None)}
    urgent = {each for number, each in enumerate(waiting) if number % 4 or number >= MESSAGES}
    assert urgent <= ids_in(post).keys()
    assert len(post.mails) - len(ids_in(post)) <= KILLED_WORKERS  # what came twice was in a dead worker's hands
    assert len(held) >= KILLED_WORKERS * 2 // 3
