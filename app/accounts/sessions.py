"""Sessions of the pages: 256 random bits in a cookie, everything else here; idle or old ones open nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, or_, select, update

from app.accounts.models import Account, WebSession
from app.accounts.service import fingerprint
from app.database import writing_apart
from app.errors import NotFound
from app.extensions import db, utc_now
from app.pagination import paginate

# The prefix has browsers refuse it from a subdomain, over plain HTTP, or for a part of the addresses (RFC 6265bis).
COOKIE = "__Host-sankofa"
# How old `last_seen_at` may get before it is written again: not every read is to be a write.
_TOUCHED_EVERY = timedelta(minutes=1)


def open_session(account: Account, agent: str, before: str | None = None) -> str:
    """A new session and its secret, for the cookie; the one that the browser had before ends."""
    secret = secrets.token_urlsafe(32)
    if before:
        end_session(before)
    _forget_ended(account.id)
    db.session.add(WebSession(account_id=account.id, secret_hash=fingerprint(secret), agent=_printable(agent)))
    db.session.flush()
    return secret


def _printable(agent: str) -> str:
    return "".join(each for each in agent if each.isprintable())[:120]


def _bounds() -> tuple[datetime, datetime]:
    """Who was not seen after the first moment was idle too long; who signed in before the second, too long ago."""
    settings, now = current_app.config["SETTINGS"], utc_now()
    return now - timedelta(minutes=settings.session_idle_minutes), now - timedelta(hours=settings.session_hours)


def _in_force() -> tuple[Any, ...]:
    idle, old = _bounds()
    return WebSession.last_seen_at > idle, WebSession.created_at > old


def _forget_ended(account_id: str) -> None:
    idle, old = _bounds()
    ended = or_(WebSession.last_seen_at <= idle, WebSession.created_at <= old)
    db.session.execute(delete(WebSession).where(WebSession.account_id == account_id, ended))


def find_by_cookie(secret: str) -> tuple[WebSession, Account] | None:
    """A session that is neither idle nor too old, and its active account; None otherwise."""
    valid = (WebSession.secret_hash == fingerprint(secret), *_in_force())
    found = db.session.execute(select(WebSession, Account).join(Account).where(*valid, Account.is_active)).first()
    return (found[0], found[1]) if found else None


def is_to_be_touched(session: WebSession) -> bool:
    """Whether it is time to write down that its owner was here."""
    return utc_now() - session.last_seen_at >= _TOUCHED_EVERY


def touch(session_id: str) -> None:
    """Write down that its owner was here, in a transaction of its own: the request itself may only read."""
    with writing_apart() as connection:
        connection.execute(update(WebSession).where(WebSession.id == session_id).values(last_seen_at=utc_now()))


def form_token(secret: str) -> str:
    """What forms of a session must carry: nobody can work it out without the cookie and our secret."""
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), f"form\0{secret}".encode(), hashlib.sha256).hex()


def list_sessions(account_id: str | None, args: dict[str, Any]) -> Any:
    """One page of an account's sessions that are in force."""
    mine = select(WebSession).where(WebSession.account_id == account_id, *_in_force())
    return paginate(mine, WebSession, {"created": WebSession.created_at}, args)


def end_session(secret: str) -> None:
    """End the session of a cookie, if there is one."""
    db.session.execute(delete(WebSession).where(WebSession.secret_hash == fingerprint(secret)))


def end_own_session(session_id: str, account_id: str | None) -> None:
    """End one of one's own sessions. Raises: NotFound."""
    session = db.session.get(WebSession, session_id)
    if session is None or session.account_id != account_id:
        raise NotFound
    db.session.delete(session)
    db.session.flush()
