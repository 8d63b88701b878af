"""The change feed: every write that matters to matching or the graph appends a row, in the same transaction.

A model that has `feeds()` is noticed by itself when the session flushes it; writes that bypass the session (bulk
imports) say so with `record`. Sequence numbers are given in the order of commits: on PostgreSQL by an advisory lock
held from the append to the commit, on SQLite because there is one writer. So who has seen number n has seen all below.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String, Uuid, event, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.database import Turn, reading_only, wait_for
from app.extensions import db, utc_now

_PENDING = "changes to append"


class Change(db.Model):
    """Something of that kind and id was added, altered or removed: look at the row to see which."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own shape

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    at: Mapped[datetime] = mapped_column(default=utc_now)


def record(session: Session, items: Iterable[tuple[str, str]]) -> None:
    """Note (kind, id) pairs; they are appended when the session commits, each once."""
    session.info.setdefault(_PENDING, {}).update(dict.fromkeys(items))


def newest_number() -> int:
    """The number of the last change committed; 0 when there was none."""
    return db.session.scalar(select(func.max(Change.number))) or 0


def newest_number_now() -> int:
    """The same as of this moment, whatever moment the session's transaction looks at."""
    with reading_only(), db.engine.connect() as connection:
        return connection.scalar(select(func.max(Change.number))) or 0


def mark_of(number: int) -> str:
    """What the change of that number was: another database has another one there. Empty where there is none."""
    change = db.session.get(Change, number)
    return f"{change.kind} {change.item_id} {change.at.isoformat()}" if change else ""


def changes_after(number: int) -> tuple[int, dict[str, set[str]]]:
    """The newest number, and the ids changed since `number` by kind."""
    rows = db.session.execute(select(Change.number, Change.kind, Change.item_id).where(Change.number > number)).all()
    changed: dict[str, set[str]] = {}
    for _, kind, item_id in rows:
        changed.setdefault(kind, set()).add(item_id)
    return max((row.number for row in rows), default=number), changed


def _notice(session: Session, _context: object) -> None:
    for item in (*session.new, *session.dirty, *session.deleted):
        if hasattr(item, "feeds") and (item not in session.dirty or session.is_modified(item)):
            record(session, item.feeds())


def _append(session: Session) -> None:
    session.flush()
    pending: dict[tuple[str, str], Any] = session.info.pop(_PENDING, {})
    if not pending:
        return
    wait_for(Turn.FEED, session)
    session.execute(insert(Change), [{"kind": kind, "item_id": item_id} for kind, item_id in pending])


def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


def setup_changes() -> None:
    """Listen to the session; once a process is enough."""
    for name, listener in (("after_flush", _notice), ("before_commit", _append), ("after_rollback", _forget)):
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)
