"""Every process forgets who was erased before its next answer, and drops an index from before, wherever it lies."""

import logging
import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from app import create_app
from app.database import PRAGMAS
from app.engine import current_engine, setup_engine
from app.extensions import db
from app.index_store import IndexStore
from app.rights.erasure import erase_person
from app.rights.traces import remove_traces
from matching.types import Query
from tests.features.rights.conftest import canaries, files_with

QUESTION = Query(text="water for villages zzexpertise0statement", on=date(2026, 11, 2))

SAMPLED = "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'person' AND attname = 'name'"
STATISTICS = "2619"  # the file of pg_statistic, until it is written anew


@pytest.fixture
def elsewhere(instance, tmp_path):
    """The same database served on another machine, with index files of its own."""
    settings = replace(instance.settings, index_folder=str(tmp_path / "elsewhere"))
    application = create_app(settings)
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


def found(application):
    with application.app_context():
        answer = current_engine().rank("people", None, QUESTION)
        db.session.remove()
    return {each.id for each in answer.suggestions}


def lay_out(application):
    with application.app_context():
        current_engine().lay_out()
        db.session.remove()


def test_another_machine_forgets_in_its_next_answer_and_drops_its_index(elsewhere, me):
    folder = elsewhere.config["SETTINGS"].index_folder
    lay_out(elsewhere)
    assert me.person in found(elsewhere)
    assert files_with(folder, ["zzexpertise0statement"])
    me.erase()
    assert found(elsewhere) == {me.colleague}
    assert not files_with(folder, canaries())


def test_a_process_that_was_down_drops_an_index_from_before_when_it_is_back(elsewhere, me):
    lay_out(elsewhere)
    me.erase()
    setup_engine(elsewhere)
    assert found(elsewhere) == {me.colleague}
    assert not files_with(elsewhere.config["SETTINGS"].index_folder, canaries())


def test_lessons_and_challenges_that_stay_are_folded_without_the_name(instance, me):
    both = {"contributor_ids": [me.person, me.colleague], "visibility": "network"}
    assert me.client().patch(f"/lessons/{me.shared}", both).status_code == 200
    instance.make.challenge(me.person, [me.topic], description="How to find water?")
    found(instance.application)
    me.erase()
    with instance.application.app_context():
        assert current_engine().differing_items() == []
        db.session.remove()


def test_an_index_that_was_dropped_is_asked_for_anew(elsewhere, me):
    lay_out(elsewhere)
    found(elsewhere)
    asked = []
    elsewhere.extensions["engine"].on_grown = lambda: asked.append(1)
    me.erase()
    found(elsewhere)
    found(elsewhere)
    assert asked == [1]


def test_on_the_machine_of_the_erasure_the_index_is_asked_for_anew(instance, me):
    instance.lay_out()
    found(instance.application)
    asked = []
    instance.application.extensions["engine"].on_grown = lambda: asked.append(1)
    me.erase()
    found(instance.application)
    found(instance.application)
    assert asked == [1]


def test_an_index_laid_out_after_the_erasure_stays(instance, me):
    me.erase()
    instance.lay_out()
    found(instance.application)
    instance.restart()
    found(instance.application)
    assert IndexStore(instance.folder / "index").newest() is not None
    assert not files_with(instance.folder / "index", canaries())


def test_where_nobody_was_erased_the_index_stays(instance, me):
    instance.lay_out()
    instance.make.person()
    found(instance.application)
    assert files_with(instance.folder / "index", ["zzexpertise0statement"])


def test_a_dropped_index_leaves_alone_what_another_process_is_writing(tmp_path):
    store = IndexStore(tmp_path)
    (tmp_path / "half-written").mkdir()
    with store.turn():
        assert not store.drop()
    assert (tmp_path / "half-written").is_dir()
    store.drop()
    assert not (tmp_path / "half-written").exists()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_reader_in_the_way_of_the_checkpoint_is_told_and_it_is_done_later(instance, me, caplog, monkeypatch):
    monkeypatch.setitem(PRAGMAS, "busy_timeout", 50)
    reader = sqlite3.connect(instance.folder / "sankofa.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()
    instance.close()  # connections made from now on wait no longer than that
    with caplog.at_level(logging.WARNING):
        assert me.erase().status_code == 200
    assert "could not be emptied" in caplog.text
    with instance.application.app_context():
        assert not remove_traces(db.engine)
    assert files_with(instance.folder, canaries())
    reader.close()
    with instance.application.app_context():
        assert remove_traces(db.engine)
    assert not files_with(instance.folder, canaries())


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_nobody_of_many_is_left_in_free_space_whatever_the_order(instance, kind):
    """Pages that split, merge and overflow are overwritten as well as those that only shrink."""
    place = instance.make.institution()
    words = [f"zzfree{number:03d}zz" for number in range(60)]
    people = {instance.make.person(place, about=f"{word} " * (1 + n * 7)): word for n, word in enumerate(words)}
    gone = [person for n, person in enumerate(people) if n * 7 % 5]
    with instance.application.app_context():
        for person in gone:
            db.session.execute(text("UPDATE person SET name = about WHERE id = :id"), {"id": person.replace("-", "")})
            db.session.commit()
        db.session.remove()
    secret = instance.make.token(None, "admin")
    for person in gone:
        assert instance.client(secret).delete(f"/people/{person}").status_code == 204
    assert files_with(instance.folder, words) == set(words) - {people[person] for person in gone}


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_writer_in_the_way_of_writing_tables_anew_is_told_and_it_is_done_later(instance, me, monkeypatch):
    monkeypatch.setattr("app.rights.traces._PATIENCE", "100ms")
    with instance.application.app_context():
        with db.engine.begin() as writer:
            writer.execute(text("LOCK TABLE person IN SHARE MODE"))
            assert not remove_traces(db.engine, thorough=True)
        assert remove_traces(db.engine, thorough=True)
        assert db.session.scalar(text("SHOW lock_timeout")) == "0"
        db.session.remove()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_the_statistics_of_the_database_forget_a_name_that_many_had(instance, postgresql_base):
    place = instance.make.institution()
    for _ in range(60):
        instance.make.person(place)
    gone = [instance.make.person(place, name="zzsample") for _ in range(20)]
    with instance.application.app_context():
        db.session.execute(text("ANALYZE person"))
        db.session.commit()
        assert STATISTICS in files_that_hold(b"zzsample", postgresql_base(instance))
        assert "zzsample" in db.session.scalar(text(SAMPLED))
        db.session.rollback()
        for person in gone:
            erase_person(db.session(), person)
        db.session.commit()
        assert "zzsample" not in str(db.session.scalar(text(SAMPLED)))
        db.session.rollback()
        assert remove_traces(db.engine, thorough=True)
        db.session.remove()
    assert files_that_hold(b"zzsample", postgresql_base(instance)) == set()


def files_that_hold(word, folder):
    return {path.name for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()}
