"""A person with a word of his own in every text that is his, and the search for these words wherever they may stand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import JSON, String, Text, create_engine, insert, make_url, select, text, update

from app import create_app
from app.accounts.models import Identity
from app.engagements.models import EngagementNote
from app.engine import current_engine, setup_engine
from app.extensions import db
from app.people.models import Employment
from config import Settings
from tests.factories.api import ApiClient
from tests.factories.maker import OPEN, Maker

# Texts of the tables whose rows are a person's own; of lessons and challenges that go with him, too.
OWN_TABLES = (
    *("person", "account", "api_token", "web_session", "identity", "employment", "expertise"),
    *("lesson", "challenge", "engagement", "match_request", "offer", "engagement_note", "position_contest"),
    "community",
)
CODES = re.compile(r"visibility|^ring|time_zone|language|level|step|status|kind|hash|ref|outcome|scope|stage")


def canary_columns():
    """Columns of a person's own tables where people write freely, by table: generated from the models."""
    found = {}
    for name in OWN_TABLES:
        for column in db.metadata.tables[name].c:
            is_text = isinstance(column.type, String | Text) and not isinstance(column.type, JSON)
            if is_text and not column.foreign_keys and not CODES.search(column.name):
                found.setdefault(name, []).append(column.name)
    return found


def canary(table, column):
    """The word that stands in that column and nowhere else."""
    word = f"zz{table}0{column}".replace("_", "0")
    return f"{word}@office.example" if column == "email" else word


def canaries():
    return [canary(table, column) for table, columns in canary_columns().items() for column in columns]


class Instance:
    """An application with files of its own in one folder, on a database of its own."""

    def __init__(self, folder: Path, address: str):
        folder.mkdir()
        self.folder = folder
        self.settings = Settings(
            env="test",
            database_url=address,
            index_folder=str(folder / "index"),
            erasure_ledger=str(folder / "erasures.txt"),
            log_level="DEBUG",
        )
        self.application = create_app(self.settings)
        self.make = Maker(self.application)

    @property
    def is_sqlite(self):
        return self.settings.database_url.startswith("sqlite")

    def environment(self):
        """What the command line needs to work on this instance."""
        return {
            "SANKOFA_ENV": "test",
            "SANKOFA_DATABASE_URL": self.settings.database_url,
            "SANKOFA_INDEX_FOLDER": self.settings.index_folder,
            "SANKOFA_ERASURE_LEDGER": self.settings.erasure_ledger,
        }

    def client(self, secret):
        return ApiClient(self.application, secret)

    def lay_out(self):
        with self.application.app_context():
            current_engine().lay_out()
            db.session.remove()

    def restart(self):
        """A worker that begins anew."""
        setup_engine(self.application)

    def query(self, statement):
        with self.application.app_context():
            rows = db.session.execute(statement).all()
            db.session.remove()
        return rows

    def rows_with(self, words):
        """Those of the words that some row of some table holds in some column."""
        found = set()
        with self.application.app_context(), db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    told = repr(tuple(row)).lower()
                    found |= {word for word in words if word in told}
        return found

    def close(self):
        with self.application.app_context():
            db.session.remove()
            db.engine.dispose()


def files_with(folder, words, leave_out=()):
    """Those of the words that some file below the folder holds, in UTF-8, UTF-16 or UTF-32."""
    found = set()
    for path in Path(folder).rglob("*"):
        if path.is_file() and not set(leave_out) & set(path.parts):
            held = path.read_bytes().lower()
            found |= {w for w in words if any(w.encode(c) in held for c in ("utf-8", "utf-16-le", "utf-32-le"))}
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request):
    return request.param


@pytest.fixture
def new_instance(kind, new_database, tmp_path):
    """A function that makes an instance on an empty, migrated database."""
    made = []

    def make(name="instance", other_kind=None, is_migrated=True):
        folder = tmp_path / name
        address = f"sqlite:///{folder}/sankofa.db" if (other_kind or kind) == "sqlite" else new_database(kind, "rights")
        if other_kind == "postgresql":
            address = new_database(other_kind, "rights")
        instance = Instance(folder, address)
        if is_migrated:
            migrate(instance.application)
        made.append(instance)
        return instance

    yield make
    for instance in made:
        instance.close()


