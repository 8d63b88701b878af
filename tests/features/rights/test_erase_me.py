"""Erasing oneself: confirmed, for good, and what stays does not say the name."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.commands import cli
from app.engagements.models import Engagement
from app.extensions import db
from app.lessons.models import Lesson
from app.rights.models import Erased

EMAIL = "quince@office.example"


@pytest.fixture
def me(make):
    return make.person(name="Quince Otieno", email=EMAIL)


@pytest.fixture
def client(make, sign_in, me):
    return sign_in(me)


def erase(client, email=EMAIL, **headers):
    found = {"If-Match": client.get("/me").headers["ETag"], **headers}
    return client.send("DELETE", "/me", json={"email": email}, headers=found)


def test_who_erases_himself_is_told_what_went_and_what_stays(client):
    answer = erase(client)
    assert answer.status_code == 200
    assert {"person", "account", "expertise", "choices"} <= set(answer.json["goes"])
    assert any(each.startswith("lessons written:") for each in answer.json["stays"])


def test_afterwards_the_token_opens_nothing_and_nobody_is_there(client, admin, me):
    erase(client)
    assert client.get("/me").status_code == 401
    assert admin.get(f"/people/{me}").status_code == 404


@pytest.mark.parametrize("email", ["other@office.example", "quince@office.example.org"])
def test_another_address_confirms_nothing(client, email):
    assert erase(client, email).status_code == 422
    assert client.get("/me").status_code == 200


def test_without_the_address_or_the_etag_nothing_is_erased(client):
    tag = client.get("/me").headers["ETag"]
    answers = [
        client.send("DELETE", "/me", headers={"If-Match": tag}),
        client.send("DELETE", "/me", json={}, headers={"If-Match": tag}),
        client.send("DELETE", "/me", json={"email": EMAIL}),
        erase(client, **{"If-Match": '"another"'}),
    ]
    assert [each.status_code for each in answers] == [415, 422, 428, 412]
    assert client.get("/me").status_code == 200


def test_the_address_may_be_typed_in_capitals(client):
    assert erase(client, EMAIL.upper()).status_code == 200


def test_an_account_of_nobody_in_the_directory_can_erase_itself(application, make, sign_in):
    client = sign_in(None, "admin")
    email = client.get("/me/export").json["account"][0]["email"]
    assert erase(client, email).status_code == 409  # the last administrator
    make.token(None, "admin")
    assert erase(client, email).status_code == 200
    assert client.get("/me").status_code == 401


def test_a_private_lesson_and_a_private_challenge_go(application, make, client, me):
    items = [getattr(make, kind)(me, visibility="private") for kind in ("lesson", "challenge")]
    erase(client)
    tables = [db.metadata.tables[kind] for kind in ("lesson", "challenge")]
    with application.app_context():
        found = [
            db.session.scalar(select(table.c.id).where(table.c.id == item))
            for table, item in zip(tables, items, strict=True)
        ]
        db.session.remove()
    assert found == [None, None]


def test_an_institution_can_be_removed_once_its_people_and_what_they_shared_are(make, sign_in, admin):
    place = make.institution()
    me = make.person(place, email=EMAIL)
    make.lesson(me, [make.topic()], visibility="private")
    make.challenge(me, visibility="private")
    assert admin.delete(f"/institutions/{place}").status_code == 409
    erase(sign_in(me))
    assert admin.delete(f"/institutions/{place}").status_code == 204


@pytest.mark.parametrize("visibility", ["institution", "country", "network"])
def test_a_shared_lesson_stays_without_the_name_also_in_its_text(application, make, client, me, visibility):
    text = "Ask QUINCE OTIENO (quince@office.example), not Quince Otienova or Quince."
    lesson = make.lesson(me, [make.topic()], context=text, visibility=visibility)
    erase(client)
    with application.app_context():
        kept = db.session.get_one(Lesson, lesson)
        assert (kept.author_id, kept.contributors) == (None, [])
        assert kept.context == "Ask [removed] ([removed]), not Quince Otienova or Quince."
        db.session.remove()


@pytest.mark.parametrize("kind", ["engagement", "learning"])
def test_what_somebody_learnt_stays_without_the_name_and_what_goes_on_ends(application, make, client, kind, me):
    who = {"seeker": me} if kind == "learning" else {"seeker_id": me}
    engagement = getattr(make, kind)(make.person(), **who, question="Quince Otieno asks how to find leaks.")
    make.session_of(engagement, agenda="Leaks, with Quince Otieno")
    erase(client)
    with application.app_context():
        kept = db.session.get_one(Engagement, engagement)
        assert (kept.seeker_id, kept.question) == (None, "[removed] asks how to find leaks.")
        assert (kept.status, kept.lapses_at) == ("cancelled" if kind == "learning" else "completed", None)
        assert {session.agenda for session in kept.sessions} <= {""}
        db.session.remove()


def test_what_others_wrote_stays_as_it_is(make, client, admin, me):
    lesson = make.lesson(make.person(), context="Quince Otieno told us.")
    before = admin.get(f"/lessons/{lesson}").json
    erase(client)
    assert admin.get(f"/lessons/{lesson}").json == before


@pytest.fixture
def command(application):
    """A function that runs `sankofa erase` on the application's database and gives its exit code."""
    names = ("env", "database_url", "index_folder", "erasure_ledger")
    environment = {f"SANKOFA_{name.upper()}": getattr(application.config["SETTINGS"], name) for name in names}
    return lambda email, answer: CliRunner().invoke(cli, ["erase", email], input=answer, env=environment).exit_code


@pytest.fixture(params=["me", "people", "command"])
def erased(request, admin, me, client, command):
    """Somebody who was erased, in each of the ways there are."""
    ways = {
        "me": lambda: erase(client).status_code == 200,
        "people": lambda: admin.delete(f"/people/{me}").status_code == 204,
        "command": lambda: command(EMAIL, "y\n") == 0,
    }
    assert ways[request.param]()
    return me


def test_every_way_of_erasing_is_remembered(application, admin, erased):
    with application.app_context():
        assert len(db.session.scalars(select(Erased.mark)).all()) == 2
        db.session.remove()
    assert admin.get(f"/people/{erased}").status_code == 404


def test_the_command_asks_first_and_does_nothing_without_a_yes(admin, me, command):
    assert command(EMAIL, "n\n") == 1
    assert command("nobody@office.example", "y\n") == 1
    assert admin.get(f"/people/{me}").status_code == 200
