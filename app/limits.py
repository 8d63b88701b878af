"""Rate limits that hold over all workers and machines: counted in the database, in transactions of their own."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app, request
from sqlalchemy import Connection, String, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.database import writing_apart
from app.errors import TooMany
from app.extensions import db, utc_now

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_FORGOTTEN_AT_ONCE = 100


class Attempt(db.Model):
    """How often something was tried since its window began. The key is a keyed hash: no address is kept."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts at one thing, by one account or client, within SANKOFA_LIMIT_MINUTES."""

    what: str
    who: str
    most: int

    @property
    def key(self) -> str:
        """What stands for it in the table."""
        secret = current_app.config["SECRET_KEY"].encode()
        return hmac.digest(secret, f"{self.what}\0{self.who}".encode(), hashlib.sha256).hex()


def of_account(what: str, who: str) -> Limit:
    """The limit of an account, or of an address that may be none: it is counted all the same."""
    return Limit(f"{what} account", who.strip().lower(), current_app.config["SETTINGS"].limit_account)


def of_client(what: str) -> Limit:
    """The limit of whoever sends this request, by network address; of IPv6 the 64 bits that a site is given."""
    return Limit(f"{what} client", _network(request.remote_addr or ""), current_app.config["SETTINGS"].limit_client)


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def count_attempt(*limits: Limit) -> None:
    """Count one attempt against each limit. Raises: TooMany, once one of them is used up."""
    now = utc_now()
    with writing_apart() as connection:
        counted = [(limit, *_count(connection, limit.key, now)) for limit in limits]
        _forget_ended(connection, now)
    waits = [(ends_at - now).total_seconds() for limit, count, ends_at in counted if count > limit.most]
    if waits:
        raise TooMany(math.ceil(max(waits)))


def forget_attempts(limit: Limit) -> None:
    """Begin to count anew, with the request's own transaction: it went well."""
    db.session.execute(delete(Attempt).where(Attempt.key == limit.key))


def _count(connection: Connection, key: str, now: datetime) -> tuple[int, datetime]:
    """The attempts within the window, this one included, and when it ends: one statement, so that none is lost."""
    ends_at = now + timedelta(minutes=current_app.config["SETTINGS"].limit_minutes)
    insert = _INSERTS[connection.dialect.name](Attempt).values(key=key, count=1, ends_at=ends_at)
    is_over = Attempt.ends_at <= now
    counted = insert.on_conflict_do_update(
        index_elements=[Attempt.key],
        set_={
            "count": case((is_over, 1), else_=Attempt.count + 1),
            "ends_at": case((is_over, insert.excluded.ends_at), else_=Attempt.ends_at),
        },
    ).returning(Attempt.count, Attempt.ends_at)
    count, ends = connection.execute(counted).one()
    return count, ends


def _forget_ended(connection: Connection, now: datetime) -> None:
    # Rows that another worker is just counting in are passed over: two workers never wait for each other.
    ended = select(Attempt.key).where(Attempt.ends_at <= now).limit(_FORGOTTEN_AT_ONCE)
    free = ended.with_for_update(skip_locked=True)
    connection.execute(delete(Attempt).where(Attempt.key.in_(free)).execution_options(synchronize_session=False))
