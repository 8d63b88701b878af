"""Sending what is due: one receiver after the other, whatever befalls one of them."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app

from app.database import reading_only
from app.extensions import db
from app.outbox.addresses import Guard, public_only
from app.outbox.mail import hand_over, is_final
from app.outbox.models import Webhook
from app.outbox.queue import Taken, put_off, settle, take
from app.outbox.webhooks import Refused, post, secret_of
from app.outbox.writing import NoReader, mail_of

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
_KNOWN = (NoReader, Refused, OSError)  # also all of smtplib's; of what nobody thought of, the log gets the trace


def send_due(clock: Clock, guard: Guard = public_only) -> int:
    """How many messages were sent: all that are due, but for those that could not be."""
    sent, has_mail = 0, bool(current_app.config["SETTINGS"].smtp_url)
    while taken := take(clock(), has_mail):
        sent += len(taken.rows) if _send(taken, clock, guard) else 0
    return sent


def _send(taken: Taken, clock: Clock, guard: Guard) -> bool:
    try:
        _send_now(taken.rows, clock(), guard)
    except Exception as error:  # one message that nobody can send must not keep all others from going out
        is_dead = isinstance(error, NoReader) or is_final(error) or getattr(error, "is_final", False)
        trace = not isinstance(error, _KNOWN)
        log.warning("message %s not sent: %s", taken.rows[0].id, _told(error), exc_info=trace)
        put_off(taken, _told(error), clock(), is_dead)
        return False
    settle(taken, clock())
    return True


def _send_now(rows: Any, now: datetime, guard: Guard) -> None:
    try:
        with reading_only():
            hand = _prepared(rows, now, guard)
    finally:
        db.session.remove()  # no transaction is open while a server far away is slow
    hand()


def _prepared(rows: Any, now: datetime, guard: Guard) -> Callable[[], None]:
    """What sends them, with all that it needs."""
    settings = current_app.config["SETTINGS"]
    if rows[0].webhook_id is None:
        return partial(hand_over, mail_of(rows, now), settings.smtp_url)
    hook = db.session.get_one(Webhook, rows[0].webhook_id)
    return partial(post, hook.url, secret_of(settings.secret_key, hook.id), rows[0], now, guard)


def _told(error: Exception) -> str:
    """What administrators read: never the words of a server, which may repeat an address."""
    name = type(error).__name__
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{name} {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"{name} {', '.join(str(code) for code, _ in error.recipients.values())}"
    if isinstance(error, smtplib.SMTPException) or not isinstance(error, _KNOWN):
        return name
    return f"{name}: {error}"