def migrate(application):
    with application.app_context():
        flask_migrate.upgrade()


@pytest.fixture
def instance(new_instance):
    return new_instance()


class Canary:
    """A person whose every text holds a word of its own, among others who stay."""

    def __init__(self, instance):
        make = self._make = instance.make
        self.instance = instance
        self.place, self.topic = make.institution(), make.topic("Water")
        self.colleague = make.person(self.place, name="Who Stays", about="stays as it is", **OPEN)
        make.expertise(self.colleague, self.topic, statement="Water for villages that stays as it is.")
        self.person = make.person(self.place, languages="sw:C2", ref="canary", **{**OPEN, **self._texts("person")})
        self.expertise = make.expertise(self.person, self.topic, **self._texts("expertise"))
        make.endorsement(self.expertise, self.colleague)
        make.endorsement(make.expertise(self.colleague, make.topic()), self.person)
        for table in ("lesson", "challenge", "community"):
            getattr(make, table)(self.person, [self.topic], visibility="private", **self._texts(table))
        self.shared = make.lesson(self.person, [self.topic], title=f"How {canary('person', 'name')} drilled a well")
        make.engagement(self.person, [self.topic], visibility="private", **self._texts("engagement"))
        asked = make.match_request(self.person, [self.colleague], **self._texts("match_request"))
        offer = make.offer(self.colleague, asked, **self._texts("offer"))
        # What waits for others and what they keep of it holds the person's words, too.
        facts = {"title": canary("match_request", "title"), "path": f"/offers/{offer}"}
        make.message(self.colleague, kind="offer_made", other_id=self.person, facts=facts)
        make.message(self.person, facts=facts)
        self.learning = make.learning(self.colleague, self.person)
        make.contest(self.person, make.position(self.person), **self._texts("position_contest"))
        self.secret = make.token(self.person)
        make.session(self.secret)
        self._write_rest()

    def _texts(self, table):
        return {name: canary(table, name) for name in canary_columns()[table]}

    def _write_rest(self):
        tables = db.metadata.tables
        with self.instance.application.app_context():
            account_id = db.session.scalar(select(tables["account"].c.id))
            db.session.execute(insert(Identity), [{"account_id": account_id, **self._texts("identity")}])
            for name in ("account", "api_token", "web_session"):
                table = tables[name]
                db.session.execute(update(table).values({each: canary(name, each) for each in canary_columns()[name]}))
            job = Employment(person_id=self.person, institution_id=self.place, started_on=date(2020, 1, 1))
            for name, value in self._texts("employment").items():
                setattr(job, name, value)
            db.session.add(job)
            noted = {"engagement_id": self.learning, "author_id": self.person}
            db.session.add(EngagementNote(**noted, **self._texts("engagement_note")))
            db.session.commit()
            db.session.remove()

    def client(self):
        return self.instance.client(self.secret)

    def erase(self):
        """Erase oneself over HTTP."""
        client = self.client()
        etag = client.get("/me").headers["ETag"]
        told = {"email": canary("account", "email")}
        return client.send("DELETE", "/me", json=told, headers={"If-Match": etag})


@pytest.fixture
def me(instance):
    return Canary(instance)


@pytest.fixture
def postgresql_base(postgresql_server):
    """A function that gives the folder of an instance's PostgreSQL database, everything written out to it."""

    def find(instance):
        name = make_url(instance.settings.sqlalchemy_url).database
        engine = create_engine(Settings(env="test", database_url=postgresql_server).sqlalchemy_url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            folder = connection.scalar(text("SHOW data_directory"))
            number = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = :name"), {"name": name})
        engine.dispose()
        return Path(folder) / "base" / str(number)

    return find
