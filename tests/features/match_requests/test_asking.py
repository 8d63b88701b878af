"""Asking: who is suggested, who is not, and who sees what of a request."""

from __future__ import annotations

import pytest

from app.extensions import new_id
from tests.features.match_requests.conftest import QUESTION


def suggested(request):
    return [each["person"]["id"] for each in request["suggestions"]]


def test_a_request_suggests_whom_the_peer_search_finds_in_its_order(asking, ask, known):
    peers = {known() for _ in range(3)}
    found = [each["person"]["id"] for each in asking.post("/peer-search", {"text": QUESTION}).json["items"]]
    request = ask()
    assert set(suggested(request)) == peers == set(found)
    assert request["status"] == "open"


def test_whom_to_invite_first_stands_first(application, asking, ask, known, make, monkeypatch):
    application.extensions["engine"]._newcomer_share = 1.0
    old, new = known(), known(make.institution(country="UG"))
    make.engagement(old, question="Something else entirely")
    assert asking.post("/peer-search", {"text": QUESTION}).json["first_offer"]["person_id"] == new
    assert suggested(ask()) == [new, old]


def test_a_draft_suggests_nobody_until_it_is_published(asking, ask, known):
    peer = known()
    draft = ask(is_draft=True)
    assert (draft["status"], draft["suggestions"]) == ("draft", [])
    published = asking.post(f"/match-requests/{draft['id']}/publish").json
    assert (published["status"], suggested(published)) == ("open", [peer])


@pytest.mark.parametrize("who", ["me", "peer"])
def test_who_blocked_the_other_is_not_suggested(ask, asking, sign_in, seeker, known, who):
    peer, other = known(), known()
    client, whom = (asking, peer) if who == "me" else (sign_in(peer), seeker)
    assert client.post("/blocked-people", {"person_id": whom}).status_code == 201
    assert suggested(ask()) == [other]
    assert client.delete(f"/blocked-people/{whom}").status_code == 204
    assert set(suggested(ask())) == {peer, other}


def test_only_who_blocked_somebody_knows_it(asking, sign_in, make):
    other = make.person()
    asking.post("/blocked-people", {"person_id": other})
    assert [each["person"]["id"] for each in asking.get("/blocked-people").json["items"]] == [other]
    assert sign_in(other).get("/blocked-people").json == {"items": []}
    assert asking.post("/blocked-people", {"person_id": other}).status_code == 409


def test_nobody_is_blocked_who_is_not_there_or_oneself(asking, seeker):
    assert asking.post("/blocked-people", {"person_id": new_id()}).status_code == 422
    assert asking.post("/blocked-people", {"person_id": seeker}).status_code == 409


@pytest.mark.parametrize("judge", ["seeker", "peer"])
def test_who_would_not_do_it_again_is_not_suggested_again(ask, asking, sign_in, seeker, known, make, judge):
    peer = known()
    engagement = make.engagement(peer, seeker_id=seeker, visibility="private")
    client = asking if judge == "seeker" else sign_in(peer)
    client.post(f"/engagements/{engagement}/feedback", {"outcome": "no", "would_again": False})
    assert suggested(ask()) == []


def test_nobody_of_my_own_unit_is_suggested_where_i_say_so(make, sign_in, known):
    home = make.institution()
    me, near, far = make.person(home, unit="Law"), known(home, unit="Law"), known(home, unit="Water")
    client = sign_in(me)
    asked = {"text": QUESTION, "ring": "internal"}
    assert set(suggested(client.post("/match-requests", asked).json)) == {near, far}
    assert suggested(client.post("/match-requests", {**asked, "is_outside_own_unit": True}).json) == [far]


def test_who_wrote_the_challenge_is_not_asked_about_it(ask, known, make):
    author, other = known(), known()
    challenge = make.challenge(author, title=QUESTION, language="en")
    assert suggested(ask(challenge_id=challenge, text="")) == [other]


def test_a_challenge_that_is_hidden_is_as_good_as_missing(asking, make):
    for challenge in (make.challenge(make.person(), visibility="private"), new_id()):
        assert asking.post("/match-requests", {"challenge_id": challenge}).status_code == 404


def test_a_request_says_something(asking):
    assert asking.post("/match-requests", {"title": "T"}).status_code == 422


def test_an_account_that_is_no_person_can_not_ask(sign_in):
    assert sign_in(None, "member").post("/match-requests", {"text": QUESTION}).status_code == 403


def test_who_is_full_is_not_suggested_and_is_again_when_it_is_over(ask, known, make, sign_in):
    peer = known(hours_per_month=2.0)
    engagement = make.learning(peer)
    assert suggested(ask()) == []
    sign_in(peer).post(f"/engagements/{engagement}/cancel", {"reason": "Over."})
    assert suggested(ask()) == [peer]


def test_the_load_is_shown_in_the_peer_search(asking, known, make):
    peer = known(hours_per_month=10.0)
    make.learning(peer, hours_per_month=4.0)
    (found,) = asking.post("/peer-search", {"text": QUESTION}).json["items"]
    assert found["load"] == {"hours_offered": 10.0, "hours_taken": 4.0}


def test_only_its_seeker_and_coordinators_see_a_request(ask, make, sign_in, seeker):
    request = ask()
    path, home = f"/match-requests/{request['id']}", request["institution"]["id"]
    seen = {
        "colleague": sign_in(make.person(home)),
        "stranger": sign_in(make.person()),
        "coordinator": sign_in(make.person(home), ("coordinator", home)),
        "another coordinator": sign_in(None, ("coordinator", make.institution())),
        "network": sign_in(None, "network_coordinator"),
    }
    assert {name for name, each in seen.items() if each.get(path).status_code == 200} == {"coordinator", "network"}
    listed = {name for name, each in seen.items() if each.get("/match-requests").json.get("items")}
    assert listed == {"coordinator", "network"}


def test_what_was_found_with_the_seekers_eyes_only_colleagues_see(ask, known, make, sign_in):
    peer, request = known(), None
    request = ask()
    home = request["institution"]["id"]
    near, far = sign_in(make.person(home), ("coordinator", home)), sign_in(make.person(), "network_coordinator")
    path = f"/match-requests/{request['id']}"
    assert suggested(near.get(path).json) == [peer]
    assert suggested(far.get(path).json) == []


def test_a_coordinator_takes_a_request_on_and_another_one_takes_it_over(ask, make, sign_in):
    request = ask()
    home = request["institution"]["id"]
    one, two = make.person(home), make.person(home)
    clients = [sign_in(each, ("coordinator", home)) for each in (one, two)]
    orphans = clients[0].get("/match-requests", has_owner=False).json["items"]
    assert [each["id"] for each in orphans] == [request["id"]]
    for client, person in zip(clients, (one, two), strict=True):
        assert client.post(f"/match-requests/{request['id']}/take").json["owner"]["id"] == person
    assert clients[0].get("/match-requests", has_owner=False).json["items"] == []


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(asking, ask):
    path = f"/match-requests/{ask(is_draft=True)['id']}"
    etag = asking.get(path).headers["ETag"]
    assert asking.patch(path, {"title": "One"}, etag).status_code == 200
    assert asking.patch(path, {"title": "Two"}, etag).status_code == 412
    assert asking.send("PATCH", path, json={"title": "Three"}).status_code == 428
