"""Who sends what: messages are leased for a while, and settled or put off by whoever holds the lease.

Each step is a short transaction of its own, beside the session: nothing is locked while a server far away is slow, and
a worker that is killed leaves a lease that ends by itself. So a message is sent at least once, with the same id. The
audit log has the message and what became of it at another's hand, not each try.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from app.extensions import db, new_id
from app.outbox.models import Message

LEASE = timedelta(minutes=10)  # longer than the slowest sending: see the timeouts of mail.py and webhooks.py
MOST_TRIES = 16  # with the waits below a little over two days: a weekend without a mail server
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
_TABLE: Any = Message.__table__
_MOST_AT_ONCE = 50  # news in one mail


@dataclass(frozen=True, slots=True)
class Taken:
    """Messages to one receiver that go out together; whoever took them settles them by the lease."""

    lease: str
    rows: Sequence[Row[Any]]


def take(now: datetime, has_mail: bool = True) -> Taken | None:
    """The next messages that are due, leased to the caller; None where nothing is. Without a server mails wait."""
    with db.engine.begin() as connection:
        _bury_deadly(connection, now)
        free = _free(now).where(has_mail or _TABLE.c.person_id.is_(None)).order_by(_TABLE.c.due_at, _TABLE.c.id)
        first = connection.execute(free.where(_TABLE.c.due_at <= now).limit(1)).first()
        if first is None:
            return None
        company = _TABLE.c.person_id == first.person_id, ~_TABLE.c.is_urgent
        more = free.where(*company).limit(_MOST_AT_ONCE)
        rows = [first] if first.is_urgent else connection.execute(more).all()
        lease = new_id()
        # Due again, behind all others, when the lease ends: what kills its worker keeps nobody waiting.
        held = {"lease": lease, "due_at": now + LEASE, "tries": _TABLE.c.tries + 1}
        connection.execute(update(_TABLE).where(_TABLE.c.id.in_([row.id for row in rows])).values(held))
    return Taken(lease, rows)


def _free(now: datetime) -> Any:
    """What waits and nobody is at; on PostgreSQL locked at once, passing over what another worker is just taking."""
    idle = or_(_TABLE.c.lease.is_(None), _TABLE.c.due_at <= now)
    return select(_TABLE).where(_TABLE.c.state == "waiting", idle).with_for_update(skip_locked=True)


def _bury_deadly(connection: Connection, now: datetime) -> None:
    """What ended the worker each time it was tried is not tried again."""
    gone = _TABLE.c.state == "waiting", _TABLE.c.tries >= MOST_TRIES, _TABLE.c.due_at <= now
    said = {"state": "dead", "problem": "the worker ended each time", "lease": None}
    connection.execute(update(_TABLE).where(*gone).values(said))


def settle(taken: Taken, now: datetime) -> None:
    """They were sent. What they said is forgotten; that they were sent is kept for a while."""
    said = {"state": "sent", "sent_at": now, "facts": {}, "lease": None, "problem": ""}
    with db.engine.begin() as connection:
        connection.execute(update(_TABLE).where(_TABLE.c.lease == taken.lease).values(said))


def put_off(taken: Taken, problem: str, now: datetime, is_final: bool = False) -> None:
    """They could not be sent: they wait, longer after each try, and are dead after the last or a final problem."""
    with db.engine.begin() as connection:
        for row in taken.rows:
            tries = row.tries + 1
            is_dead = is_final or tries >= MOST_TRIES
            said = {"state": "dead" if is_dead else "waiting", "due_at": now + _wait(tries), "problem": problem[:200]}
            held = _TABLE.c.id == row.id, _TABLE.c.lease == taken.lease
            connection.execute(update(_TABLE).where(*held).values(**said, lease=None))


def _wait(tries: int) -> timedelta:
    """Twice as long after each try, give or take a half: what failed together does not come back together."""
    longest: timedelta = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.5)  # noqa: S311 - nothing is to be kept secret here
