"""The same POST with the same key happens once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.extensions import db, utc_now
from app.idempotency import HEADER, IdempotencyKey
from app.institutions.models import Institution
from tests.factories.browser import Browser

MADE = {"name": "Ministry of Water", "ref": "water"}


def post(client, body=MADE, key="a-key", path="/institutions"):
    return client.post(path, body, **{HEADER: key})


def count(application, model):
    with application.app_context():
        found = db.session.scalar(select(func.count()).select_from(model))
        db.session.remove()
    return found


def test_the_second_answer_is_the_first_to_the_byte_and_nothing_is_made_twice(application, admin, changes):
    body = {"name": "Ministry of Water"}
    one = post(admin, body)
    number = changes()
    two = post(admin, body)
    assert (one.status_code, one.data, one.headers.get("ETag")) == (201, two.data, two.headers.get("ETag"))
    assert two.status_code == 201
    assert (count(application, Institution), changes()) == (1, number)


def test_without_a_key_or_with_another_one_it_is_made_again(application, admin):
    body = {"name": "Ministry of Water"}
    assert [post(admin, body, key).status_code for key in ("one", "two")] == [201, 201]
    assert [admin.post("/institutions", body).status_code for _ in range(2)] == [201, 201]
    assert count(application, Institution) == 4


def test_a_key_of_another_request_is_refused(application, admin):
    post(admin)
    answers = [post(admin, {**MADE, "name": "Other"}), post(admin, {"labels": []}, path="/topics")]
    assert [each.status_code for each in answers] == [422, 422]
    assert count(application, Institution) == 1


def test_the_same_key_of_two_accounts_are_two_keys(application, sign_in):
    answers = [post(sign_in(None, "admin"), {"name": "Water"}).status_code for _ in range(2)]
    assert (answers, count(application, Institution)) == ([201, 201], 2)


@pytest.mark.parametrize("body", [{"nonsense": 1}, {"name": "N", "parent_id": "0198c0de-0000-7000-8000-000000000000"}])
def test_what_was_refused_can_be_sent_again_with_its_key(application, admin, body):
    assert post(admin, body).status_code == 422
    assert count(application, IdempotencyKey) == 0
    assert post(admin).status_code == 201


def test_a_key_is_looked_at_after_the_roles(application, sign_in):
    assert post(sign_in(None, "member")).status_code == 403
    assert count(application, IdempotencyKey) == 0


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "\u00e9"])
def test_a_key_that_is_none_is_refused(admin, key):
    assert post(admin, key=key).status_code == 422


def test_an_answer_is_forgotten_after_a_day(application, admin):
    post(admin, {"name": "Water"})
    with application.app_context():
        row = db.session.scalars(select(IdempotencyKey)).one()
        row.at = utc_now() - timedelta(hours=24, minutes=1)
        db.session.commit()
        db.session.remove()
    assert post(admin, {"name": "Water"}).status_code == 201
    assert (count(application, Institution), count(application, IdempotencyKey)) == (2, 1)


def test_an_answer_that_could_not_be_kept_did_not_happen(application, admin, monkeypatch):
    def fail(*_):
        raise RuntimeError("the book is full")

    monkeypatch.setattr("app.audit.recording.seal_of_event", fail)
    assert post(admin).status_code == 500
    assert (count(application, Institution), count(application, IdempotencyKey)) == (0, 0)
    monkeypatch.undo()
    assert post(admin).status_code == 201


def test_what_could_not_be_answered_did_not_happen(application, admin, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no words for it")

    monkeypatch.setattr("app.institutions.schemas.InstitutionSchema.dump", fail)
    assert post(admin).status_code == 500
    assert (count(application, Institution), count(application, IdempotencyKey)) == (0, 0)


def test_a_token_is_never_kept(application, make, sign_in):
    make.token(make.person(email="a@office.example"), password="correct horse battery staple")
    asked = {"email": "a@office.example", "password": "correct horse battery staple"}
    answer = post(sign_in(None, "member"), asked, path="/tokens")
    assert answer.status_code == 201
    assert count(application, IdempotencyKey) == 0


def test_the_pages_know_no_keys(application):
    assert Browser(application).open("/sign-out", "POST", headers={HEADER: "a-key"}).status_code < 500
    assert count(application, IdempotencyKey) == 0


def test_an_act_that_is_sent_twice_is_answered_twice_and_done_once(application, make, sign_in):
    peer = make.person(hours_per_month=10.0)
    offer, client = make.offer(peer), sign_in(peer)
    answers = [client.post(f"/offers/{offer}/accept", **{HEADER: "yes"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].data == answers[1].data
