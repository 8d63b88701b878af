"""Gatherings: planned by coordinators, seen by whoever sees the community, and taken into calendars."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from app.extensions import utc_now
from tests.factories.community_requests import HELD
from tests.features.errors.problems import problem_of


@pytest.fixture
def planned(circle):
    said = {**HELD, "time_zone": "Africa/Nairobi", "place": "Kisumu", "link": "https://meet.example/1", "notes": "Tea"}
    answer = circle.client(circle.founder).post(f"{circle.path}/gatherings", said)
    assert answer.status_code == 201
    assert answer.json.items() >= {**said, "starts_at": "2099-01-01T09:00:00+00:00"}.items()
    assert answer.json["ends_at"] == "2099-01-01T10:00:00+00:00"
    return f"{circle.path}/gatherings/{answer.json['id']}"


def event(answer):
    """The one event of a calendar file."""
    (found,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return found


def test_a_coordinator_plans_alters_and_calls_off_and_nobody_else(circle, planned):
    circle.join(circle.member)
    for method, path, said in (("post", f"{circle.path}/gatherings", HELD), ("patch", planned, {"title": "Mine"})):
        assert getattr(circle.client(circle.member), method)(path, said).status_code == 403
    me = circle.client(circle.founder)
    moved = me.patch(planned, {"starts_at": "2099-01-02T09:00:00Z"}).json
    assert (moved["ends_at"], moved["minutes"]) == ("2099-01-02T10:00:00+00:00", 60)
    assert me.patch(planned, {"minutes": 90}).json["ends_at"] == "2099-01-02T10:30:00+00:00"
    assert me.patch(planned, {"is_called_off": True}).json["is_called_off"] is True


def test_it_is_seen_by_whoever_sees_the_community(circle, planned):
    paths = (f"{circle.path}/gatherings", planned, f"{planned}/calendar.ics")
    assert [circle.client(circle.foreigner).get(path).status_code for path in paths] == [200] * 3
    circle.client(circle.founder).patch(circle.path, {"visibility": "institution"})
    assert [circle.client(circle.foreigner).get(path).status_code for path in paths] == [404] * 3


def test_it_is_not_found_in_another_community(make, circle, planned):
    other = make.community(circle.founder)
    path = planned.replace(circle.id, other)
    assert problem_of(circle.client(circle.founder).get(path))[0] == 404


def test_those_to_come_and_those_that_are_over_are_told_apart(make, circle):
    now = utc_now()
    for title, hours in (("over", -5), ("now", -0.5), ("soon", 5), ("later", 9)):
        make.gathering(circle.id, title=title, starts_at=now + timedelta(hours=hours))
    client = circle.client(circle.foreigner)

    def titles(**query):
        return [each["title"] for each in client.get(f"{circle.path}/gatherings", **query).json["items"]]

    assert titles() == ["over", "now", "soon", "later"]
    assert titles(is_over="false") == ["now", "soon", "later"]
    assert titles(is_over="true", sort="-starts") == ["over"]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("link", "javascript:alert(1)"),
        ("link", "https://a.example/ b"),
        ("starts_at", "0001-01-01T00:00:00+14:00"),
        ("starts_at", "9999-12-31T23:59:00-12:00"),
        ("starts_at", "2099-01-01T09:00:00"),
        ("minutes", 0),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_what_is_no_gathering_is_refused_at_its_field(circle, field, wrong):
    answer = circle.client(circle.founder).post(f"{circle.path}/gatherings", {**HELD, field: wrong})
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_calendars_have_it_in_the_hours_of_the_reader(make, circle, planned):
    reader = make.person(circle.home, time_zone="Asia/Kolkata")
    found = event(circle.client(reader).get(f"{planned}/calendar.ics"))
    assert found["DTSTART"].dt.isoformat() == "2099-01-01T14:30:00+05:30"
    assert (str(found["SUMMARY"]), str(found["LOCATION"]), str(found["STATUS"])) == (
        "Meters over tea (Census takers)",
        "Kisumu",
        "CONFIRMED",
    )


def test_calendars_replace_what_was_moved_and_cancel_what_is_called_off(circle, planned):
    me, path = circle.client(circle.founder), f"{planned}/calendar.ics"
    first = event(me.get(path))
    me.patch(planned, {"starts_at": "2099-01-02T09:00:00Z"})
    me.patch(planned, {"is_called_off": True})
    last = event(me.get(path))
    assert (first["UID"], str(last["STATUS"])) == (last["UID"], "CANCELLED")
    assert last["SEQUENCE"] > first["SEQUENCE"]


def test_a_file_is_of_the_day_on_which_it_was_altered_last_whenever_it_is_fetched(make, circle):
    altered = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    path = f"{circle.path}/gatherings/{make.gathering(circle.id, updated_at=altered)}/calendar.ics"
    assert event(circle.client(circle.foreigner).get(path))["DTSTAMP"].dt == altered
