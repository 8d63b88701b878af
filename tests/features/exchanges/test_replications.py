"""Lessons taken up elsewhere: seen as their lesson is, and what came of an exchange by its parties only."""

from __future__ import annotations

import pytest

from app.extensions import new_id


@pytest.fixture
def lesson(stage, make):
    return make.lesson(stage.expert, visibility="network")


@pytest.fixture
def member(stage, make, sign_in):
    """Somebody of the institution that learns."""
    return sign_in(make.person(stage.learning), ("member", stage.learning))


def take_up(client, stage, lesson, **said):
    return client.post(
        f"/lessons/{lesson}/replications",
        {"institution_id": stage.learning, "uptake": "adapted", "why": "Other pipes.", **said},
    )


def test_whoever_works_there_says_that_a_lesson_was_taken_up_and_what_came_of_it(stage, lesson, member):
    answer = take_up(member, stage, lesson, taken_up_on="2026-02-01")
    assert (answer.status_code, answer.json["institution"]["id"], answer.json["result"]) == (201, stage.learning, "")
    path = f"/lessons/{lesson}/replications/{answer.json['id']}"
    assert member.patch(path, {"result": "Fewer leaks."}).json["result"] == "Fewer leaks."
    assert stage.coordinator.get(f"/lessons/{lesson}/replications", uptake="adapted").json["items"][0]["why"]
    assert stage.coordinator.get(f"/lessons/{lesson}/replications", uptake="rejected").json["items"] == []
    assert stage.coordinator.delete(path).status_code == 204


def test_nobody_says_it_for_another_institution_or_for_where_the_lesson_is_from(stage, make, lesson, member, sign_in):
    assert take_up(member, stage, lesson, institution_id=make.institution()).status_code == 403
    own = sign_in(stage.expert, ("member", stage.sharing))
    answer = take_up(own, stage, lesson, institution_id=stage.sharing)
    assert answer.json["errors"].keys() == {"institution_id"}
    made = take_up(member, stage, lesson).json["id"]
    assert own.patch(f"/lessons/{lesson}/replications/{made}", {"why": "Not so."}).status_code == 403


def test_it_is_hidden_where_its_lesson_is(stage, make, sign_in, member):
    lesson = make.lesson(stage.expert, visibility="institution")
    made = make.replication(lesson, stage.learning)
    own = sign_in(make.person(stage.sharing))
    for path in (f"/lessons/{lesson}/replications", f"/lessons/{lesson}/replications/{made}"):
        assert (own.get(path).status_code, member.get(path).status_code) == (200, 404)
    assert take_up(member, stage, lesson).status_code == take_up(member, stage, new_id()).status_code == 404


def test_what_came_of_an_exchange_is_seen_by_who_sees_both(stage, make, lesson, member, sign_in):
    exchange = stage.exchange()
    made = take_up(stage.coordinator, stage, lesson, exchange_id=exchange).json
    assert made["exchange"] == {"id": exchange, "title": "Meters that last"}
    path = f"/lessons/{lesson}/replications"
    expert = sign_in(stage.expert)
    assert [len(each.get(path).json["items"]) for each in (stage.coordinator, expert, member)] == [1, 1, 0]
    assert member.get(f"{path}/{made['id']}").status_code == 404
    secret = make.replication(make.lesson(stage.expert, visibility="private"), stage.learning, exchange_id=exchange)
    hidden = f"/lessons/{lesson}/replications/{secret}"
    assert stage.coordinator.get(hidden).status_code == 404


def test_an_exchange_that_one_does_not_see_is_not_known(stage, lesson, member):
    answers = [take_up(member, stage, lesson, exchange_id=each) for each in (stage.exchange(), new_id())]
    assert [each.status_code for each in answers] == [422, 422]
    assert answers[0].data == answers[1].data


def test_a_replication_goes_with_its_lesson(stage, make, lesson):
    make.replication(lesson, stage.learning)
    assert stage.coordinator.get(f"/lessons/{lesson}/replications").json["items"]
    own = stage.sign_in(stage.expert, "member")
    assert own.delete(f"/lessons/{lesson}").status_code == 204
    assert stage.coordinator.get(f"/lessons/{lesson}/replications").status_code == 404
