"""What would cover most of what nobody helps with, told from what the viewer may see alone."""

from __future__ import annotations

import pytest


@pytest.fixture
def water(make):
    return make.topic("Water")


@pytest.fixture
def leaks(make, water):
    return make.topic("Leaks", broader=[water])


@pytest.fixture
def kenya(make):
    return make.institution(country="KE", name="Nairobi Water")


@pytest.fixture
def senegal(make):
    return make.institution(country="SN", name="Dakar Water")


@pytest.fixture
def network(sign_in):
    return sign_in(None, ("network_coordinator", None))


def told(answer):
    """Kind, what it is about, and the challenges newly covered."""
    return [
        (item["kind"], (item["institution"] or item["topic"])["name"], {each["title"] for each in item["challenges"]})
        for item in answer.json["items"]
    ]


def test_an_institution_that_knows_a_narrower_topic_is_one_to_exchange_with(
    make, network, kenya, senegal, water, leaks
):
    make.challenge(institution_id=kenya, topics=[water], title="Pipes")
    make.expertise(make.person(senegal), leaks, level="competent", visibility="network")
    answer = network.get("/unmet-demand", limit=5)
    assert told(answer) == [("exchange", "Dakar Water", {"Pipes"})]
    assert (
        answer.json["items"][0]["why"] == "Dakar Water has people or lessons on what 1 of these challenges are about."
    )
    (shown,) = answer.json["items"][0]["challenges"]
    assert network.send_to("GET", shown["url"]).json["title"] == "Pipes"


def test_a_community_covers_what_two_institutions_ask_and_only_where_two_do(
    make, network, kenya, senegal, water, leaks
):
    for place, title in ((kenya, "A"), (senegal, "B")):
        make.challenge(institution_id=place, topics=[leaks], title=title)
    answer = network.get("/unmet-demand", limit=1)
    assert told(answer) == [("community", "Leaks", {"A", "B"})]
    assert (answer.json["guarantee"], answer.json["bound"], answer.json["proven"]) == (1.0, 2, 1.0)
    assert [kind for kind, *_ in told(network.get("/unmet-demand", country="KE"))] == ["hire"]


def test_a_hire_is_for_where_nobody_is_known_to_be_competent(make, network, kenya, water):
    make.challenge(institution_id=kenya, topics=[water], title="A")
    novice = make.person(kenya)
    make.expertise(novice, water, level="novice", visibility="network")
    before = network.get("/unmet-demand").json
    assert (before["items"][0]["kind"], before["items"][0]["country"]) == ("hire", "KE")
    assert before["uncovered_topics"] == [{"topic": {"id": water, "name": "Water"}, "challenges": 1}]
    make.expertise(make.person(kenya), water, level="expert", visibility="network")
    after = network.get("/unmet-demand").json
    assert (after["items"], after["uncovered_topics"], after["unmet"]) == ([], [], 1)


@pytest.mark.parametrize(("status", "unmet"), [("active", 0), ("completed", 0), ("cancelled", 1)])
def test_a_challenge_is_met_once_somebody_agreed_to_help_and_did_not_stop(make, network, kenya, water, status, unmet):
    challenge, peer = make.challenge(institution_id=kenya, topics=[water]), make.person()
    asked = make.match_request(make.person(kenya), challenge_id=challenge, status="matched")
    done = {"completed_on": make.day(0)} if status == "completed" else {}
    make.offer(peer, asked, status="accepted", engagement_id=make.learning(peer, status=status, **done))
    make.offer(make.person(), make.match_request(challenge_id=make.challenge(topics=[water])), status="declined")
    assert network.get("/unmet-demand").json["unmet"] == unmet + 1


def test_what_a_coordinator_may_not_see_changes_no_byte(make, sign_in, kenya, senegal, water):
    coordinator = sign_in(make.person(kenya), ("coordinator", kenya))
    elsewhere = make.challenge(institution_id=senegal, topics=[water], title="Seen")
    before = coordinator.get("/unmet-demand").data
    hidden = make.person(senegal)
    make.challenge(hidden, topics=[water], visibility="institution")
    make.challenge(hidden, topics=[water], visibility="private")
    make.expertise(hidden, water, level="expert", visibility="country")
    make.lesson(hidden, topics=[water], visibility="institution")
    asked = make.match_request(make.person(senegal), challenge_id=elsewhere, status="matched")
    make.offer(hidden, asked, status="accepted", engagement_id=make.learning(hidden))
    assert coordinator.get("/unmet-demand").data == before
    make.lesson(hidden, topics=[water], visibility="network")
    assert coordinator.get("/unmet-demand").data != before


def test_who_objects_to_being_matched_is_no_reason_for_anything(make, network, kenya, senegal, water):
    make.challenge(institution_id=kenya, topics=[water])
    make.expertise(make.person(senegal, objects_to_matching=True), water, level="expert", visibility="network")
    assert [kind for kind, *_ in told(network.get("/unmet-demand"))] == ["hire"]


def test_filters_are_by_country_and_topic_and_a_member_asks_in_vain(
    make, sign_in, network, kenya, senegal, water, leaks
):
    make.challenge(institution_id=kenya, topics=[leaks])
    make.challenge(institution_id=senegal, topics=[make.topic("Roads")])
    by = ({}, {"country": "SN"}, {"topic": water}, {"topic": leaks, "country": "SN"})
    assert [network.get("/unmet-demand", **query).json["unmet"] for query in by] == [2, 1, 1, 0]
    assert network.get("/unmet-demand", limit=0).status_code == network.get("/unmet-demand", pace=1).status_code == 422
    assert sign_in(make.person(kenya), ("member", kenya)).get("/unmet-demand").status_code == 403
