"""What workers do in races: send, and be killed while they do."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import NullPool, create_engine, select

from app import create_app
from app.extensions import utc_now
from app.outbox import queue
from app.outbox.models import Message
from app.outbox.sending import send_due
from config import Settings


def sender_on(address: str, smtp_url: str) -> Flask:
    """An application that has a mail server."""
    return create_app(
        Settings(env="test", database_url=address, smtp_url=smtp_url, mail_from="noreply@sankofa.example")
    )


def send_all(address: str, ready: Barrier, smtp_url: str) -> int:
    """Send what is due: how many messages."""
    with sender_on(address, smtp_url).app_context():
        ready.wait()
        return send_due(utc_now)


def be_killed_while_sending(address: str, smtp_url: str, rounds: int, seed: int) -> tuple[int, int]:
    """Start a worker and kill it after a moment, again and again.

    Returns: how often it was killed, and how often it died with messages in its hands.
    """
    chance, killed, held = random.Random(seed), 0, set[Any]()
    application = sender_on(address, smtp_url)  # not connected yet: a child must not share a connection
    look = create_engine(application.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    for _ in range(rounds):
        child = os.fork()
        if child == 0:
            _send_for_ever(application)
        time.sleep(chance.uniform(0.01, 0.12))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        with look.connect() as connection:
            held |= set(connection.scalars(select(Message.lease).where(Message.lease.is_not(None))))
    return killed, len(held)


def _send_for_ever(application: Flask) -> None:
    queue.LEASE = timedelta(seconds=0.2)  # in the child alone: this process goes on with other tests
    try:
        with application.app_context():
            while True:
                send_due(utc_now)
                time.sleep(0.01)
    finally:
        os._exit(1)  # never back into what the parent was doing
