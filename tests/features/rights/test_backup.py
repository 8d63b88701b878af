"""Backup and restore: all rows come back, on either database, and nobody who was erased does."""

import hashlib
import json
import zipfile
from datetime import datetime

import flask_migrate
import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, select

from app.audit.models import AuditEvent
from app.changes import newest_number
from app.commands import cli
from app.engine import current_engine
from app.extensions import db
from app.institutions.models import Institution
from app.people.models import Person
from app.rights.restore import LOG
from tests.features.rights.conftest import canaries, files_with
from tests.features.rights.test_erasure_everywhere import searched


@pytest.fixture
def run():
    def call(instance, *words):
        return CliRunner().invoke(cli, list(map(str, words)), env=instance.environment(), prog_name="sankofa")

    return call


@pytest.fixture
def saved(instance, me, run, tmp_path):
    """A backup of an instance with somebody in it."""
    path = tmp_path / "saved.zip"
    done = run(instance, "backup", path)
    assert done.exit_code == 0, done.output
    return path


def told(row):
    return repr([value.isoformat() if isinstance(value, datetime) else value for value in row])


def rows(instance):
    """Every row of every table but those of the audit log, which is never set back."""
    tables = [each for each in db.metadata.sorted_tables if each.name not in LOG]
    with instance.application.app_context(), db.engine.connect() as connection:
        return {table.name: sorted(map(told, connection.execute(select(table)))) for table in tables}


def log_of(instance, run):
    """The audit log's events in their order; it is seen to be whole."""
    checked = run(instance, "audit", "verify")
    assert checked.exit_code == 0, checked.output
    return [each for (each,) in instance.query(select(AuditEvent.doing).order_by(AuditEvent.number))]


