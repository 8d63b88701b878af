"""The engine follows the change feed: the next answer knows every write, and folding equals building afresh."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import update

import app.engine as engine_room
from app.changes import newest_number, newest_number_now
from app.database import reading_only
from app.engine import current_engine, setup_engine
from app.extensions import db
from app.people.models import Person
from app.viewer import Viewer
from matching.types import Query
from tests.factories.maker import OPEN

STATEMENT = "I led the census of livestock with herders: counting at water points."
QUESTION = "counting livestock at water points with herders"


def ask(application, text=QUESTION):
    with application.app_context():
        answer = ranked(text)
        db.session.remove()
    return answer


def ranked(text=QUESTION):
    return current_engine().rank("people", Viewer(account_id="x"), Query(text=text, on=date(2026, 11, 2)))


def found(application):
    return {suggestion.id for suggestion in ask(application).suggestions}


@pytest.fixture
def expert(make, application):
    person = make.person(**OPEN)
    make.expertise(person, statement=STATEMENT, language="en")
    assert found(application) == {person}
    return person


def test_the_next_answer_knows_who_has_just_arrived(make, application, expert):
    second = make.person(**OPEN)
    make.expertise(second, statement=STATEMENT, language="en")
    assert found(application) == {expert, second}


def test_who_reads_from_before_another_folded_makes_nobody_read_everything_again(
    make, application, expert, monkeypatch
):
    engine = current_engine_of(application)
    monkeypatch.setattr(engine, "_read_all", lambda newest: pytest.fail("everything was read again"))
    with application.app_context(), reading_only():
        before = newest_number()  # a transaction that looks at this moment, on SQLite to its end
        with ThreadPoolExecutor(1) as other:
            second = other.submit(arrive, make, application).result()
        assert newest_number_now() > before
        seen = {each.id for each in ranked().suggestions}
        db.session.remove()
    assert seen == {expert, second} == found(application)


def current_engine_of(application):
    with application.app_context():
        return current_engine()


def arrive(make, application):
    """Somebody else arrives, and the engine knows."""
    person = make.person(**OPEN)
    make.expertise(person, statement=STATEMENT, language="en")
    assert person in found(application)
    return person


@pytest.mark.parametrize("closing", [{"is_paused": True}, {"objects_to_matching": True}, {"ring_open": "internal"}])
def test_who_closes_the_door_is_out_of_the_very_next_answer(application, sign_in, expert, closing):
    assert sign_in(expert).patch(f"/people/{expert}", closing).status_code == 200
    assert found(application) == set()


def test_a_statement_made_private_is_out_of_the_very_next_answer(application, sign_in, expert):
    client = sign_in(expert)
    kept = client.get(f"/people/{expert}/expertise").json["items"][0]
    entry = {"topic_id": kept["topic"]["id"], "level": "expert", "statement": STATEMENT, "visibility": "private"}
    assert client.put(f"/people/{expert}/expertise", {"items": [entry]}).status_code == 200
    assert found(application) == set()


def test_a_removed_person_is_out_of_the_very_next_answer(application, admin, expert):
    assert admin.delete(f"/people/{expert}").status_code == 204
    assert found(application) == set()


def test_a_door_closed_by_the_institution_closes_it_for_its_people(application, admin, expert):
    place = admin.get(f"/people/{expert}").json["institution"]["id"]
    assert admin.patch(f"/institutions/{place}", {"ring_open": "internal"}).status_code == 200
    assert found(application) == set()


def test_a_renamed_topic_is_found_by_its_new_name(make, application, admin):
    topic = make.topic("Apiculture")
    person = make.person(**OPEN)
    make.expertise(person, topic, statement="Ten years of it.", language="en")
    assert not ask(application, "beekeeping").suggestions
    labels = [{"language": "en", "kind": "pref", "label": "Beekeeping"}]
    assert admin.patch(f"/topics/{topic}", {"labels": labels}).status_code == 200
    assert [each.id for each in ask(application, "beekeeping").suggestions] == [person]


def test_a_write_that_was_rolled_back_leaves_no_trace(application, expert, changes):
    before = changes()
    with application.app_context():
        db.session.get_one(Person, expert).is_paused = True
        db.session.flush()
        db.session.rollback()
    assert (changes(), found(application)) == (before, {expert})


def test_folding_step_by_step_equals_building_afresh(make, application, expert, sign_in):
    topic = make.topic("Livestock")
    for number in range(4):
        author = make.person(**OPEN, is_paused=number == 3)
        make.expertise(author, topic, statement=f"{STATEMENT} Round {number}.", language="en")
        make.lesson(author, [topic], title=f"Herders count, round {number}", question="Who counts livestock?")
        ask(application)
    sign_in(expert).patch(f"/people/{expert}", {"position": "Head of livestock counting"})
    folded = ask(application)
    setup_engine(application)
    assert ask(application) == folded
    assert len(folded.suggestions) == 4


def test_many_changes_at_once_are_read_as_a_whole(make, application, expert, monkeypatch):
    monkeypatch.setattr(engine_room, "REBUILD_FROM", 2)
    for _ in range(3):
        make.expertise(make.person(**OPEN), statement=STATEMENT, language="en")
    assert len(found(application)) == 4


def test_a_database_put_back_in_time_is_read_afresh(make, application, expert):
    make.expertise(make.person(**OPEN), statement=STATEMENT, language="en")
    assert len(found(application)) == 2
    with application.app_context(), db.engine.begin() as connection:
        connection.execute(db.text("DELETE FROM change"))
        connection.execute(update(Person).values(is_paused=True))
    assert found(application) == set()
