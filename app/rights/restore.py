"""Restoring a backup: the tables as they were, brought to this version, without those who were erased since.

All of it happens in one transaction, the tables themselves included, on both databases: it is done or nothing is. Who
stands in the ledger of erasures is erased again before anything is committed. The audit log is never set back: where
the one at hand goes on from the backup's, it stays.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, MetaData, column, func, insert, inspect, select, table, text, update
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.extensions import UtcDateTime, db
from app.rights.backup import FORMAT, KINDS, MANIFEST, typed, write_backup
from app.rights.erasure import erase_again
from app.rights.ledger import mark_of, marks_in_file, remember, require_readable
from app.rights.models import Erased
from app.rights.registry import ROOTS

_CHUNK = 1000
_TYPES = dict(KINDS)
LOG = ("audit_event", "audit_head", "audit_item")


def restore_backup(path: Path, *, replace: bool) -> int:
    """How many people who are in the backup were erased since, and are again.

    Raises: Invalid for a file that is damaged, no backup, or of a newer version; Conflict where the database holds rows
    and `replace` is not said, where the ledger can't be read, or where an audit log is of an older version.
    """
    manifest = _checked(path)
    with _one_transaction() as connection, zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
        if _holds_rows(connection) and not replace:
            raise Conflict(
                "The database is not empty. Say --replace to put the backup in its place.", rule="database-in-use"
            )
        marks = marks_in_file() | _marks_in(connection)
        longer = _longer_log(connection, archive, Path(folder) / "log.zip")
        _build_tables(connection, manifest["revision"])
        _fill_all(connection, archive, leave_out=LOG if longer else ())
        _migrate(connection, "head")
        if longer:
            with zipfile.ZipFile(longer) as kept:
                _fill_all(connection, kept)
        _set_counters(connection)
        erased = _erase_again(connection, marks | _marks_in(connection))
        remember(_marks_in(connection))
    return erased


def _checked(path: Path) -> dict[str, Any]:
    """The manifest of a backup whose every line is as it was written."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise Invalid(f"{path} is of another format ({manifest['format']}); this version reads {FORMAT}.")
            for name, told in manifest["tables"].items():
                with archive.open(f"{name}.jsonl") as lines:
                    if hashlib.file_digest(lines, "sha256").hexdigest() != told["sha256"]:  # type: ignore[arg-type]
                        raise Invalid(f"{path} is damaged: the rows of {name} are not what was written.")
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise Invalid(f"{path} is damaged, or no backup of Sankofa: {error}") from error
    known = {each.revision for each in _scripts().walk_revisions()}
    if manifest["revision"] not in known:
        raise Invalid(f"{path} is of a newer version ({manifest['revision']}). Update Sankofa first.")
    return manifest


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())


@contextmanager
def _one_transaction() -> Iterator[Connection]:
    """A connection in a transaction in which tables may be dropped and rows come in any order."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        raw: Any = connection.connection.dbapi_connection
        if is_sqlite:  # can't be changed inside a transaction
            raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise Invalid("Rows of the backup refer to rows that it does not hold; nothing was changed.")
        finally:
            if is_sqlite:
                raw.execute("PRAGMA foreign_keys = ON")


def _holds_rows(connection: Connection) -> bool:
    there = set(inspect(connection).get_table_names()) & db.metadata.tables.keys()
    return any(connection.execute(select(text("1")).select_from(table(name)).limit(1)).first() for name in there)


def _marks_in(connection: Connection) -> set[str]:
    if not inspect(connection).has_table(Erased.__tablename__):
        return set()
    return require_readable(connection.scalars(select(Erased.mark)))


def _longer_log(connection: Connection, archive: zipfile.ZipFile, path: Path) -> Path | None:
    """The file with the audit log at hand, where that goes on from the backup's. Raises: Conflict as above."""
    event, head = (db.metadata.tables[name] for name in LOG[:2])
    if not inspect(connection).has_table(head.name):
        return None
    if MigrationContext.configure(connection).get_current_revision() != _scripts().get_current_head():
        raise Conflict(
            "Bring the database to this version first, for its audit log stays: sankofa db upgrade.",
            rule="database-of-another-version",
        )
    name = f"{head.name}.jsonl"
    last = json.loads(archive.read(name) or "null") if name in archive.namelist() else None
    goes_on = select(event.c.id).where(event.c.number == last["number"], event.c.mac == last["mac"]) if last else None
    is_longer = connection.execute(select(head.c.id) if goes_on is None else goes_on).first()
    if not is_longer:
        return None
    write_backup(connection, path, [each for each in db.metadata.sorted_tables if each.name in LOG])
    return path


def _build_tables(connection: Connection, revision: str) -> None:
    there = MetaData()
    there.reflect(connection)
    there.drop_all(connection)
    _migrate(connection, revision)


def _migrate(connection: Connection, revision: str) -> None:
    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _fill_all(connection: Connection, archive: zipfile.ZipFile, leave_out: Collection[str] = ()) -> None:
    for name, told in json.loads(archive.read(MANIFEST))["tables"].items():
        if name not in leave_out:
            _fill(connection, archive, name, told["columns"])


def _fill(connection: Connection, archive: zipfile.ZipFile, name: str, columns: Mapping[str, str]) -> None:
    """Fill a table; references to rows of the same table are set once all rows are there."""
    target = table(name, *(column(each, _type(kind)) for each, kind in columns.items()))
    own = _own_references(connection, name)
    for rows in _chunks(_rows(archive, name, columns)):
        connection.execute(insert(target), [{**row, **dict.fromkeys(own)} for row in rows])
    for row in _rows(archive, name, columns) if own else ():
        if any(row[each] is not None for each in own):
            connection.execute(update(target).where(target.c.id == row["id"]).values({each: row[each] for each in own}))


def _type(kind: str) -> Any:
    known = _TYPES.get(kind)
    if known is None:
        return None
    return known(as_uuid=False) if kind == "id" else UtcDateTime() if kind == "moment" else known()


def _own_references(connection: Connection, name: str) -> list[str]:
    keys = inspect(connection).get_foreign_keys(name)
    return [each for key in keys if key["referred_table"] == name for each in key["constrained_columns"]]


def _rows(archive: zipfile.ZipFile, name: str, columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    with archive.open(f"{name}.jsonl") as lines:
        for line in lines:
            yield typed(json.loads(line), columns)


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _set_counters(connection: Connection) -> None:
    """PostgreSQL goes on counting where the backup's numbers end; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for each in db.metadata.sorted_tables:
        counted = each.autoincrement_column
        if counted is not None:
            newest = connection.scalar(select(func.max(counted)))
            sequence = func.pg_get_serial_sequence(each.name, counted.name)
            connection.execute(select(func.setval(sequence, newest or 1, newest is not None)))


def _erase_again(connection: Connection, marks: set[str]) -> int:
    """Erase who of the restored stands in the ledger; how many."""
    count = 0
    with Session(connection) as session:
        for root in ROOTS:
            ids = connection.scalars(select(db.metadata.tables[root].c.id)).all()
            for item_id in ids:
                if mark_of(item_id) in marks:
                    erase_again(session, root, item_id)
                    count += root == "person"
        known = set(session.scalars(select(Erased.mark)))
        session.add_all(Erased(mark=mark) for mark in sorted(marks - known))
        session.flush()
    return count
