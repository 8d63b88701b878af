"""How a connection behaves: SQLite's habits are set on every new one, and who only reads can't write."""

import threading

import flask_migrate
import pytest
from flask import Blueprint
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app import create_app, database
from app.database import PRAGMAS, listen_to, reading_only
from app.extensions import db, new_id
from app.institutions.models import Institution
from app.people.models import PersonLanguage
from app.policy_table import POLICY, PUBLIC
from config import Settings
from tests.factories.api import ApiClient


@pytest.fixture(scope="module")
def embedded(new_database):
    """An application on SQLite, with an address that adds an institution whatever the method."""

    def add():
        db.session.add(Institution(id=new_id(), ref=new_id(), name="X"))
        db.session.commit()
        return "added"

    blueprint = Blueprint("careless", __name__)
    blueprint.add_url_rule("/api/v1/careless", "add", add, methods=["GET", "POST"])
    made = create_app(Settings(env="test", database_url=new_database("sqlite", "habits")))
    made.register_blueprint(blueprint)
    with made.app_context():
        flask_migrate.upgrade()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def sqlite(embedded):
    """The same with a context open."""
    with embedded.app_context():
        yield embedded
        db.session.rollback()


@pytest.fixture
def careless(embedded, monkeypatch):
    """Requests to that address, which everybody may call."""
    monkeypatch.setitem(POLICY, "careless.add", PUBLIC)
    return ApiClient(embedded)


def count(application):
    """How many institutions there are."""
    with application.app_context():
        return db.session.scalar(select(func.count()).select_from(Institution))


@pytest.mark.parametrize("name", PRAGMAS)
def test_a_new_connection_has_the_habits_we_rely_on(sqlite, name):
    db.engine.dispose()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == PRAGMAS[name]


def test_the_habits_are_those_that_lose_nothing():
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert PRAGMAS.items() >= wanted.items()
    assert PRAGMAS["busy_timeout"] >= 5_000


def test_a_connection_that_refuses_a_habit_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setitem(database.PRAGMAS, "journal_mode", "telepathy")
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")
    listen_to(engine)
    with pytest.raises(RuntimeError, match="journal_mode"):
        engine.connect()
    engine.dispose()


def test_a_row_that_refers_to_nothing_is_refused(app):
    db.engine.dispose()  # on a connection of our own, not the one that the migrations set up
    db.session.add(PersonLanguage(person_id=new_id(), language="fr", level="C1"))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_a_get_that_would_write_is_refused_by_the_database(embedded, careless):
    before = count(embedded)
    assert careless.get("/careless").status_code == 503
    assert count(embedded) == before


def test_who_may_write_can_write_after_somebody_only_read(embedded, careless):
    before = count(embedded)
    assert [careless.get("/careless").status_code, careless.send("POST", "/careless").status_code] == [503, 200]
    assert count(embedded) == before + 1


def test_reading_only_ends_with_its_block(sqlite):
    with reading_only(), pytest.raises(OperationalError, match="readonly"):
        db.session.execute(text("DELETE FROM institution"))
    db.session.rollback()
    assert db.session.execute(text("DELETE FROM institution")).rowcount >= 0


def test_reading_goes_on_while_somebody_writes(application):
    seen = []

    def read():
        with application.app_context(), reading_only():
            seen.append(db.session.scalar(text("SELECT count(*) FROM institution")))
            db.session.remove()

    with application.app_context(), db.engine.begin() as writer:
        writer.execute(text("DELETE FROM institution"))  # on SQLite it holds the one write lock
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=5)
    assert seen == [0]


@pytest.mark.parametrize(("said", "wanted"), [("ÉDUCATION", "éducation"), ("ΣΟΦΙΑ", "σοφια"), ("ІНФО", "інфо")])
def test_the_database_knows_small_letters_of_every_alphabet(app, said, wanted):
    assert db.session.execute(text("SELECT lower(:said)"), {"said": said}).scalar() == wanted


def test_small_letters_of_nothing_are_nothing(app):
    assert db.session.execute(text("SELECT lower(CAST(NULL AS TEXT))")).scalar() is None


def test_a_writer_waits_for_the_one_before_him_and_then_writes(sqlite):
    with db.engine.connect() as first:
        first.begin()
        letting_go = threading.Timer(0.1, first.rollback)
        letting_go.start()
        with db.engine.begin() as second:
            assert second.exec_driver_sql("DELETE FROM institution").rowcount >= 0
            assert second.exec_driver_sql("PRAGMA busy_timeout").scalar() == PRAGMAS["busy_timeout"]
        letting_go.join()


def test_a_writer_who_waited_long_enough_is_told_that_it_is_locked(sqlite, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 30)
    with (
        db.engine.begin(),
        db.engine.connect() as second,
        pytest.raises(OperationalError, match="locked"),
        second.begin(),
    ):
        pass
