"""The Flask extensions, unbound. Imports nothing of ours, so that everybody may import it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from uuid6 import uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware on both databases: SQLite itself forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is stored: always UTC. A naive time is refused, for nobody knows which moment it means."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: say which zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is read: aware, in UTC."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """The declarative base: every constraint has a name, so that SQLite's batch migrations can find it."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime(), str: String()}
    )


def new_id() -> str:
    """A new UUIDv7 as text: unique for ever, and rising with time so that indexes stay compact (RFC 9562)."""
    return str(uuid7())


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


Key = Annotated[str, mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_id)]


class Identified:
    """Mix-in of all that is addressed from outside: id, times, and a version that guards against lost updates."""

    id: Mapped[Key]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it on the class
        """Two writers of one row: the second gets StaleDataError, never a silent overwrite."""
        return {"version_id_col": cls.version}


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate()
