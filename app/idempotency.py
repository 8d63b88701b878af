"""The same POST sent twice happens once: its answer is kept by account and Idempotency-Key, in the same transaction.

A request with a key commits when its answer is there, and both are kept or neither is: whoever is killed in between
leaves nothing. Of two at once the second waits for the first, and gets its answer. What takes long is done `unlocked`:
then both may do it, and only one of them writes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, abort, current_app, g, request
from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.database import reading_only
from app.errors import Invalid
from app.extensions import db, utc_now
from app.viewer import current_viewer

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
PATTERN = "^[A-Za-z0-9._:-]{1,200}$"
# They count their attempts in a transaction of its own, which ends the one of the request; one answers with a secret.
_APART = {"me.change_password", "tokens.create_token"}


class IdempotencyKey(db.Model):
    """What was answered to a request with that key. After a day it counts no more; `rights.retention` removes it."""

    __tablename__ = "idempotency_key"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    etag: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(index=True)


TABLE = IdempotencyKey.__table__
Claim = dict[str, Any]  # account_id, key, asked


def takes_key(endpoint: str, method: str, read_only: Collection[str]) -> bool:
    """Whether requests to that endpoint of the API may carry a key: POSTs that write."""
    return method.upper() == "POST" and endpoint not in read_only and endpoint not in _APART


def _begin() -> Response | None:
    """The answer that was given before; else claim the key, or wait for whoever has it just now."""
    key, viewer = request.headers.get(HEADER), current_viewer()
    if key is None or not viewer.is_signed_in or not request.path.startswith("/api/"):
        return None
    if not takes_key(request.endpoint or "", request.method, current_app.extensions["read_only"]):
        return None
    if not re.fullmatch(PATTERN[1:-1], key):
        raise Invalid(f"{HEADER} must be 1 to 200 letters, digits or . _ : -")
    asked = hashlib.sha256(f"{request.method} {request.full_path}\0".encode() + request.get_data()).hexdigest()
    return _claim({"account_id": viewer.account_id, "key": key, "asked": asked})


def _claim(claim: Claim) -> Response | None:
    now = utc_now()
    db.session.execute(delete(TABLE).where(*_mine(claim), TABLE.c.at <= now - KEPT))
    try:
        db.session.execute(insert(TABLE).values(**claim, status=0, body=b"", at=now))
    except IntegrityError:
        db.session.rollback()
        return _kept(claim)
    g.idempotency = claim
    db.session().commit = db.session().flush  # the route's commit waits for the answer: see _finish
    return None


def _mine(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return TABLE.c.account_id == claim["account_id"], TABLE.c.key == claim["key"]


def _kept(claim: Claim) -> Response | None:
    row = db.session.execute(select(TABLE).where(*_mine(claim))).first()
    if row is None:  # it was forgotten in this very moment
        return _claim(claim)
    if row.asked != claim["asked"]:
        raise Invalid(f"This {HEADER} was used for another request. Take a new one for each thing you create.")
    answer = current_app.response_class(row.body, row.status, mimetype="application/json")
    if row.etag:
        answer.headers["ETag"] = row.etag
    return answer


def _release() -> Claim | None:
    """The claim of this request, if it has one: from now on a commit is one."""
    claim: Claim | None = g.pop("idempotency", None)
    if claim is not None:
        del db.session().commit
    return claim


@contextmanager
def unlocked() -> Iterator[None]:
    """Inside, this request holds no lock, and only reads; to be entered before anything was written.

    Its transaction ends, and its key is claimed anew afterwards: whoever was answered with that key meanwhile answers
    this request too.
    """
    claim = _release()
    db.session.rollback()
    try:
        with reading_only():
            yield
    finally:
        db.session.rollback()
    answer = _claim(claim) if claim is not None else None
    if answer is not None:
        abort(answer)


def _finish(response: Response) -> Response:
    claim, session = _release(), db.session()
    if claim is None:
        return response
    if response.status_code >= 400:
        session.rollback()
        return response
    said = {"status": response.status_code, "body": response.get_data(), "etag": response.headers.get("ETag")}
    try:
        session.execute(TABLE.update().where(*_mine(claim)).values(**said))
        session.commit()
    except Exception as error:
        session.rollback()
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def setup_idempotency(app: Flask) -> None:
    """Listen to requests; must be registered after the policy."""
    app.before_request(_begin)
    app.after_request(_finish)
