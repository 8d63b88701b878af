"""Who sees an exchange: both institutions' coordinators, the network's, and who is named. Nobody else knows of it."""

from __future__ import annotations

import pytest

from app.extensions import new_id
from tests.features.exchanges.stage import problem

READS = ("", "/brief", "/calendar")


@pytest.fixture
def clients(stage, make, sign_in):
    """One viewer of each kind, and whether he sees it."""
    elsewhere = make.institution()
    return {
        "coordinator who learns": (stage.coordinator, True),
        "coordinator who shares": (sign_in(make.person(stage.sharing), ("coordinator", stage.sharing)), True),
        "coordinator of the network": (sign_in(None, "network_coordinator"), True),
        "learner": (sign_in(stage.learner), True),
        "expert": (sign_in(stage.expert), True),
        "colleague": (sign_in(make.person(stage.learning)), False),
        "manager": (sign_in(make.person(stage.learning), ("manager", stage.learning)), False),
        "coordinator elsewhere": (sign_in(make.person(elsewhere), ("coordinator", elsewhere)), False),
        "administrator": (sign_in(make.person(stage.learning), "admin"), False),
    }


def test_only_who_has_to_do_with_it_sees_it_and_for_others_it_is_not_there(stage, clients):
    exchange, wrong = stage.exchange("design"), {}
    for name, (client, sees) in clients.items():
        for what in READS:
            answer, absent = (client.get(f"/exchanges/{each}{what}") for each in (exchange, new_id()))
            is_hidden = answer.data.replace(exchange.encode(), b"") == absent.data.replace(_id(absent), b"")
            if (answer.status_code == 200) != sees or (not sees and not is_hidden):
                wrong[name, what] = answer.status_code
        listed = client.get("/exchanges")
        if listed.status_code == 200 and (len(listed.json["items"]) == 1) != sees:
            wrong[name] = listed.json
    assert wrong == {}


def _id(answer):
    return answer.json["instance"].split("/")[4].encode() if answer.is_json else b"-"


def test_an_administrator_sees_what_he_is_named_in(stage, sign_in):
    client = sign_in(stage.learner, "admin")
    mine, other = stage.exchange(), stage.make.exchange(stage.learning, stage.sharing)
    assert [client.get(f"/exchanges/{each}").status_code for each in (mine, other)] == [200, 404]
    assert [each["id"] for each in client.get("/exchanges").json["items"]] == [mine]


def test_a_participant_may_read_and_not_write(stage, make, sign_in):
    exchange = stage.exchange("design")
    client = sign_in(stage.learner, "member")
    assert client.patch(f"/exchanges/{exchange}", {"title": "Mine"}).status_code == 403
    elsewhere = make.institution()
    other = sign_in(stage.expert, "member", ("coordinator", elsewhere))
    assert other.patch(f"/exchanges/{exchange}", {"title": "Mine"}).status_code == 403
    assert other.post(f"/exchanges/{exchange}/advance").status_code == 403
    one = f"/exchanges/{exchange}/participants/{stage.named(exchange, stage.expert)}"
    assert client.delete(one).status_code == 404


def test_the_challenge_is_told_to_whom_it_is_open_only(stage, make, sign_in):
    hidden = make.challenge(stage.boss, title="Secret leaks", visibility="institution")
    exchange, expert = stage.exchange(), sign_in(stage.expert)
    assert stage.coordinator.patch(f"/exchanges/{exchange}", {"challenge_id": hidden}).json["challenge"]["id"] == hidden
    for what in ("", "/brief"):
        assert "Secret leaks" in stage.coordinator.get(f"/exchanges/{exchange}{what}").text
        assert "Secret leaks" not in expert.get(f"/exchanges/{exchange}{what}").text
    theirs = make.challenge(stage.expert, visibility="private")
    answers = [stage.coordinator.patch(f"/exchanges/{exchange}", {"challenge_id": each}) for each in (theirs, new_id())]
    assert [each.status_code for each in answers] == [422, 422]
    assert answers[0].data == answers[1].data


def test_the_list_is_filtered_paged_and_taken_along_as_csv(stage, make, sign_in):
    first, second = stage.exchange(title="=1+1"), stage.exchange("design", title="Bridges")
    make.exchange(make.institution(), make.institution(), title="Not ours")
    get = stage.coordinator.get
    assert [each["id"] for each in get("/exchanges", sort="name").json["items"]] == [first, second]
    assert [each["id"] for each in get("/exchanges", step="design").json["items"]] == [second]
    assert [each["id"] for each in get("/exchanges", q="bridg").json["items"]] == [second]
    assert len(get("/exchanges", institution_id=stage.sharing).json["items"]) == 2
    assert get("/exchanges", learning_institution_id=stage.sharing).json["items"] == []
    assert len(get("/exchanges", person_id=stage.expert).json["items"]) == 2
    page = get("/exchanges", limit=1, sort="name").json
    assert [each["id"] for each in get("/exchanges", limit=1, sort="name", cursor=page["next"]).json["items"]] == [
        second
    ]
    file = get("/exchanges", format="csv").text
    assert file.count("\r\n") == 3
    assert '"\'=1+1"' in file
    assert "Not ours" not in file
    (row,) = get("/exchanges", step="design").json["items"]
    assert (row["people"], row["starts_on"], row["ends_on"]) == (2, "2099-03-02", "2099-03-03")


def test_who_writes_on_what_somebody_else_altered_is_told(stage):
    exchange = stage.exchange()
    etag = stage.coordinator.get(f"/exchanges/{exchange}").headers["ETag"]
    assert stage.coordinator.patch(f"/exchanges/{exchange}", {"title": "Pipes"}, etag).status_code == 200
    assert problem(stage.coordinator.patch(f"/exchanges/{exchange}", {"title": "Meters"}, etag)) == (412, "stale")


def test_the_same_exchange_begun_twice_with_one_key_is_one(stage):
    said = {"title": "Meters", "learning_institution_id": stage.learning}
    answers = [stage.coordinator.post("/exchanges", said, **{"Idempotency-Key": "once"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json["id"] == answers[1].json["id"]
    assert len(stage.coordinator.get("/exchanges").json["items"]) == 1


def test_an_exchange_is_begun_for_ones_own_institution_with_another_one(stage):
    said = {"title": "Meters", "learning_institution_id": stage.learning, "sharing_institution_id": stage.sharing}
    assert stage.coordinator.post("/exchanges", said).status_code == 201
    theirs = {**said, "learning_institution_id": stage.make.institution()}
    assert stage.coordinator.post("/exchanges", theirs).status_code == 403
    same = {**said, "sharing_institution_id": stage.learning}
    assert stage.coordinator.post("/exchanges", same).json["errors"].keys() == {"sharing_institution_id"}
