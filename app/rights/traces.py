"""What an erasure leaves behind in files once it is committed, and how that goes too.

SQLite zeroes what is deleted (secure_delete, see `database`); what still stands in the write-ahead log goes with a
checkpoint. PostgreSQL keeps dead rows until VACUUM, and VACUUM leaves their bytes in the free space of a page: only a
table that is written anew (VACUUM FULL, which locks it meanwhile) holds none of them. So the first is done after each
erasure, the second by the command line. A laid-out index is dropped; it can be made again at any time.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, SessionTransaction

from app.extensions import db
from app.index_store import IndexStore
from app.rights.decisions import DECISIONS
from app.rights.erasure import ERASED
from app.rights.ledger import remember

log = logging.getLogger(__name__)
_COMMITTED = "marks of whom the last transaction erased"
# Whoever wants a table waits behind VACUUM FULL, which waits behind who has it: so it does not wait for long.
_PATIENCE = "10s"
# Samples of what columns held.
_STATISTICS = "pg_catalog.pg_statistic"


def remove_traces(engine: Engine, *, thorough: bool = False) -> bool:
    """Remove from the database's files what rows no longer hold; False where somebody was in the way."""
    if engine.dialect.name == "sqlite":
        return _checkpoint(engine)
    return _vacuum(engine, thorough)


def _checkpoint(engine: Engine) -> bool:
    connection = engine.raw_connection()  # no transaction may be open on it
    try:
        is_busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]  # type: ignore[attr-defined]
    finally:
        connection.close()
    if is_busy:
        log.warning("the write-ahead log could not be emptied: somebody reads; `sankofa retention run` does it later")
    return not is_busy


def _vacuum(engine: Engine, thorough: bool) -> bool:
    tables = [f'"{name}"' for name in dict.fromkeys(each.table for each in DECISIONS)]
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}'")
            try:
                how = "(FULL, ANALYZE)" if thorough else "(ANALYZE)"
                for table in tables:
                    connection.exec_driver_sql(f"VACUUM {how} {table}")
                connection.exec_driver_sql(f"VACUUM {'(FULL)' if thorough else ''} {_STATISTICS}")
            finally:  # others get this connection from the pool
                connection.exec_driver_sql("RESET lock_timeout")
    except DatabaseError as error:
        log.warning("VACUUM was refused: %s", type(error.orig).__name__)
        return False
    return True


def drop_index() -> None:
    """Remove the laid-out index of this machine; other machines' engines do so before their next answer."""
    IndexStore(Path(current_app.config["SETTINGS"].index_folder)).drop()


def note_commit(session: Session) -> None:
    """Keep in mind whom the transaction erased: it is now true."""
    marks = session.info.pop(ERASED, None)
    if marks:
        session.info[_COMMITTED] = marks


def note_rollback(session: Session) -> None:
    """Nobody was erased."""
    session.info.pop(ERASED, None)


def after_end(session: Session, transaction: SessionTransaction) -> None:
    """Once the transaction has let go of its connection: the ledger's file, and the traces."""
    if transaction.parent is not None:
        return
    marks: Any = session.info.pop(_COMMITTED, None)
    if marks:
        remember(marks)
        drop_index()
        remove_traces(db.engine)
