"""Workers beside each other, and workers that are killed: no message is lost, none is stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, utc_now
from app.outbox.models import Message
from app.outbox.sending import send_due
from tests.factories.maker import Maker
from tests.features.outbox.servers import Post, mail_server
from tests.races.sending import be_killed_while_sending, send_all, sender_on

MESSAGES = 120
KILLS = 25  # 200 were tried by hand on each database


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


def test_a_worker_that_is_killed_again_and_again_loses_no_message(
    application: Flask, address: str, waiting: list[str], post: Post, processes: ProcessPoolExecutor
) -> None:
    killed, held = processes.submit(be_killed_while_sending, address, post.url, KILLS, 7).result(timeout=300)
    late = utc_now() + timedelta(days=1)
    with sender_on(address, post.url).app_context():
        left = send_due(lambda: late)
        db.session.remove()
        db.engine.dispose()

    told = f"{killed} kills, {held} with messages in hand, {len(post.mails)} mails, {left} sent after the last kill"
    assert killed == KILLS, told
    assert held >= KILLS // 5, told
    assert set(rows(application)) == {("sent", None)}, told
    urgent = {each for number, each in enumerate(waiting) if number % 4}
    assert urgent <= ids_in(post).keys(), told
    assert len(post.mails) - len(ids_in(post)) <= killed, told  # a mail that came twice was in a dead worker's hands
