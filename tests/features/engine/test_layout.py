"""The laid-out index in files: what is written to it, who reads it, and when it is left alone."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import matching.index
from app import create_app
from app.commands import cli
from app.engine import current_engine, setup_engine
from app.errors import Conflict
from app.extensions import db
from app.index_store import IndexStore
from matching.index import EvidenceIndex
from matching.types import Query
from tests.factories.maker import OPEN

STATEMENT = "I led the census of livestock with herders."
QUESTION = Query(text="census of livestock with herders", on=date(2026, 11, 2))


@pytest.fixture
def folder(application, tmp_path, monkeypatch):
    """The folder of the index; the application begins with an engine that knows it."""
    settings = replace(application.config["SETTINGS"], index_folder=str(tmp_path / "index"))
    monkeypatch.setitem(application.config, "SETTINGS", settings)
    setup_engine(application)
    return tmp_path / "index"


@pytest.fixture
def expert(make, folder):
    person = make.person(**OPEN)
    make.expertise(person, statement=STATEMENT, language="en")
    return person


def ask(application):
    with application.app_context():
        answer = current_engine().rank("people", None, QUESTION)
        db.session.remove()
    return answer


def lay_out(application):
    with application.app_context():
        number = current_engine().lay_out()
        db.session.remove()
    return number


def found(application):
    return {suggestion.id for suggestion in ask(application).suggestions}


def answers_of_another_process(settings):
    """Whom a fresh process finds."""
    application = create_app(settings)
    with application.app_context():
        answer = current_engine().rank("people", None, QUESTION)
        db.session.remove()
        db.engine.dispose()
    return {suggestion.id for suggestion in answer.suggestions}


def replace_by_an_empty_index(folder, **changes):
    """Who reads this layout finds nobody."""
    stored = replace(IndexStore(folder).open(IndexStore(folder).newest()), **changes)
    IndexStore(folder).save(stored.number, stored.mark, EvidenceIndex.build([]).arrays())


def test_a_laid_out_index_gives_the_same_answer_to_the_last_digit(application, expert, make, folder):
    for number in range(5):
        make.expertise(make.person(**OPEN), statement=f"{STATEMENT} Round {number}.", language="en")
    before = ask(application)
    lay_out(application)
    assert ask(application) == before
    setup_engine(application)
    assert ask(application) == before


def test_what_was_written_after_the_layout_is_in_the_very_next_answer(application, expert, make, sign_in):
    lay_out(application)
    setup_engine(application)
    second = make.person(**OPEN)
    make.expertise(second, statement=STATEMENT, language="en")
    assert found(application) == {expert, second}
    sign_in(expert).put(f"/people/{expert}/expertise", {"items": []})
    assert found(application) == {second}
    setup_engine(application)  # a worker that starts later: the layout still holds what was taken back
    assert found(application) == {second}


def test_a_worker_goes_over_to_a_newer_layout_without_losing_a_write(application, expert, make, folder):
    lay_out(application)
    second = make.person(**OPEN)
    make.expertise(second, statement=STATEMENT, language="en")
    assert found(application) == {expert, second}
    replace_by_an_empty_index(folder)  # of what was there before the second came
    third = make.person(**OPEN)
    make.expertise(third, statement=STATEMENT, language="en")
    assert found(application) == {second, third}


def test_another_process_reads_the_layout(application, expert, folder):
    settings = application.config["SETTINGS"]
    lay_out(application)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(answers_of_another_process, (settings,)) == {expert}
        replace_by_an_empty_index(folder)
        assert pool.apply(answers_of_another_process, (settings,)) == set()


@pytest.mark.parametrize("changes", [{"mark": "person somebody-else then"}, {"number": 999_999}])
def test_a_layout_of_another_database_is_left_alone(application, expert, folder, changes):
    lay_out(application)
    replace_by_an_empty_index(folder, **changes)
    setup_engine(application)
    assert found(application) == {expert}


@pytest.mark.parametrize("name", ["about.json", "base.columns.said.npy"])
@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9])])
def test_a_damaged_layout_is_left_alone(application, expert, folder, name, damage):
    lay_out(application)
    damage(Path(folder) / IndexStore(folder).newest() / name)
    setup_engine(application)
    assert found(application) == {expert}


def test_only_the_newest_layout_is_kept(application, expert, make, folder):
    lay_out(application)
    make.expertise(make.person(**OPEN), statement=STATEMENT, language="en")
    lay_out(application)
    assert [each.name for each in Path(folder).iterdir() if each.is_dir()] == [IndexStore(folder).newest()]


def test_two_do_not_lay_out_at_once(application, expert, folder):
    with IndexStore(folder).turn(), pytest.raises(Conflict, match="Another process"):
        lay_out(application)


def test_growth_is_told_once_for_each_layout(application, expert, make, monkeypatch):
    monkeypatch.setattr(matching.index, "COMPACT_FROM", 1)
    told = []
    found(application)
    application.extensions["engine"].on_grown = lambda: told.append(1)
    for _ in range(4):
        make.expertise(make.person(**OPEN), statement=STATEMENT, language="en")
        found(application)
    assert told == [1]


def test_the_check_finds_an_item_that_the_index_lacks(application, expert, folder):
    lay_out(application)
    replace_by_an_empty_index(folder)
    with application.app_context():
        assert len(current_engine().differing_items()) == 1
        db.session.remove()


def test_the_commands_lay_out_and_check(application, expert, folder, monkeypatch):
    settings = application.config["SETTINGS"]
    monkeypatch.setenv("SANKOFA_ENV", "test")
    monkeypatch.setenv("SANKOFA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SANKOFA_INDEX_FOLDER", str(folder))
    built = CliRunner().invoke(cli, ["index", "build"])
    assert (built.exit_code, "laid out" in built.output) == (0, True)
    checked = CliRunner().invoke(cli, ["index", "check"])
    assert (checked.exit_code, checked.output) == (0, "The index holds what the database holds.\n")
    replace_by_an_empty_index(folder)
    checked = CliRunner().invoke(cli, ["index", "check"])
    assert (checked.exit_code, "1 items differ" in checked.stderr) == (1, True)
