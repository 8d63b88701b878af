"""How a connection behaves: SQLite's pragmas set and asserted, writers taking their lock at the start."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from typing import Any, TypeVar

from flask import Flask, request
from sqlalchemy import Connection, Engine, event, func, inspect, select, text
from sqlalchemy.orm import Session

from app.extensions import db

# WAL: readers never wait for a writer. FULL: what was acknowledged survives a power cut. secure_delete: what is deleted
# is overwritten with zeros, so that an erased person is not left in the free space of the file.
PATIENCE, TURN = 10_000, 15  # milliseconds a writer waits for the lock, in turns of so many
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": PATIENCE, "secure_delete": 1}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
Row = TypeVar("Row")
_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Turn(IntEnum):
    """What only one transaction at a time may do; any numbers that nothing else in the database locks."""

    FEED = 7_365_110
    INSTITUTION_TREE = 7_365_111
    TOPIC_TREE = 7_365_112
    ADMINISTRATORS = 7_365_113
    AUDIT = 7_365_114  # always the last: FEED and AUDIT are taken at the commit, in this order


def wait_for(turn: Turn, session: Session) -> None:
    """Wait until no other transaction has this turn, and keep it to the end; on SQLite a writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(turn.value)))


def read_one_moment(session: Session) -> None:
    """All that the transaction reads from now on is of one moment; on SQLite it is anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def locked(session: Session, model: type[Row], item_id: str) -> Row | None:
    """The row as it is now, which nobody else alters until the commit; None where there is none.

    Rows that refer to it may still be added: whoever books two people with each other waits for nobody twice. On
    SQLite a writer is alone anyway.
    """
    found = select(model).where(inspect(model).primary_key[0] == item_id).with_for_update(key_share=True)
    return session.scalars(found.execution_options(populate_existing=True)).unique().one_or_none()


@contextmanager
def reading_only() -> Iterator[None]:
    """Transactions begun inside take no write lock on SQLite; writing in one is refused by the database."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing_apart() -> Iterator[Connection]:
    """A transaction of its own, kept whatever becomes of the request; to be called before the request wrote anything.

    The session's transaction ends here: on SQLite it may hold the one write lock that this one needs.
    """
    db.session.rollback()
    token = _reading.set(False)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _reading.reset(token)


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own: _begin does
    # SQLite's own knows A to Z only: "éducation" must find "Éducation" here too.
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for name, wanted in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name} = {wanted}")
        found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise RuntimeError(f"SQLite refused PRAGMA {name} = {wanted} and has {found}; is the file on a local disk?")
    cursor.close()


def _lower(text: str | None) -> str | None:
    return text.lower() if text is not None else None


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later can't be given the lock any more once another wrote in
    # between, and busy_timeout does not help it: so whoever may write takes the lock at the start.
    connection.exec_driver_sql(f"PRAGMA query_only = {int(_reading.get())}")
    if _reading.get():
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_writing(connection)


def _begin_writing(connection: Connection) -> None:
    # SQLite sleeps up to 100 ms between two looks at the lock, longest who has waited longest, and the lock is free
    # meanwhile. Asked again and again to wait a little it looks every few; the last time it says what is wrong.
    raw: Any = connection.connection.dbapi_connection
    until = time.monotonic() + PATIENCE / 1000
    raw.execute(f"PRAGMA busy_timeout = {TURN}")
    while not _has_begun(raw) and time.monotonic() < until:
        pass
    raw.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    if not raw.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _has_begun(raw: Any) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True


def listen_to(engine: Engine) -> None:
    """Give an engine these habits; nothing to do on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin)


def setup_database(app: Flask) -> None:
    """Bind the engine's habits, and let requests that only read begin without the write lock."""
    with app.app_context():
        listen_to(db.engine)

    @app.before_request
    def _note_reading() -> None:
        is_safe = request.method in SAFE_METHODS and request.endpoint not in app.extensions["writing"]
        _reading.set(is_safe or request.endpoint in app.extensions["read_only"])

    @app.teardown_request
    def _forget_reading(_error: BaseException | None) -> None:
        _reading.set(False)
