"""What coordinators look at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.extensions import utc_now


@pytest.fixture
def home(make):
    return make.institution()


@pytest.fixture
def coordinator(sign_in, make, home):
    return sign_in(make.person(home), ("coordinator", home))


def test_open_requests_without_an_owner_of_the_own_institution(make, coordinator, home):
    orphan, me = make.match_request(make.person(home)), make.person(home)
    make.match_request(make.person(home), owner_id=me)
    make.match_request(make.person(home), status="withdrawn")
    make.match_request()
    seen = coordinator.get("/coordination").json
    assert ([each["id"] for each in seen["without_owner"]], seen["without_owner_count"]) == ([orphan], 1)


def test_waiting_offers_to_and_from_the_own_institution_the_most_urgent_first(make, coordinator, home):
    late = make.offer(make.person(home))
    soon = make.offer(make.person(), make.match_request(make.person(home)), expires_at=utc_now() + timedelta(days=1))
    make.offer(make.person())
    make.offer(make.person(home), status="declined")
    assert [each["id"] for each in coordinator.get("/coordination").json["waiting_offers"]] == [soon, late]


@pytest.mark.parametrize(("visibility", "offered"), [("private", None), ("institution", 10.0)])
def test_the_load_of_the_staff_and_what_they_offer_as_far_as_they_show_it(make, coordinator, home, visibility, offered):
    busy = make.person(home, hours_per_month=10.0, availability_visibility=visibility)
    for _ in range(2):
        make.learning(busy, hours_per_month=1.5)
    make.engagement(busy)
    make.learning(make.person())
    (load,) = coordinator.get("/coordination").json["load"]
    assert (load["person"]["id"], load["engagements"], load["hours_taken"]) == (busy, 2, 3.0)
    assert load["hours_offered"] == offered


def test_topics_that_nobody_could_help_with(application, make, sign_in, home):
    water, roads = make.topic("Water"), make.topic("Roads")
    seeker = make.person(home)
    client = sign_in(seeker)
    for topics in ([water], [water, roads]):
        client.post("/match-requests", {"text": "leaks", "topic_ids": topics})
    helped = client.post("/match-requests", {"text": "leaks", "topic_ids": [roads]}).json["id"]
    make.offer(make.person(), helped)
    unmet = sign_in(make.person(home), ("coordinator", home)).get("/coordination").json["unmet_topics"]
    assert [(each["topic"]["name"], each["requests"]) for each in unmet] == [("Water", 2), ("Roads", 1)]


def test_how_long_it_takes_in_the_median(make, coordinator, home):
    now = utc_now()
    for days in (1, 3, 8):
        opened = now - timedelta(days=20)
        request = make.match_request(make.person(home), status="matched", opened_at=opened)
        peer, offered = make.person(), opened + timedelta(days=days)
        engagement = make.engagement(peer, started_at=offered, completed_on=(offered + timedelta(days=5)).date())
        answered = offered + timedelta(days=2)
        make.offer(peer, request, status="accepted", offered_at=offered, answered_at=answered, engagement_id=engagement)
    metrics = coordinator.get("/coordination").json["metrics"]
    assert metrics["requests"] == {"matched": 3}
    assert [round(metrics[f"days_to_{each}"], 6) for each in ("first_offer", "acceptance")] == [3, 5]
    assert metrics["days_to_completion"] == pytest.approx(5, abs=1)


def test_where_there_is_nothing_yet_nothing_is_made_up(coordinator):
    metrics = coordinator.get("/coordination").json["metrics"]
    assert metrics == {
        "requests": {},
        "days_to_first_offer": None,
        "days_to_acceptance": None,
        "days_to_completion": None,
    }
