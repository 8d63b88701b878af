"""Offers: one at a time, answers, silence, and the next one."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import text

from app.extensions import db

DAY = {"reminder": 7, "expiry": 14}


def problem(answer):
    return answer.status_code, answer.json["type"].rpartition(":")[2]


@pytest.fixture
def peers(known):
    """Three who know the answer."""
    return [known() for _ in range(3)]


@pytest.fixture
def request_(ask, peers):
    """A request that suggests them."""
    return ask()


@pytest.fixture
def order(request_):
    """Them, in the order in which they are suggested."""
    return [each["person"]["id"] for each in request_["suggestions"]]


def offers(asking, request):
    """(peer, status) of the offers of a request."""
    return [
        (each["peer"]["id"], each["status"]) for each in asking.get(f"/match-requests/{request['id']}").json["offers"]
    ]


def test_a_peer_who_says_yes_is_engaged_and_the_request_is_matched(
    asking, request_, order, invite, sign_in, seeker, mails
):
    offer = invite(request_, order[0])
    answer = sign_in(order[0]).post(f"/offers/{offer['id']}/accept")
    assert (answer.status_code, answer.json["status"]) == (200, "accepted")
    engagement = asking.get(f"/engagements/{answer.json['engagement_id']}").json
    assert (engagement["status"], engagement["peer"]["id"], engagement["hours_per_month"]) == ("active", order[0], 2.0)
    assert asking.get(f"/match-requests/{request_['id']}").json["status"] == "matched"
    assert mails() == [("offer_made", order[0]), ("offer_accepted", seeker)]


def test_one_peer_is_asked_at_a_time(asking, request_, order, invite):
    invite(request_, order[0])
    answer = asking.post(f"/match-requests/{request_['id']}/offers", {"peer_id": order[1]})
    assert problem(answer) == (409, "one-offer-at-a-time")


def test_only_who_was_suggested_is_invited_and_nobody_twice(asking, request_, order, invite, known):
    path = f"/match-requests/{request_['id']}/offers"
    assert problem(asking.post(path, {"peer_id": known()})) == (409, "not-suggested")
    asking.post(f"/offers/{invite(request_, order[0])['id']}/withdraw")
    assert problem(asking.post(path, {"peer_id": order[0]})) == (409, "not-suggested")


def test_the_next_is_invited_when_one_declines_and_the_seeker_is_told(
    asking, request_, order, invite, sign_in, seeker, mails
):
    offer = invite(request_, order[0])
    answer = sign_in(order[0]).post(f"/offers/{offer['id']}/decline", {"reason": "No time."})
    assert (answer.json["status"], answer.json["reason"]) == ("declined", "No time.")
    assert offers(asking, request_) == [(order[0], "declined"), (order[1], "pending")]
    assert mails() == [
        ("offer_made", order[0]),
        ("offer_declined", seeker),
        ("offer_made", order[1]),
        ("next_offered", seeker),
    ]


def test_when_nobody_is_left_the_seeker_is_told_and_the_request_stays_open(
    asking, request_, order, invite, sign_in, seeker, mails
):
    invite(request_, order[0])
    for peer in order:
        client = sign_in(peer)
        (pending,) = client.get("/offers", status="pending").json["items"]
        client.post(f"/offers/{pending['id']}/decline", {})
    assert [status for _, status in offers(asking, request_)] == ["declined"] * 3
    assert mails()[-1] == ("no_peer_left", seeker)
    assert asking.get(f"/match-requests/{request_['id']}").json["status"] == "open"


def test_a_reminder_is_sent_once_after_seven_days_and_never_before(request_, order, invite, after, mails):
    invite(request_, order[0])
    after(DAY["reminder"] - 0.01, passes=2)
    assert Counter(mails())["offer_reminder", order[0]] == 0
    for days in (DAY["reminder"], 8, 13.9):
        after(days, passes=3)
        assert Counter(mails())["offer_reminder", order[0]] == 1


def test_an_offer_expires_after_fourteen_days_and_the_next_is_invited(
    asking, request_, order, invite, after, mails, seeker
):
    invite(request_, order[0])
    after(DAY["expiry"] - 0.01, passes=1)
    assert offers(asking, request_) == [(order[0], "pending")]
    after(DAY["expiry"], passes=3)
    assert offers(asking, request_) == [(order[0], "expired"), (order[1], "pending")]
    told = Counter(mails())
    assert (told["offer_expired", seeker], told["next_offered", seeker], told["offer_made", order[1]]) == (1, 1, 1)


@pytest.mark.parametrize("act", ["accept", "decline", "withdraw"])
def test_an_offer_that_is_over_can_not_be_answered_though_no_worker_passed(
    asking, request_, order, invite, after, sign_in, act
):
    offer = invite(request_, order[0])
    after(DAY["expiry"])
    client, body = (asking, None) if act == "withdraw" else (sign_in(order[0]), {} if act == "decline" else None)
    answer = client.post(f"/offers/{offer['id']}/{act}", body)
    assert problem(answer) == (409, "wrong-state")
    assert f"Rule expired/{act}" in answer.json["detail"]


def test_who_accepts_in_the_last_moment_is_in_time(request_, order, invite, after, sign_in):
    offer = invite(request_, order[0])
    after(DAY["expiry"] - 0.001)
    assert sign_in(order[0]).post(f"/offers/{offer['id']}/accept").status_code == 200


def test_an_offer_that_is_over_stands_in_nobodys_way(asking, request_, order, invite, after):
    invite(request_, order[0])
    after(DAY["expiry"])
    answer = asking.post(f"/match-requests/{request_['id']}/offers", {"peer_id": order[2]})
    assert problem(answer) == (409, "one-offer-at-a-time")  # the next one is asked already


def test_who_asks_next_after_withdrawing_is_for_the_seeker_to_say(asking, request_, order, invite, after, mails):
    offer = invite(request_, order[0])
    assert asking.post(f"/offers/{offer['id']}/withdraw").json["status"] == "withdrawn"
    after(20, passes=1)
    assert offers(asking, request_) == [(order[0], "withdrawn")]
    assert mails()[-1] == ("request_withdrawn", order[0])


def test_who_was_asked_is_told_when_the_request_is_withdrawn(asking, request_, order, invite, sign_in, mails):
    offer = invite(request_, order[0])
    assert asking.post(f"/match-requests/{request_['id']}/withdraw").json["status"] == "withdrawn"
    assert mails()[-1] == ("request_withdrawn", order[0])
    assert problem(sign_in(order[0]).post(f"/offers/{offer['id']}/accept")) == (409, "wrong-state")


def test_a_request_that_found_nobody_expires_and_says_so(asking, request_, after, seeker, mails):
    after(89.9, passes=1)
    assert mails() == []
    after(90, passes=3)
    assert asking.get(f"/match-requests/{request_['id']}").json["status"] == "expired"
    assert mails() == [("request_expired", seeker)]


def test_who_declined_is_left_in_peace_for_a_while(asking, request_, order, invite, ask, sign_in, after):
    offer = invite(request_, order[0])
    sign_in(order[0]).post(f"/offers/{offer['id']}/decline", {})
    path = f"/match-requests/{ask()['id']}/offers"
    assert problem(asking.post(path, {"peer_id": order[0]})) == (409, "peer-not-available")
    after(14.1)
    assert asking.post(path, {"peer_id": order[0]}).status_code == 201


@pytest.mark.parametrize(
    "said", [{"is_paused": True}, {"objects_to_matching": True}, {"ring_open": "internal"}, {"hours_per_month": 1.0}]
)
def test_who_is_not_available_any_more_is_not_invited_and_the_answer_does_not_say_why(
    asking, request_, order, sign_in, said
):
    sign_in(order[0]).patch(f"/people/{order[0]}", said)
    answer = asking.post(f"/match-requests/{request_['id']}/offers", {"peer_id": order[0]})
    assert problem(answer) == (409, "peer-not-available")
    assert answer.json["detail"] == "This peer is not available for this request now. Choose another one."


def test_who_is_not_available_any_more_is_passed_over(asking, request_, order, invite, sign_in):
    sign_in(order[1]).patch(f"/people/{order[1]}", {"is_paused": True})
    offer = invite(request_, order[0])
    sign_in(order[0]).post(f"/offers/{offer['id']}/decline", {})
    assert offers(asking, request_) == [(order[0], "declined"), (order[2], "pending")]


def test_hours_are_taken_when_somebody_accepts_and_not_before(request_, order, invite, sign_in, make):
    peer = order[0]
    make.learning(peer, hours_per_month=8.0)  # of ten
    first, second = (make.offer(peer, make.match_request(suggested=[peer])) for _ in range(2))
    client = sign_in(peer)
    assert client.post(f"/offers/{first}/accept").status_code == 200
    assert problem(client.post(f"/offers/{second}/accept")) == (409, "peer-full")
    assert client.get(f"/offers/{second}").json["status"] == "pending"


def test_who_never_said_how_many_hours_says_so_before_accepting(ask, invite, known, sign_in):
    peer = known(hours_per_month=0.0)
    offer, client = invite(ask(), peer), sign_in(peer)
    assert problem(client.post(f"/offers/{offer['id']}/accept")) == (409, "peer-full")
    client.patch(f"/people/{peer}", {"hours_per_month": 2.0})
    assert client.post(f"/offers/{offer['id']}/accept").status_code == 200


def coordinator_of(make, sign_in, *places):
    return sign_in(make.person(places[0]), *(("coordinator", each) for each in places))


def test_a_coordinator_of_both_assigns_a_peer_who_is_told(
    asking, request_, order, invite, make, sign_in, known, mails, seeker
):
    invite(request_, order[0])
    peer = known(request_["institution"]["id"])
    client = coordinator_of(make, sign_in, request_["institution"]["id"])
    answer = client.post(f"/match-requests/{request_['id']}/assign", {"peer_id": peer})
    assert (answer.status_code, answer.json["status"]) == (201, "accepted")
    assert offers(asking, request_) == [(order[0], "withdrawn"), (peer, "accepted")]
    assert sorted(mails()[1:]) == sorted(
        [("request_withdrawn", order[0]), ("offer_accepted", seeker), ("peer_assigned", peer)]
    )


def test_a_coordinator_does_not_assign_who_is_out_of_reach(request_, order, make, sign_in):
    client = coordinator_of(make, sign_in, request_["institution"]["id"])
    answer = client.post(f"/match-requests/{request_['id']}/assign", {"peer_id": order[0]})
    assert answer.status_code == 403


@pytest.mark.parametrize("said", [{"is_paused": True}, {"objects_to_matching": True}, {"hours_per_month": 1.0}])
def test_a_coordinator_assigns_nobody_who_is_not_available(request_, make, sign_in, known, said):
    peer = known(request_["institution"]["id"], **said)
    client = coordinator_of(make, sign_in, request_["institution"]["id"])
    answer = client.post(f"/match-requests/{request_['id']}/assign", {"peer_id": peer})
    assert answer.status_code == 409


def test_a_coordinator_does_not_assign_who_declined(request_, make, sign_in, known):
    peer = known(request_["institution"]["id"])
    make.offer(peer, request_["id"], status="declined")
    client = coordinator_of(make, sign_in, request_["institution"]["id"])
    answer = client.post(f"/match-requests/{request_['id']}/assign", {"peer_id": peer})
    assert problem(answer) == (409, "wrong-state")


def test_when_a_peer_is_removed_the_next_is_invited_in_his_place(
    application, asking, request_, order, invite, after, admin
):
    invite(request_, order[0])
    assert admin.delete(f"/people/{order[0]}").status_code == 204
    after(0.1, passes=2)
    assert offers(asking, request_) == [(order[1], "pending")]


def test_the_database_itself_knows_one_pending_offer_of_a_request(application, make):
    peers = [make.person() for _ in range(2)]
    request = make.match_request(suggested=peers)
    make.offer(peers[0], request)
    with pytest.raises(Exception, match=r"(?i)unique"):
        make.offer(peers[1], request)
    with application.app_context():
        db.session.rollback()
        assert db.session.scalar(text("SELECT count(*) FROM offer")) == 1
