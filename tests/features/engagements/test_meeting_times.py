"""Times to meet over HTTP: in the hours of both, beside what both have, and no more told of the other than he shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.engagements.times import Week, proposals

MONDAY = datetime(2027, 3, 1, tzinfo=UTC)  # what is asked for begins there, whatever today is


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("app.engagements.routes.utc_now", lambda: MONDAY - timedelta(days=30))


@pytest.fixture
def pair(make):
    """A function that makes an engagement of a seeker in Kolkata, and a peer; gives (engagement, seeker, peer)."""

    def build(**said):
        seeker = make.person(time_zone="Asia/Kolkata", availability_visibility="network")
        peer = make.person(**{"time_zone": "Africa/Nairobi", "availability_visibility": "network", **said})
        return make.learning(peer, seeker), seeker, peer

    return build


def times(client, engagement, **said):
    answer = client.get(f"/engagements/{engagement}/times", **{"after": MONDAY.isoformat(), **said})
    assert answer.status_code == 200, answer.json
    return answer.json


def starts(told):
    return [datetime.fromisoformat(each["starts_at"]) for each in told["items"]]


def test_each_time_is_told_in_utc_and_where_the_two_are_half_hours_too(pair, sign_in):
    engagement, seeker, peer = pair()
    told = times(sign_in(seeker), engagement, minutes=90, count=2)

    assert (len(told["items"]), told["notes"]) == (2, [])
    item = told["items"][0]
    begins, ends = (datetime.fromisoformat(item[name]) for name in ("starts_at", "ends_at"))
    assert (begins.utcoffset(), ends - begins) == (timedelta(0), timedelta(minutes=90))
    for name, zone in (("yours", "Asia/Kolkata"), ("theirs", "Africa/Nairobi")):
        local = [datetime.fromisoformat(item[name][each]) for each in ("starts_at", "ends_at")]
        assert local == [begins, ends]
        assert item[name]["time_zone"] == zone
        assert local[0].utcoffset() == begins.astimezone(ZoneInfo(zone)).utcoffset()
        assert local[0].hour >= 8
        assert local[1].hour + local[1].minute / 60 <= 17
    assert (item["edge_hours"], item["edge"]) == (0, "Within the working hours of both.")
    theirs = times(sign_in(peer), engagement, minutes=90, count=2)["items"][0]
    assert (theirs["yours"], theirs["theirs"]) == (item["theirs"], item["yours"])


def test_where_the_clocks_go_on_in_between_the_hours_go_with_them(pair, sign_in):
    engagement, seeker, _ = pair(time_zone="Europe/Paris")
    # Paris goes to summer time on 28 March 2027.
    client, days = sign_in(seeker), [datetime(2027, 3, day, tzinfo=UTC).isoformat() for day in (26, 29)]
    found = [times(client, engagement, after=day, count=1)["items"][0] for day in days]
    offsets = [datetime.fromisoformat(each["theirs"]["starts_at"]).utcoffset() for each in found]
    assert offsets == [timedelta(hours=1), timedelta(hours=2)]


def test_who_hides_his_hours_has_them_minded_and_not_named(pair, sign_in):
    engagement, seeker, _ = pair(availability_visibility="private")
    told = times(sign_in(seeker), engagement)

    assert "Nairobi" not in str(told)
    assert "+03:00" not in str(told)
    assert {each["theirs"] for each in told["items"]} == {None}
    assert told["notes"] == [
        "The other one does not show you when he works: it is minded as far as it is known, but not named."
    ]
    shown, other, _ = pair()
    assert starts(told) == starts(times(sign_in(other), shown))  # those that both can


def test_a_zone_that_nobody_said_is_utc_and_told_to_be(pair, sign_in):
    engagement, seeker, peer = pair(time_zone=None)
    told = times(sign_in(seeker), engagement)
    assert told["notes"] == ["The other one has not said a time zone: UTC is assumed."]
    assert told["items"][0]["theirs"]["time_zone"] == "UTC"
    assert times(sign_in(peer), engagement)["notes"] == ["You have not said your time zone: UTC is assumed."]


def test_whether_a_hidden_zone_was_said_is_not_told(pair, sign_in):
    notes = []
    for zone in (None, "UTC"):
        engagement, seeker, _ = pair(time_zone=zone, availability_visibility="private")
        told = times(sign_in(seeker), engagement)
        notes.append((told["items"], told["notes"]))
    assert notes[0] == notes[1]


@pytest.mark.parametrize("who", ["seeker", "peer", "the two"])
def test_what_either_has_planned_elsewhere_is_passed_over_and_not_told(pair, make, sign_in, who):
    engagement, seeker, peer = pair()
    client = sign_in(seeker)
    free = times(client, engagement, count=1)
    (slot,) = starts(free)
    elsewhere = {
        "seeker": lambda: make.learning(make.person(), seeker, title="Secret"),
        "peer": lambda: make.learning(peer, make.person(), title="Secret"),
        "the two": lambda: engagement,
    }[who]()
    make.session_of(elsewhere, starts_at=slot + timedelta(minutes=30), minutes=60, agenda="Secret")
    told = times(client, engagement, count=3)

    for begins in starts(told):
        assert not (
            begins < slot + timedelta(minutes=90) and begins + timedelta(hours=1) > slot + timedelta(minutes=30)
        )
    assert "Secret" not in str(told)
    assert told["notes"] == free["notes"]


def test_what_was_planned_in_an_engagement_that_ended_is_free_again(pair, make, sign_in):
    engagement, seeker, peer = pair()
    client = sign_in(seeker)
    free = times(client, engagement)
    ended = make.learning(peer, make.person(), status="cancelled", lapses_at=None)
    make.session_of(ended, starts_at=starts(free)[0], minutes=60)
    assert times(client, engagement) == free


def test_where_working_hours_have_nothing_in_common_the_edge_is_said(pair, sign_in):
    engagement, seeker, _ = pair(time_zone="America/New_York")  # begins when Kolkata ended half an hour ago, in summer
    item = times(sign_in(seeker), engagement, minutes=60)["items"][0]
    assert item["edge_hours"] == 1
    assert item["edge"] == "Up to 1 h before or after the working hours of one of you, or of both."


def test_where_there_is_no_time_at_all_that_is_said(pair, sign_in):
    engagement, seeker, _ = pair(working_days=["sat", "sun"])
    told = times(sign_in(seeker), engagement)
    assert (told["items"], len(told["notes"]), "no time" in told["notes"][0]) == ([], 1, True)


def test_times_are_for_the_two_and_for_what_can_be_planned(pair, make, sign_in):
    engagement, seeker, _ = pair()
    path = f"/engagements/{engagement}/times"
    coordinator = sign_in(make.person(), ("coordinator", None))
    assert coordinator.get(f"/engagements/{engagement}").status_code == 200
    assert [each.get(path).status_code for each in (coordinator, sign_in(make.person()))] == [404, 404]
    client = sign_in(seeker)
    assert client.get(path, after="2099-01-01T00:00:00Z").status_code == 422
    client.post(f"/engagements/{engagement}/cancel", {"reason": "Over."})
    assert client.get(path).status_code == 409


def test_spans_that_are_busy_cut_a_stretch_in_two():
    day = MONDAY + timedelta(hours=8)
    busy = (
        (day + timedelta(hours=4), day + timedelta(hours=5)),
        (day + timedelta(hours=4), day + timedelta(hours=4.5)),
    )
    found = proposals(Week("UTC", busy=busy), Week("UTC"), MONDAY, timedelta(hours=4), 2)
    assert [(each.starts - day, each.edge) for each in found] == [(timedelta(0), 0), (timedelta(hours=5), 0)]
