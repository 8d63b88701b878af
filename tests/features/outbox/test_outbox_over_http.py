"""The outbox as administrators see it."""

from __future__ import annotations


def dead(make, pair):
    return make.message(pair.peer, state="dead", tries=16, problem="SMTPDataError 550")


def test_an_administrator_sees_what_could_not_be_sent_but_not_its_words(admin, make, pair):
    message = dead(make, pair)
    make.message(pair.peer)

    answer = admin.get("/outbox")
    (item,) = answer.json["items"]
    assert (item["id"], item["person_id"], item["state"], item["tries"]) == (message, pair.peer, "dead", 16)
    assert item["problem"] == "SMTPDataError 550"
    assert "Meters" not in answer.text


def test_the_others_are_there_by_their_state(admin, make, pair):
    dead(make, pair)
    waiting = make.message(pair.peer)

    assert [each["id"] for each in admin.get("/outbox", state="waiting").json["items"]] == [waiting]
    assert admin.get("/outbox", state="sent").json["items"] == []
    assert admin.get("/outbox", state="lost").status_code == 422


def test_what_is_tried_again_goes_out(outbox, admin, make, pair, post):
    message = dead(make, pair)
    assert outbox.send() == 0

    answer = admin.post(f"/outbox/{message}/retry")

    assert (answer.status_code, answer.json["state"], answer.json["tries"]) == (200, "waiting", 0)
    assert outbox.send() == 1


def test_only_what_is_dead_can_be_tried_again(admin, make, pair):
    answer = admin.post(f"/outbox/{make.message(pair.peer)}/retry")

    assert (answer.status_code, answer.json["type"]) == (409, "urn:sankofa:problem:message-not-dead")


def test_nobody_else_sees_the_outbox(sign_in, make, pair):
    place = make.institution()
    for role in ("network_coordinator", ("coordinator", place), ("manager", place)):
        client = sign_in(make.person(place), role)
        assert client.get("/outbox").status_code == 403
        assert client.post(f"/outbox/{dead(make, pair)}/retry").status_code == 403
