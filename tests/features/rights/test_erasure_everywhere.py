"""Who is erased is in no file and no row any more: a search for a word of his in every text that was his."""

import logging

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.commands import cli
from app.extensions import db
from app.index_store import IndexStore
from tests.features.rights.conftest import canaries, files_with


@pytest.fixture
def logged(instance):
    """All that is logged meanwhile, written to a file of the instance's folder."""
    handler = logging.FileHandler(instance.folder / "sankofa.log", encoding="utf-8")
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)
    handler.close()


def searched(instance, base):
    """The words that rows or files still hold."""
    found = instance.rows_with(canaries()) | files_with(instance.folder, canaries())
    return found if instance.is_sqlite else found | files_with(base(instance), canaries())


def test_before_an_erasure_every_word_stands_in_a_row_and_in_a_file(instance, me, postgresql_base):
    assert len(canaries()) >= 20
    assert instance.rows_with(canaries()) == set(canaries())
    where = instance.folder if instance.is_sqlite else postgresql_base(instance)
    assert files_with(where, canaries()) == set(canaries())


def test_the_laid_out_index_holds_words_before_an_erasure_and_none_after(instance, me):
    instance.lay_out()
    assert files_with(instance.folder / "index", ["zzexpertise0statement"])
    assert me.erase().status_code == 200
    assert not files_with(instance.folder / "index", canaries())
    assert IndexStore(instance.folder / "index").newest() is None


def test_after_an_erasure_no_word_stands_in_a_row_or_a_file(instance, me, logged, postgresql_base):
    instance.lay_out()
    take_samples(instance)
    me.client().get("/me/export")
    me.client().post("/peer-search", {"text": "water for villages"})
    assert me.erase().status_code == 200
    if not instance.is_sqlite:
        assert instance.rows_with(canaries()) == set()
        tidy(instance)
    assert searched(instance, postgresql_base) == set()
    assert instance.rows_with(["stays as it is"])


def test_erased_from_the_command_line_nobody_is_left(instance, me, postgresql_base):
    email = "zzaccount0email@office.example"
    done = CliRunner().invoke(cli, ["erase", email, "--yes"], env=instance.environment())
    assert done.exit_code == 0, done.output
    assert email not in done.output
    assert searched(instance, postgresql_base) == set()


def take_samples(instance):
    """Let PostgreSQL gather its statistics, which hold values of rows."""
    with instance.application.app_context():
        if not instance.is_sqlite:
            db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()


def tidy(instance):
    done = CliRunner().invoke(cli, ["retention", "run"], env=instance.environment())
    assert done.exit_code == 0, done.output
