"""When all who were suggested have been asked, the request is ranked anew; and its seeker may look again himself."""

from __future__ import annotations

import pytest

from app.engine import setup_engine
from tests.factories.maker import OPEN
from tests.features.match_requests.conftest import QUESTION


@pytest.fixture
def request_(ask, known):
    """A request that suggests one peer."""
    known()
    return ask()


@pytest.fixture
def first(request_):
    """That peer."""
    (only,) = request_["suggestions"]
    return only["person"]["id"]


@pytest.fixture
def decline(sign_in, request_, first, invite):
    """A function by which the one who was suggested is invited and says no."""

    def act():
        offer = invite(request_, first)
        assert sign_in(first).post(f"/offers/{offer['id']}/decline", {}).status_code == 200

    return act


@pytest.fixture
def now(asking, request_):
    """A function that gives whom the request suggests by now, and (peer, status) of its offers."""

    def read():
        found = asking.get(f"/match-requests/{request_['id']}").json
        suggested = [each["person"]["id"] for each in found["suggestions"]]
        return suggested, [(each["peer"]["id"], each["status"]) for each in found["offers"]]

    return read


def test_who_came_since_is_invited_when_nobody_else_is_left_and_the_seeker_is_told(
    decline, known, now, first, seeker, mails
):
    new = known()
    decline()
    assert now() == ([first, new], [(first, "declined"), (new, "pending")])
    assert mails()[-2:] == [("offer_made", new), ("next_offered", seeker)]


def test_the_worker_ranks_anew_with_an_engine_of_its_own(application, invite, request_, known, now, first, after):
    invite(request_, first)
    new = known()
    setup_engine(application)  # as in a process that answered nothing yet
    after(14, passes=2)
    assert now() == ([first, new], [(first, "expired"), (new, "pending")])


def test_it_is_not_ranked_anew_as_long_as_somebody_is_left(ask, known, asking, invite, sign_in):
    peers = {known(), known()}
    request = ask()
    known()
    order = [each["person"]["id"] for each in request["suggestions"]]
    sign_in(order[0]).post(f"/offers/{invite(request, order[0])['id']}/decline", {})
    found = asking.get(f"/match-requests/{request['id']}").json["suggestions"]
    assert {each["person"]["id"] for each in found} == peers


def test_who_is_in_conflict_by_now_is_not_found_anew(decline, known, now, asking, first, seeker, mails):
    asking.post("/blocked-people", {"person_id": known()})
    decline()
    assert now() == ([first], [(first, "declined")])
    assert mails()[-1] == ("no_peer_left", seeker)


@pytest.mark.parametrize("level", ["institution", "country"])
def test_it_is_ranked_with_the_eyes_of_the_seeker_and_not_of_the_peer_who_declines(
    ask, make, sign_in, invite, asking, mails, seeker, level
):
    place = make.institution(country="UG")
    peer = make.person(place, **{**OPEN, "hours_per_month": 10.0})
    make.expertise(peer, statement=f"{QUESTION} I know.", language="en")
    request = ask()
    near = make.person(place, **{**OPEN, "hours_per_month": 10.0})
    make.expertise(near, statement=f"{QUESTION} I know.", language="en", visibility=level)
    client = sign_in(peer)
    assert near in str(client.post("/peer-search", {"text": QUESTION}).json)
    client.post(f"/offers/{invite(request, peer)['id']}/decline", {})
    assert near not in str(asking.get(f"/match-requests/{request['id']}").json)
    assert mails()[-1] == ("no_peer_left", seeker)


def test_for_a_seeker_who_can_not_sign_in_any_more_nobody_is_looked_for(
    invite, request_, first, known, asking, admin, sign_in, mails, seeker
):
    offer = invite(request_, first)
    known()
    account = asking.get("/me").json["account_id"]
    path = f"/accounts/{account}"
    assert admin.patch(path, {"is_active": False}, admin.get(path).headers["ETag"]).status_code == 200
    sign_in(first).post(f"/offers/{offer['id']}/decline", {})
    assert mails()[-1] == ("no_peer_left", seeker)


def test_a_challenge_that_was_hidden_meanwhile_is_no_question_any_more(
    ask, make, known, invite, sign_in, asking, mails, seeker
):
    author, peer = make.person(), known()
    challenge = make.challenge(author, title=QUESTION, language="en")
    request = ask(challenge_id=challenge, text="")
    known()
    sign_in(author).patch(f"/challenges/{challenge}", {"visibility": "private"})
    assert sign_in(peer).post(f"/offers/{invite(request, peer)['id']}/decline", {}).status_code == 200
    assert mails()[-1] == ("no_peer_left", seeker)
    assert asking.post(f"/match-requests/{request['id']}/rank").status_code == 404


def test_the_seeker_looks_again_and_says_himself_whom_to_invite(decline, asking, request_, known, now, first, invite):
    decline()
    new = known()
    answer = asking.post(f"/match-requests/{request_['id']}/rank")
    assert [each["person"]["id"] for each in answer.json["suggestions"]] == [first, new]
    assert asking.post(f"/match-requests/{request_['id']}/rank").json["suggestions"] == answer.json["suggestions"]
    assert now()[1] == [(first, "declined")]
    invite(request_, new)


def test_nobody_looks_again_for_somebody_else(request_, sign_in, make, first):
    home = request_["institution"]["id"]
    for client in (sign_in(first), sign_in(make.person(home), ("coordinator", home))):
        assert client.post(f"/match-requests/{request_['id']}/rank").status_code == 404
