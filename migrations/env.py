"""Alembic's entry: runs the numbered revisions of this folder on the application's database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.extensions import UtcDateTime, db

config = context.config


def _render_item(kind: str, item: object, _context: object) -> str | bool:
    """A revision names SQLAlchemy's types only: it must stay true when our own types change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def _run(connection: Connection) -> None:
    # SQLite can't alter most things: batch mode copies the table. With foreign keys on, dropping the old copy would
    # fire ON DELETE CASCADE and empty its children, so they are off while it migrates and checked before it ends.
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render_item,
        transactional_ddl=True,  # ours is, on SQLite too: we begin the transaction, not its driver
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration left {len(broken)} broken references; nothing was changed")


def _migrate() -> None:
    given = config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    with current_app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
        try:
            _run(connection)
        finally:
            if connection.dialect.name == "sqlite":
                connection.rollback()
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    raise RuntimeError("Offline SQL is not offered: `sankofa db upgrade` runs on the database itself.")
_migrate()
