"""How long each class of data is kept, in one table, and the removal of what is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, func, or_, select

from app.extensions import db
from app.rights.ledger import remember
from app.rights.models import Erased


@dataclass(frozen=True, slots=True)
class Retention:
    """Rows of a table that are removed so many days after they ended."""

    data: str
    table: str
    days: int
    why: str
    is_over: Callable[[Table, datetime], ColumnElement[bool]]


RETENTIONS = (
    Retention(
        "Tokens that ended or were revoked",
        "api_token",
        90,
        "to look into misuse that is noticed late",
        lambda table, limit: or_(table.c.expires_at < limit, table.c.revoked_at < limit),
    ),
    Retention(
        "Sessions on the pages",
        "web_session",
        30,
        "to look into misuse that is noticed late; they open nothing after hours",
        lambda table, limit: table.c.last_seen_at < limit,
    ),
    Retention(
        "Counts of attempts to sign in",
        "attempt",
        1,
        "they are over after minutes",
        lambda table, limit: table.c.ends_at < limit,
    ),
    Retention(
        "Answers kept for a request that is sent again",
        "idempotency_key",
        1,
        "whoever repeats a request does so at once; an answer may name anybody",
        lambda table, limit: table.c.at < limit,
    ),
    Retention(
        "Messages that were sent or given up",
        "message",
        90,
        "to see that somebody was told, and to look into mails that did not go out; their words go when they are sent",
        lambda table, limit: table.c.state.in_(("sent", "dead")) & (table.c.due_at < limit),
    ),
    Retention(
        "Declared departures",
        "departure",
        365,
        "what was planned for a departure goes on for a while after it",
        lambda table, limit: table.c.leaves_on < limit.date(),
    ),
    Retention(
        "Retention plans that are closed",
        "retention_plan",
        2 * 365,
        "what came of a plan is learnt from for the next one",
        lambda table, limit: table.c.closed_at < limit,
    ),
    Retention(
        "Exchanges between institutions that have ended",
        "exchange",
        5 * 365,
        "what came of one is learnt from for the next, and money was spent on it",
        lambda table, limit: table.c.ended_at < limit,
    ),
    Retention(
        "Rounds of exchanges, with what was entered",
        "round",
        3 * 365,
        "who met whom in the rounds before is heeded in the next one",
        lambda table, limit: table.c.last_month < limit.strftime("%Y-%m"),
    ),
    Retention(
        "Choices and notices",
        "choice",
        3 * 365,
        "the usual time in which a claim can be brought",
        lambda table, limit: table.c.at < limit,
    ),
)


def remove_what_is_over(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """How many rows of each class are over; they are removed unless it is a dry run. The caller commits."""
    counts: dict[str, int] = {}
    for each in RETENTIONS:
        table = db.metadata.tables[each.table]
        is_over = each.is_over(table, now - timedelta(days=each.days))
        counts[each.data] = db.session.scalar(select(func.count()).select_from(table).where(is_over)) or 0
        if not dry_run:
            db.session.execute(delete(table).where(is_over))
    return counts


class Nightly:
    """What `sankofa worker` does of it by itself: once a day (UTC), and when it begins.

    The day is kept by the process alone: a second worker, or one begun anew, does it again and finds nothing.
    """

    def __init__(self) -> None:
        self._done: date | None = None

    def __call__(self, now: datetime) -> Iterator[str]:
        """Remove what is over, and see that the ledger's file is whole; the caller commits when it is told so.

        The database's files are for the command: emptying a write-ahead log keeps writers out while somebody reads.
        """
        if self._done == now.date():
            return
        remove_what_is_over(now)
        remember(db.session.scalars(select(Erased.mark)))
        yield "removed"
        self._done = now.date()
