"""`sankofa worker`: the loop that sends messages and does what falls due; and where webhooks go."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlsplit

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.errors import DomainError, NotFound
from app.extensions import db, new_id, utc_now
from app.knowledge_risk.reminders import remind_of_plans
from app.match_requests.expiry import expire_due
from app.outbox.addresses import NotPublic, public_only
from app.outbox.models import Webhook
from app.outbox.sending import send_due
from app.outbox.webhooks import secret_of
from app.rights.retention import Nightly
from app.terminal import as_json, show, show_json, with_app

log = logging.getLogger(__name__)
PAUSE = 5.0  # seconds between two looks
# What falls due, done before messages are sent. Each is idempotent and flushes only: the loop commits, after each thing
# that it yields.
CHORES: list[Callable[[datetime], Iterable[object] | None]] = [expire_due, remind_of_plans, Nightly()]


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
@click.option("--beside", type=int, hidden=True, help="End with the server of this process id, which began it.")
@with_app
def worker(once: bool, beside: int | None) -> None:
    """Send messages and do what falls due, until told to stop. Any number of workers may run at the same time."""
    if not current_app.config["SETTINGS"].smtp_url:
        click.echo("Mails wait: there is no mail server. Set SANKOFA_SMTP_URL and SANKOFA_MAIL_FROM.", err=True)
    stop = threading.Event()
    if not once:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())  # what was begun is ended first
    while True:
        sent = work()
        if once:
            click.echo(f"{sent} messages sent.")
            return
        if stop.wait(PAUSE) or (beside and os.getppid() != beside):  # a server that was killed told nobody
            return


def work() -> int:
    """How many messages were sent in one round. What went wrong is logged, and tried again in the next."""
    try:
        for chore in CHORES:
            for _ in chore(utc_now()) or ():
                db.session.commit()
            db.session.commit()
        return send_due(utc_now)
    except Exception as error:  # a database that is away, or a slip in one chore, must not end all sending
        db.session.rollback()
        log.error("trying again in a moment: %s", error, exc_info=not isinstance(error, OperationalError))
        return 0
    finally:
        db.session.remove()


@click.group("webhook")
def webhook() -> None:
    """Other systems that are told of events."""


@webhook.command("add")
@click.argument("url")
@with_app
def add_webhook(url: str) -> None:
    """Tell the system at URL of every event; prints the secret that it checks signatures with."""
    try:
        public_only(urlsplit(url))
    except NotPublic as error:
        raise DomainError(f"{url} can't be a webhook: {error}.") from error
    except (OSError, ValueError) as error:
        raise DomainError(f"{url} was not found: {error}.") from error
    made = Webhook(id=new_id(), url=url)
    db.session.add(made)
    db.session.commit()
    show([f"{made.id} {made.url}", secret_of(current_app.config["SECRET_KEY"], made.id)])


@webhook.command("list")
@as_json
@with_app
def list_webhooks(is_json: bool) -> None:
    """Where events go, with the secrets."""
    found = [
        {"id": each.id, "url": each.url, "secret": secret_of(current_app.config["SECRET_KEY"], each.id)}
        for each in db.session.scalars(select(Webhook).order_by(Webhook.url))
    ]
    if is_json:
        show_json(found)
    else:
        show(" ".join(each.values()) for each in found)


@webhook.command("remove")
@click.argument("webhook_id", type=click.UUID)
@with_app
def remove_webhook(webhook_id: object) -> None:
    """Tell that system nothing any more; what waits for it is removed, too."""
    found = db.session.get(Webhook, str(webhook_id))
    if found is None:
        raise NotFound
    db.session.delete(found)
    db.session.commit()
    click.echo(f"{found.url} is told nothing any more.")
