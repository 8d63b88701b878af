"""Putting messages into the outbox, and what administrators do with those that could not be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import Conflict, NotFound
from app.extensions import db, new_id, utc_now
from app.outbox.kinds import KINDS, require_facts
from app.outbox.models import Message, Webhook

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def enqueue(kind: str, person_id: str, facts: Mapping[str, str | int], *, key: str | None = None) -> None:
    """A mail to that person goes out once the caller's transaction commits; with a key that was used before, none.

    Raises: UnfitFacts where the kind is not known or takes other facts.
    """
    require_facts(kind, facts)
    told = {name: value for name, value in facts.items() if name != "other"}
    is_urgent = KINDS[kind].is_urgent
    window = timedelta(hours=0 if is_urgent else current_app.config["SETTINGS"].digest_hours)
    _add(
        **{"kind": kind, "key": key, "facts": told, "is_urgent": is_urgent, "due_at": utc_now() + window},
        **{"person_id": person_id, "other_id": facts.get("other")},
    )


def announce(event: str, item_id: str, *, key: str | None = None) -> None:
    """Every webhook is told that an event ("engagement.completed") befell a thing; no more of it than its id."""
    for webhook_id in db.session.scalars(select(Webhook.id).order_by(Webhook.id)).all():
        own = f"{key} {webhook_id}" if key else None
        _add(kind=event, key=own, facts={"id": item_id}, webhook_id=webhook_id, due_at=utc_now())


def _add(**said: Any) -> None:
    db.session.flush()  # what the message tells of may be new itself
    insert = _INSERTS[db.session.get_bind().dialect.name](Message.__table__).values(id=new_id(), **said)
    once = insert.on_conflict_do_nothing(index_elements=["key"])
    db.session.execute(once.execution_options(preserve_rowcount=True))  # the audit log counts what was written


def messages_in(state: str) -> Select[Any]:
    """The select of the messages in that state."""
    return select(Message).where(Message.state == state)


def retry(message_id: str) -> Message:
    """The dead message, waiting again and due at once. Raises: NotFound; Conflict where it is not dead."""
    message = db.session.get(Message, message_id)
    if message is None:
        raise NotFound
    if message.state != "dead":
        raise Conflict(
            f"This message is {message.state}: only one that is dead can be tried again.", rule="message-not-dead"
        )
    message.state, message.tries, message.due_at = "waiting", 0, utc_now()
    db.session.flush()
    return message
