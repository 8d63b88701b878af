"""Who takes part: named and told, out again by himself, and nobody who does not want to be asked."""

from __future__ import annotations

import pytest

from tests.features.exchanges.stage import problem


@pytest.fixture
def exchange(stage):
    return stage.exchange("define")


def test_who_is_named_is_told_and_sees_it(stage, make, sign_in, exchange):
    person = make.person(stage.learning)
    client = sign_in(person)
    assert client.get(f"/exchanges/{exchange}").status_code == 404
    said = {"person_id": person, "role": "learner"}
    answer = stage.coordinator.post(f"/exchanges/{exchange}/participants", said)
    assert (answer.status_code, answer.json["person"]["id"], answer.json["number"]) == (201, person, 1)
    assert stage.mails("exchange_named") == [person]
    assert client.get(f"/exchanges/{exchange}").status_code == 200
    assert problem(stage.coordinator.post(f"/exchanges/{exchange}/participants", said)) == (409, "already-named")


def test_whoever_is_named_takes_himself_out_at_any_open_step(stage, sign_in):
    client = sign_in(stage.expert)
    for step in ("anchor", "define", "design", "implement", "measure"):
        exchange = stage.exchange(step)
        path = f"/exchanges/{exchange}/participants/{stage.named(exchange, stage.expert)}"
        assert client.delete(path).status_code == 204
        assert client.get(f"/exchanges/{exchange}").status_code == 404
    closed = stage.exchange("closed")
    path = f"/exchanges/{closed}/participants/{stage.named(closed, stage.expert)}"
    assert problem(client.delete(path)) == (409, "wrong-state")


@pytest.mark.parametrize("why", [{"is_paused": True}, {"objects_to_matching": True}])
def test_nobody_is_named_as_expert_who_is_paused_or_objects(stage, make, exchange, why):
    path = f"/exchanges/{exchange}/participants"
    person = make.person(stage.sharing, **why)
    assert problem(stage.coordinator.post(path, {"person_id": person, "role": "expert"})) == (
        *(409, "person-not-available"),
    )
    assert stage.coordinator.post(path, {"person_id": person, "role": "organiser"}).status_code == 201
    assert stage.mails("exchange_named") == [person]


def test_who_left_is_named_for_nothing(stage, make, exchange):
    person = make.person(stage.learning, left_on=make.day(-1))
    answer = stage.coordinator.post(f"/exchanges/{exchange}/participants", {"person_id": person, "role": "learner"})
    assert problem(answer) == (409, "person-not-available")


def test_learners_and_experts_are_of_their_side(stage, make, exchange):
    path = f"/exchanges/{exchange}/participants"
    for place, role in ((stage.sharing, "learner"), (stage.learning, "expert"), (make.institution(), "expert")):
        said = {"person_id": make.person(place), "role": role}
        assert stage.coordinator.post(path, said).json["errors"].keys() == {"person_id"}
    said = {"institution_id": stage.sharing, "number": 2, "role": "learner"}
    assert stage.coordinator.post(path, said).json["errors"].keys() == {"institution_id"}
    said = {"person_id": make.person(make.institution()), "role": "facilitator"}
    assert stage.coordinator.post(path, said).status_code == 201


@pytest.mark.parametrize(
    "said", [{}, {"number": 3}, {"person_id": "ID", "number": 3}, {"institution_id": "ID"}, {"number": 0}]
)
def test_a_participant_is_a_person_or_a_number_of_people(stage, exchange, said):
    said = {name: stage.learner if value == "ID" else value for name, value in said.items()}
    answer = stage.coordinator.post(f"/exchanges/{exchange}/participants", {"role": "learner", **said})
    assert answer.status_code == 422


def test_people_without_names_are_counted(stage, exchange):
    said = {"institution_id": stage.learning, "number": 14, "role": "learner"}
    answer = stage.coordinator.post(f"/exchanges/{exchange}/participants", said)
    assert (answer.status_code, answer.json["person"], answer.json["number"]) == (201, None, 14)
    assert stage.coordinator.get("/exchanges").json["items"][0]["people"] == 16


def test_whoever_takes_part_is_told_when_the_dates_change_and_only_then(stage):
    exchange = stage.exchange("implement")
    agenda = stage.coordinator.get(f"/exchanges/{exchange}").json["activities"]
    patch = stage.coordinator.patch
    assert (
        patch(f"/exchanges/{exchange}", {"activities": [{**agenda[0], "title": "Pipes"}, agenda[1]]}).status_code == 200
    )
    assert stage.mails("exchange_moved") == []
    moved = {**agenda[0], "starts_at": "2099-03-02T09:00:00+00:00"}
    assert patch(f"/exchanges/{exchange}", {"activities": [moved, agenda[1]]}).status_code == 200
    assert stage.mails("exchange_moved") == sorted([stage.learner, stage.expert])


def test_another_institution_shares_only_once_nobody_of_the_first_takes_part(stage, exchange):
    said = {"sharing_institution_id": stage.make.institution()}
    assert problem(stage.coordinator.patch(f"/exchanges/{exchange}", said)) == (409, "sharers-take-part")
    stage.coordinator.delete(f"/exchanges/{exchange}/participants/{stage.named(exchange, stage.expert)}")
    answer = stage.coordinator.patch(f"/exchanges/{exchange}", said)
    assert answer.json["sharing_institution"]["id"] == said["sharing_institution_id"]


def test_who_is_erased_takes_part_no_more_and_the_words_that_name_him_lose_the_name(stage, make):
    exchange = stage.exchange()
    ann = make.person(stage.learning, name="Ann Otieno", email="ann@office.example")
    stage.take(exchange, owner_id=ann, development_goal="What Ann Otieno wants")
    make.participant(exchange, ann)
    assert stage.coordinator.delete(f"/people/{ann}").status_code == 204
    told = stage.coordinator.get(f"/exchanges/{exchange}")
    assert "Ann" not in told.text
    assert {each["person"]["id"] for each in told.json["participants"]} == {stage.learner, stage.expert}
    assert told.json["development_goal"] == "What [removed] wants"