def rewritten(path, copy, change):
    """The backup with its entries changed by a function of name and bytes."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return copy


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_every_row_comes_back_on_either_database(instance, new_instance, saved, run, target):
    other = new_instance("other", target, is_migrated=False)
    done = run(other, "restore", saved, "--yes")
    assert done.exit_code == 0, done.output
    assert rows(other) == rows(instance)
    assert sum(map(len, rows(other).values())) > 30


def test_an_institution_below_another_that_comes_later_is_restored(instance, new_instance, run, tmp_path):
    below = instance.make.institution()
    above = instance.make.institution()
    with instance.application.app_context():
        db.session.get_one(Institution, below).parent_id = above
        db.session.commit()
        db.session.remove()
    run(instance, "backup", tmp_path / "tree.zip")
    other = new_instance("other", is_migrated=False)
    assert run(other, "restore", tmp_path / "tree.zip", "--yes").exit_code == 0
    assert rows(other) == rows(instance)


def test_the_audit_log_is_never_set_back(instance, saved, run):
    instance.make.person()
    before = log_of(instance, run)
    assert run(instance, "restore", saved, "--yes", "--replace").exit_code == 0
    assert log_of(instance, run) == [*before, "sankofa restore"]
    instance.make.institution()
    assert log_of(instance, run) == [*before, "sankofa restore", "worker"]


def test_where_the_audit_log_is_another_one_the_backups_comes_with_it(instance, new_instance, saved, run):
    before, other = log_of(instance, run), new_instance("other")
    for _ in range(len(before) + 3):
        other.make.institution()
    assert run(other, "restore", saved, "--yes", "--replace").exit_code == 0
    assert log_of(other, run) == [*before, "sankofa restore"]


def test_an_audit_log_of_an_older_version_is_not_guessed_at(instance, saved, run):
    with instance.application.app_context():
        flask_migrate.downgrade(revision="0004_audit")
    refused = run(instance, "restore", saved, "--yes", "--replace")
    assert (refused.exit_code, "sankofa db upgrade" in refused.output) == (1, True)


def test_writing_goes_on_after_a_restore(instance, saved, run):
    assert run(instance, "restore", saved, "--yes", "--replace").exit_code == 0
    with instance.application.app_context():
        before = newest_number()
        db.session.remove()
    instance.make.person()
    with instance.application.app_context():
        assert newest_number() > before
        assert current_engine().differing_items() == []
        db.session.remove()


def test_a_restore_erases_again_who_was_erased_since_the_backup(instance, me, saved, run, postgresql_base):
    assert me.erase().status_code == 200
    done = run(instance, "restore", saved, "--yes", "--replace")
    assert done.exit_code == 0, done.output
    assert "since the backup: 1" in done.output
    assert searched(instance, postgresql_base) == set()
    assert instance.rows_with(["stays as it is"])


def test_a_restore_on_another_machine_erases_again_by_the_ledgers_file(instance, new_instance, me, saved, run):
    me.erase()
    other = new_instance("other", is_migrated=False)
    (other.folder / "erasures.txt").write_bytes((instance.folder / "erasures.txt").read_bytes())
    assert "since the backup: 1" in run(other, "restore", saved, "--yes").output
    assert other.rows_with(canaries()) == set()


def test_a_restore_erases_again_by_the_table_where_the_ledgers_file_was_lost(instance, me, saved, run):
    me.erase()
    (instance.folder / "erasures.txt").unlink()
    assert "since the backup: 1" in run(instance, "restore", saved, "--yes", "--replace").output
    assert instance.rows_with(canaries()) == set()
    assert (instance.folder / "erasures.txt").read_text().count("\n") == 2


def test_the_ledger_names_nobody(instance, me):
    me.erase()
    told = (instance.folder / "erasures.txt").read_text()
    assert told.count("\n") == 2  # the person and the account
    assert not files_with(instance.folder, [me.person, me.person.replace("-", "")], leave_out=["sankofa.db"])
    assert "@" not in told


def test_a_ledger_of_another_secret_key_is_not_passed_over(instance, me, saved, run):
    me.erase()
    before = rows(instance)
    others = {**instance.environment(), "SANKOFA_SECRET_KEY": "k" * 40}
    instance.environment = lambda: others
    refused = run(instance, "restore", saved, "--yes", "--replace")
    assert refused.exit_code == 1
    assert "SANKOFA_SECRET_KEY" in refused.output
    assert rows(instance) == before


def test_who_came_back_after_an_erasure_stays_after_a_restore(instance, me, run, tmp_path):
    me.erase()
    again = instance.make.person(me.place, email="zzperson0email@office.example")
    run(instance, "backup", tmp_path / "later.zip")
    assert run(instance, "restore", tmp_path / "later.zip", "--yes", "--replace").exit_code == 0
    assert instance.query(select(Person.id).where(Person.id == again))


def test_a_full_database_is_not_replaced_unless_that_is_said(instance, saved, run):
    before = rows(instance)
    refused = run(instance, "restore", saved, "--yes")
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    assert rows(instance) == before


def test_a_restore_asks_first(instance, saved, run):
    before = rows(instance)
    instance.make.institution()
    after = rows(instance)
    assert run(instance, "restore", saved, "--replace").exit_code == 1
    assert rows(instance) == after != before


def test_a_restore_drops_the_index_of_the_former_database(instance, saved, run):
    instance.lay_out()
    assert run(instance, "restore", saved, "--yes", "--replace").exit_code == 0
    assert not (instance.folder / "index" / "CURRENT").exists()


def test_a_backup_never_replaces_a_file_and_is_for_its_owner_only(instance, saved, run):
    before = saved.read_bytes()
    assert run(instance, "backup", saved).exit_code == 1
    assert saved.read_bytes() == before
    assert saved.stat().st_mode & 0o077 == 0


def newer(name, data):
    if name != "manifest.json":
        return data
    return json.dumps({**json.loads(data), "revision": "9999_from_the_future"}).encode()


def altered(name, data):
    return data.replace(b"Who Stays", b"Who Steals") if name == "person.jsonl" else data


def orphaned(name, data):
    return data[: data.rindex(b"{")] if name == "institution.jsonl" else data


@pytest.fixture
def spoilt(saved, tmp_path):
    """A function that makes a copy of the backup with its entries changed."""
    return lambda change: rewritten(saved, tmp_path / "bad.zip", change)


@pytest.mark.parametrize(("change", "said"), [(newer, "newer version"), (altered, "damaged"), (orphaned, "damaged")])
def test_a_file_that_is_not_whole_or_too_new_changes_nothing(instance, spoilt, run, change, said):
    before = rows(instance)
    refused = run(instance, "restore", spoilt(change), "--yes", "--replace")
    assert refused.exit_code == 1
    assert said in refused.output
    assert rows(instance) == before


@pytest.mark.parametrize("content", [b"", b"no zip file", b"PK\x03\x04 cut off"])
def test_what_is_no_backup_is_refused_in_one_sentence(instance, me, run, tmp_path, content):
    (tmp_path / "junk.zip").write_bytes(content)
    refused = run(instance, "restore", tmp_path / "junk.zip", "--yes", "--replace")
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output


def test_a_restore_that_breaks_in_the_middle_changes_nothing(instance, saved, run, tmp_path, monkeypatch):
    before = rows(instance)

    def breaks(*_):
        raise LookupError("it broke in the middle")

    monkeypatch.setattr("app.rights.restore._erase_again", breaks)
    assert isinstance(run(instance, "restore", saved, "--yes", "--replace").exception, LookupError)
    assert rows(instance) == before
    with instance.application.app_context():
        assert inspect(db.engine).has_table("person")


@pytest.fixture
def first_version(new_instance):
    """The names of the columns of the first version, by table."""
    first = new_instance("first", "sqlite", is_migrated=False)
    with first.application.app_context():
        flask_migrate.upgrade(revision="0001_first_tables")
        found = inspect(db.engine)
        return {name: {each["name"] for each in found.get_columns(name)} for name in found.get_table_names()}


def as_the_first_version_wrote_it(path, copy, columns):
    """The backup without what came later, its manifest true to it."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        rows = {name: archive.read(f"{name}.jsonl").splitlines() for name in manifest["tables"]}
    fresh = {}
    manifest["revision"] = "0001_first_tables"
    manifest["tables"] = {name: told for name, told in manifest["tables"].items() if name in columns}
    for name, told in manifest["tables"].items():
        kept = [{key: value for key, value in json.loads(row).items() if key in columns[name]} for row in rows[name]]
        fresh[f"{name}.jsonl"] = "".join(json.dumps(each) + "\n" for each in kept).encode()
        told["sha256"] = hashlib.sha256(fresh[f"{name}.jsonl"]).hexdigest()
        told["columns"] = {key: kind for key, kind in told["columns"].items() if key in columns[name]}
    fresh["manifest.json"] = json.dumps(manifest).encode()
    return rewritten(path, copy, fresh.get)


def test_a_backup_of_an_older_version_is_brought_to_this_one(instance, saved, run, tmp_path, first_version):
    older = as_the_first_version_wrote_it(saved, tmp_path / "older.zip", first_version)
    done = run(instance, "restore", older, "--yes", "--replace")
    assert done.exit_code == 0, done.output
    assert instance.query(select(Person.objects_to_risk)) == [(False,), (False,)]


def test_the_canary_is_in_a_backup_that_was_made_before(saved):
    with zipfile.ZipFile(saved) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert {word for word in canaries() if word not in held} == set()
