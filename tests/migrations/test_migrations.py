"""The migrations build what the models say, lose nothing on the way, and leave nothing half done."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from app import MIGRATIONS, create_app
from app.extensions import db
from config import Settings
from tests.factories.maker import Maker

DATABASES = ("sqlite", "postgresql")
SCRIPTS = ScriptDirectory(str(MIGRATIONS))
REVISION = '''"""thrown away"""

import sqlalchemy as sa
from alembic import op

revision = "9999_thrown_away"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
{upgrade}


def downgrade() -> None:
    pass
'''
REBUILD = """
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("TABLE", recreate="always" if is_sqlite else "never") as batch:
        batch.add_column(sa.Column("motto", sa.String(20), nullable=True))
"""
BREAK_HALFWAY = """
    op.create_table("half_done", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE institution SET name = 'half done'")
    raise LookupError("it broke in the middle")
"""
BREAK_REFERENCES = """
    op.execute("DELETE FROM institution")
"""


@pytest.fixture(params=DATABASES)
def bare(request: pytest.FixtureRequest, new_database: Callable[[str, str], str]) -> Iterator[Flask]:
    """An application, in its context, on a database without any table."""
    application = create_app(Settings(env="test", database_url=new_database(request.param, "migrations")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def populated(bare: Flask) -> Flask:
    """The same with the tables of today and a row in most of them."""
    flask_migrate.upgrade()
    make = Maker(bare)
    parent = make.institution()
    author, topic = make.person(make.institution(parent_id=parent), languages="en:C1"), make.topic()
    make.endorsement(make.expertise(author, topic), make.person())
    make.lesson(author, [topic])
    make.challenge(author, [topic])
    make.gathering(make.community(author, [topic]))
    make.engagement(author, [topic], seeker_id=make.person())
    make.offer(author)
    make.session_of(make.learning(author))
    make.token(author, "admin")
    make.message(author)
    return bare


@pytest.fixture
def thrown_away(tmp_path: Path) -> Callable[[str], str]:
    """A function that gives a copy of the migrations with one more revision that does this."""

    def write(upgrade: str) -> str:
        copied = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, copied, ignore=shutil.ignore_patterns("__pycache__"))
        revision = REVISION.format(head=SCRIPTS.get_current_head(), upgrade=upgrade)
        (copied / "versions" / "9999_thrown_away.py").write_text(revision, encoding="utf-8")
        return str(copied)

    return write


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def row_counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in sorted(tables())}


def revision_now() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_they_go_up_from_nothing_down_to_nothing_and_up_again(bare: Flask) -> None:
    flask_migrate.upgrade()
    first = tables()
    flask_migrate.downgrade(revision="base")
    between = tables()
    flask_migrate.upgrade()

    assert first == tables() == set(db.metadata.tables)
    assert between == set()


def test_they_build_exactly_what_the_models_say(bare: Flask) -> None:
    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        drift = compare_metadata(context, db.metadata)

    assert drift == []


def test_a_generated_revision_names_no_type_of_ours(bare: Flask, tmp_path: Path) -> None:
    empty = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, empty, ignore=shutil.ignore_patterns("__pycache__", "versions"))
    (empty / "versions").mkdir()

    flask_migrate.migrate(directory=str(empty), rev_id="0001_generated", message="all of it")

    written = next((empty / "versions").iterdir()).read_text(encoding="utf-8")
    assert "sa.Column('created_at', sa.DateTime(timezone=True), nullable=False)" in written
    assert "app." not in written
    assert "UtcDateTime" not in written


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


def test_every_file_is_named_after_its_revision_and_numbered_in_order() -> None:
    upwards = list(reversed(list(SCRIPTS.walk_revisions())))

    assert [Path(each.path).stem for each in upwards] == [each.revision for each in upwards]
    assert [each.revision[:5] for each in upwards] == [f"{number:04}_" for number in range(1, len(upwards) + 1)]


@pytest.mark.parametrize(
    "table", ["institution", "person", "topic", "lesson", "expertise", "engagement", "match_request"]
)
def test_a_table_that_is_rebuilt_keeps_its_children(
    table: str, populated: Flask, thrown_away: Callable[[str], str]
) -> None:
    before = row_counts()

    flask_migrate.upgrade(directory=thrown_away(REBUILD.replace("TABLE", table)))

    assert row_counts() == before
    assert revision_now() == "9999_thrown_away"
    assert {"employment", "endorsement", "lesson_topic", "engagement_topic", "role_grant"} <= {
        name for name in before if before[name]
    }


@pytest.mark.parametrize("table", ["audit_event", "audit_item"])
def test_the_audit_log_is_append_only_after_all_of_them(table: str, populated: Flask) -> None:
    before = row_counts()[table]
    with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))

    assert row_counts()[table] == before > 0


def test_foreign_keys_are_enforced_again_after_a_migration(populated: Flask, thrown_away: Callable[[str], str]) -> None:
    flask_migrate.upgrade(directory=thrown_away(REBUILD.replace("TABLE", "institution")))

    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_migration_that_breaks_halfway_leaves_nothing(populated: Flask, thrown_away: Callable[[str], str]) -> None:
    before = row_counts()

    with pytest.raises(LookupError, match="in the middle"):
        flask_migrate.upgrade(directory=thrown_away(BREAK_HALFWAY))

    assert row_counts() == before
    assert revision_now() == SCRIPTS.get_current_head()
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM institution WHERE name = 'half done'")) == 0


def test_a_migration_that_breaks_references_leaves_nothing(populated: Flask, thrown_away: Callable[[str], str]) -> None:
    before = row_counts()

    with pytest.raises((SystemExit, IntegrityError)):
        flask_migrate.upgrade(directory=thrown_away(BREAK_REFERENCES))

    assert row_counts() == before
    assert revision_now() == SCRIPTS.get_current_head()


def test_tokens_and_roles_from_before_the_sessions_are_for_everything_and_by_hand(bare: Flask) -> None:
    before = SCRIPTS.get_revision("0003_sessions").down_revision
    flask_migrate.upgrade(revision=before)
    is_sqlite = db.engine.dialect.name == "sqlite"
    ids = {name: uuid4().hex if is_sqlite else str(uuid4()) for name in ("account", "token", "grant")}
    now = "2026-01-01 00:00:00.000000" + ("" if is_sqlite else "+00")
    with db.engine.begin() as connection:
        for statement in (
            "INSERT INTO account (id, email, is_active, created_at, updated_at, version)"
            " VALUES (:account, 'a@b.example', :yes, :now, :now, 1)",
            "INSERT INTO api_token (id, account_id, token_hash, label, created_at, expires_at)"
            " VALUES (:token, :account, 'h', '', :now, :now)",
            "INSERT INTO role_grant (id, account_id, \"role\") VALUES (:grant, :account, 'member')",
        ):
            connection.execute(text(statement), {**ids, "yes": True, "now": now})

    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT scope FROM api_token")) == "full"
        assert not connection.scalar(text("SELECT is_from_claim FROM role_grant"))
