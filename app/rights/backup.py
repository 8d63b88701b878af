"""A backup: every row of every table as JSON lines in a zip file, with a manifest; the same for both databases.

It is read in one transaction, so it shows one moment. The manifest names the schema's revision, and of each table its
columns with their types, its rows and the SHA-256 of its lines: so a file can be restored by a later version, and into
the other kind of database. It holds all that the database holds: keep it as safe as that.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import JSON, Boolean, Connection, Date, Integer, Numeric, Table, Uuid, select
from sqlalchemy.types import TypeEngine

from app.errors import Conflict
from app.extensions import UtcDateTime, db, utc_now

FORMAT = 1
MANIFEST = "manifest.json"
# What a column's values are, whatever the database calls them.
KINDS: tuple[tuple[str, type[TypeEngine[Any]]], ...] = (
    ("moment", UtcDateTime),
    ("day", Date),
    ("id", Uuid),
    ("json", JSON),
    ("truth", Boolean),
    ("whole", Integer),
    ("number", Numeric),
)


def write_backup(connection: Connection, path: Path, tables: Sequence[Table] | None = None) -> dict[str, int]:
    """How many rows of each table were written to the file; it appears whole or not at all, for its owner's eyes only.

    All tables unless some are named, which must come after those they refer to.

    Raises: Conflict where there is a file already.
    """
    if path.exists():
        raise Conflict(f"{path} exists already; a backup never replaces a file.", rule="file-exists")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            written = _write(connection, file, tables or db.metadata.sorted_tables)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return {name: told["rows"] for name, told in written.items()}


def _write(connection: Connection, file: Any, tables: Sequence[Table]) -> dict[str, dict[str, Any]]:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        written = {table.name: _write_table(connection, archive, table) for table in tables}
        manifest = {
            "format": FORMAT,
            "revision": MigrationContext.configure(connection).get_current_revision(),
            "written_at": utc_now().isoformat(),
            "tables": written,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return written


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    rows, digest = 0, hashlib.sha256()
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
        for line in _lines(connection, table):
            lines.write(line)
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest(), "columns": {each.name: _kind(each.type) for each in table.c}}


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=1000)
    for row in connection.execute(query).mappings():
        yield json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _kind(kind: TypeEngine[Any]) -> str:
    return next((name for name, known in KINDS if isinstance(kind, known)), "text")


def typed(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """A line's values as Python has them."""
    return {name: _typed(value, columns[name]) for name, value in values.items()}


def _typed(value: Any, kind: str) -> Any:
    if value is None or kind not in ("moment", "day"):
        return value
    return datetime.fromisoformat(value) if kind == "moment" else date.fromisoformat(value)
