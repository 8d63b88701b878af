"""Fixtures for all: every feature test runs on SQLite and on PostgreSQL, each on an empty, migrated database."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate
import pgserver
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, select, text

from app import create_app
from app.audit.models import AuditEvent
from app.engine import setup_engine
from app.extensions import db
from config import Settings
from tests.factories.api import ApiClient
from tests.factories.append_only import append_only_lifted
from tests.factories.maker import Maker
from tests.web.browser.visitor import CHROMIUM

DATABASES = ("sqlite", "postgresql")
_ran: Counter[str] = Counter()
_told: list[str] = []


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server: that of DATABASE_URL, or one started for the tests."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    # Not below pytest's own folder: another run would close that to the user PostgreSQL runs as when we are root.
    with TemporaryDirectory(prefix="sankofa-postgresql-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        for name in ("fsync", "full_page_writes"):  # nobody cuts the power of this one
            _administer(server.get_uri(), f"ALTER SYSTEM SET {name} = off")
        _administer(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def new_database(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: str
) -> Iterator[Callable[[str, str], str]]:
    """A function that makes an empty database of a kind under a name and gives its address."""
    made = []
    numbers = count(1)

    def make(kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/{name}.db"
        server = Settings(env="test", database_url=postgresql_server).sqlalchemy_url
        name = f"{name}_{os.getpid()}_{next(numbers)}"
        _administer(server, f'CREATE DATABASE "{name}"')
        made.append((server, name))
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    yield make
    for server, name in made:
        _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session", params=DATABASES)
def migrated(
    request: pytest.FixtureRequest, new_database: Callable[[str, str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application on a database built by its migrations; one of each kind for the whole session."""
    kept = tmp_path_factory.mktemp("kept")
    files = {"index_folder": str(kept / "index"), "erasure_ledger": str(kept / "erasures.txt")}
    application = create_app(Settings(env="test", database_url=new_database(request.param, "features"), **files))
    with application.app_context():
        flask_migrate.upgrade()
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def application(migrated: Flask) -> Iterator[Flask]:
    """The application on an empty database, with an engine that knows nothing yet; no context is open."""
    _empty(migrated)
    setup_engine(migrated)
    yield migrated
    with migrated.app_context():
        db.session.remove()


def _empty(application: Flask) -> None:
    with application.app_context(), db.engine.begin() as connection, append_only_lifted(connection):
        if connection.dialect.name == "postgresql":  # several times quicker than TRUNCATE, which makes new files
            emptied = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(db.metadata.sorted_tables))
            apart = "UPDATE institution SET parent_id = NULL"
            connection.execute(text(f"{apart}; {emptied}; ALTER SEQUENCE change_number_seq RESTART"))
            return
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(text("DELETE FROM sqlite_sequence"))


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The same with an application context open, for tests that call services; not for tests that send requests."""
    with application.app_context():
        yield application
        db.session.rollback()


@pytest.fixture
def make(application: Flask) -> Maker:
    """The factory of rows: each call commits and gives an id."""
    return Maker(application)


@pytest.fixture
def anonymous(application: Flask) -> ApiClient:
    """Requests from somebody who did not sign in."""
    return ApiClient(application)


@pytest.fixture
def sign_in(application: Flask, make: Maker) -> Callable[..., ApiClient]:
    """A function that signs in as `person` (an id, or None) with `roles`: names, or (name, institution id) pairs."""

    def enter(person: str | None = None, *roles: str | tuple[str, str | None]) -> ApiClient:
        return ApiClient(application, make.token(person, *roles))

    return enter


@pytest.fixture
def admin(sign_in: Callable[..., ApiClient]) -> ApiClient:
    """Requests from an administrator who is no person of the directory."""
    return sign_in(None, "admin")


@pytest.fixture
def events(application: Flask) -> Callable[[], list[Any]]:
    """A function that gives every event with its items, in their order."""

    def read() -> list[Any]:
        with application.app_context():
            found = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.number)))
            db.session.expunge_all()
        return found

    return read


@pytest.fixture
def tell(migrated: Flask, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """A function that has the summary of the run say what came of a long test; the database's name goes before."""
    name = make_url(migrated.config["SETTINGS"].sqlalchemy_url).get_backend_name()
    return lambda text: request.node.user_properties.append(("told", f"{name}: {text}"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the tests that passed on each database, and keep what they told; reports of all processes come here."""
    if report.when == "call":
        _told.extend(text for name, text in report.user_properties if name == "told")
    if report.when == "call" and report.passed:
        _ran.update(each for each in DATABASES if f"[{each}" in report.nodeid or f"-{each}" in report.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many ran on each, and what they told."""
    terminalreporter.write("".join(f"{text}\n" for text in _told))
    if CHROMIUM is None:
        terminalreporter.write_line("NO BROWSER: the pages were not tested. On Debian: apt install chromium", red=True)
    terminalreporter.write_line("passed on " + ", on ".join(f"{each}: {_ran[each]}" for each in DATABASES))
