"""What a person chose and was told, and whom an erasure took out: the latter as keyed hashes only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Key, db, utc_now
from app.vocabulary import one_of

CHOICE_KINDS = ("choice", "notice")


class Choice(db.Model):
    """One choice of a person, from what to what, or one notice that he was shown; kept for the person himself.

    `item` is the table of what it is about, `item_id` the row; `is_own_act` is False where an import did it.
    """

    __tablename__ = "choice"

    id: Mapped[Key]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    kind: Mapped[str] = mapped_column(String(10), default="choice")
    item: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    name: Mapped[str] = mapped_column(String(40))
    from_value: Mapped[str | None] = mapped_column(String(40))
    to_value: Mapped[str] = mapped_column(String(40))
    is_own_act: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (CheckConstraint(one_of("kind", CHOICE_KINDS), name="kind"),)


class Erased(db.Model):
    """Somebody who was erased, as a keyed hash of the id: it says nothing, and finds him in an older backup."""

    __tablename__ = "erased"

    mark: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
