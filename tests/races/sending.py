"""What workers do in races: send, and be killed while they do."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Barrier

from flask import Flask

from app import create_app
from app.extensions import utc_now
from app.outbox import queue
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


def send_until_killed(address: str, smtp_url: str) -> None:
    """Send what is due again and again, with leases that soon end; to be done in a process of its own."""
    queue.LEASE = timedelta(seconds=0.2)
    with sender_on(address, smtp_url).app_context():
        while True:
            send_due(utc_now)
            time.sleep(0.01)
