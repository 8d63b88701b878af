"""Messages that wait, were sent, or could not be; and where webhooks go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.extensions import Identified, db, utc_now
from app.rights.erasure import while_erasing
from app.vocabulary import one_of

STATES = ("waiting", "sent", "dead")


class Webhook(Identified, db.Model):
    """An address that is told of events. Its signing secret is derived from the server's: none is stored."""

    __tablename__ = "webhook"

    url: Mapped[str] = mapped_column(String(500), unique=True)


class Message(Identified, db.Model):
    """A mail to a person, or an event for a webhook. `facts` are emptied once it was sent; `key` stays.

    Whoever sends it holds `lease` until `due_at`: a worker that dies leaves no message stuck.
    """

    __tablename__ = "message"

    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    webhook_id: Mapped[str | None] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    is_urgent: Mapped[bool] = mapped_column(default=True)
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(200), default="")
    lease: Mapped[str | None] = mapped_column(String(36), index=True)
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(person_id IS NULL) <> (webhook_id IS NULL)", name="one_receiver"),
        Index("ix_message_state_due_at", "state", "due_at"),
    )


@while_erasing
def _forget_words(session: Session, root: str, person_id: str) -> None:
    """What waits for others loses the words that somebody wrote who is erased; the name was never in it."""
    if root != "person":
        return
    told = select(Message.id, Message.facts).where(Message.other_id == person_id)
    for message_id, facts in session.execute(told).all():
        kept = {name: value for name, value in facts.items() if name != "title"}
        session.execute(update(Message).where(Message.id == message_id).values(facts=kept))
