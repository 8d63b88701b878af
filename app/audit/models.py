"""What is kept of an event: who, when, what and why, by opaque ids and names of fields; never what was written.

Nothing here refers to another table, and the database refuses to alter or remove a row (see the migration): an erasure
has nothing to do here, since an id whose person is gone tells nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Key, db
from app.vocabulary import one_of

ACTORS = ("account", "anonymous", "command line", "worker")
ACTS = ("created", "altered", "removed", "read", "restored")


class AuditEvent(db.Model):
    """One committed write or audited read. `mac` seals all of it together with `previous`, the seal before."""

    __tablename__ = "audit_event"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), index=True)
    person_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    doing: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(40))
    request_id: Mapped[str | None] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    previous: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))

    items: Mapped[list[AuditItem]] = relationship(order_by="AuditItem.position", lazy="selectin")

    __table_args__ = (CheckConstraint(one_of("actor", ACTORS), name="actor"),)


class AuditItem(db.Model):
    """A thing that an event touched; or, where rows were written in bulk, how many of a kind (no id)."""

    __tablename__ = "audit_item"

    event_id: Mapped[str] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[str | None] = mapped_column(String(64), index=True)
    act: Mapped[str] = mapped_column(String(10))
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    count: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint(one_of("act", ACTS), name="act"),)


class AuditHead(db.Model):
    """The last event there is, sealed by itself: a log cut off at its end does not fit it."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    seal: Mapped[str] = mapped_column(String(64))

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)
