"""Sessions in calendars: what is attached to mails, and the file to fetch, read back as a calendar reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.service import create_token
from app.extensions import db
from app.people.models import Person
from tests.factories.api import ApiClient

# Paris has summer time then, Nairobi never; St John's is two and a half hours from UTC.
STARTS = datetime(2099, 7, 1, 12, 30, tzinfo=UTC)
ZONES = {"seeker": "America/St_Johns", "peer": "Europe/Paris"}


@pytest.fixture
def meeting(make, pair, application):
    """A function that plans a session of the two, as the seeker does."""
    with application.app_context():
        for who, zone in ZONES.items():
            db.session.get_one(Person, getattr(pair, who)).time_zone = zone
        db.session.commit()
    engagement = make.learning(pair.peer, pair.seeker, title="Meters that last")
    client = client_of(application, pair.seeker)

    def plan(**said):
        body = {"starts_at": STARTS.isoformat(), "minutes": 90, "agenda": "One\nTwo", **said}
        made = client.post(f"/engagements/{engagement}/sessions", body)
        assert made.status_code == 201, made.json
        return f"/engagements/{engagement}", made.json["id"]

    plan.client = client
    return plan


def client_of(application, person):
    with application.app_context():
        account = db.session.scalars(select(Account).where(Account.person_id == person)).one()
        secret, _ = create_token(account, "test")
        db.session.commit()
    return ApiClient(application, secret)


def files(post):
    """{receiver: (method in the header, the calendar)} of the mails that have a file; None where there is none."""
    told = {}
    for mail in post.mails:
        name = mail["To"].addresses[0].display_name
        parts = list(mail.iter_attachments())
        told[name] = None
        for part in parts:
            assert part.get_content_type() == "text/calendar"
            told[name] = part.get_param("method"), Calendar.from_ical(part.get_payload(decode=True))
    return told


def event_of(calendar):
    (event,) = calendar.walk("VEVENT")
    return event


def test_both_are_sent_the_session_each_in_his_own_hours(meeting, outbox, post):
    _, session = meeting()
    assert outbox.send() == 2

    found = files(post)
    assert found.keys() == {"Amina Odhiambo", "Luis Prado"}
    for name, zone in (("Amina Odhiambo", ZONES["seeker"]), ("Luis Prado", ZONES["peer"])):
        method, calendar = found[name]
        event = event_of(calendar)
        assert (method, calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == (
            "PUBLISH",
            "PUBLISH",
            "CONFIRMED",
            0,
        )
        assert (event["UID"], event["SUMMARY"]) == (f"{session}@sankofa", "Meters that last")
        assert event["ORGANIZER"] == "mailto:noreply@sankofa.example"
        starts = event.decoded("DTSTART")
        assert starts == STARTS
        assert starts.utcoffset() == STARTS.astimezone(ZoneInfo(zone)).utcoffset()
        assert event.decoded("DURATION") == timedelta(minutes=90)
        assert (event["DESCRIPTION"], "ATTENDEE" in event) == ("One\nTwo", False)


def test_a_session_that_is_removed_is_taken_out_of_both_calendars(meeting, outbox, post):
    path, session = meeting()
    outbox.send()
    planned = {name: event_of(calendar) for name, (_, calendar) in files(post).items()}
    post.mails.clear()
    meeting.client.delete(f"{path}/sessions/{session}")
    assert outbox.send() == 2

    for name, (method, calendar) in files(post).items():
        event, before = event_of(calendar), planned[name]
        assert (method, calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCEL", "CANCELLED")
        assert (event["UID"], event.decoded("DTSTART")) == (before["UID"], before.decoded("DTSTART"))
        assert event["ORGANIZER"] == before["ORGANIZER"]
        assert event["SEQUENCE"] > before["SEQUENCE"]
    assert "does not take place" in post.mails[0].get_body().get_content()


def test_what_was_removed_before_the_mails_go_out_is_sent_without_a_file_and_then_called_off(meeting, outbox, post):
    path, session = meeting()
    meeting.client.delete(f"{path}/sessions/{session}")

    assert outbox.send() == 4
    kinds = [[part.get_param("method") for part in mail.iter_attachments()] for mail in post.mails]
    assert sorted(kinds) == [[], [], ["CANCEL"], ["CANCEL"]]


def test_who_was_erased_before_the_mails_go_out_breaks_no_mail_and_leaves_no_word_in_it(
    meeting, outbox, post, admin, pair
):
    path, session = meeting()
    meeting()
    meeting.client.delete(f"{path}/sessions/{session}")
    assert admin.delete(f"/people/{pair.seeker}").status_code == 204

    assert outbox.send() == 3
    assert {mail["To"].addresses[0].display_name for mail in post.mails} == {"Luis Prado"}
    parts = [part for mail in post.mails for part in mail.walk() if not part.is_multipart()]
    said = "".join(part.get_payload(decode=True).decode() for part in parts)
    assert "Amina" not in said
    assert "Meters" not in said
    assert {each.state for each in outbox.messages()} == {"sent"}


def test_a_peer_who_was_erased_takes_the_engagement_along_and_breaks_no_mail(meeting, outbox, post, admin, pair):
    meeting()
    assert admin.delete(f"/people/{pair.peer}").status_code == 204

    assert outbox.send() == 1
    assert files(post) == {"Amina Odhiambo": None}


def test_a_session_of_others_is_attached_to_nobodys_mail(make, outbox, post):
    foreign = make.session_of(make.learning(make.person()))
    outbox.put("session_planned", session=foreign, starts=STARTS.isoformat())

    assert outbox.send() == 1
    assert files(post) == {"Luis Prado": None}


def test_the_two_fetch_all_their_sessions_and_nobody_else_does(meeting, make, sign_in, pair):
    path, first = meeting()
    _, second = meeting(starts_at=(STARTS + timedelta(days=200)).isoformat())
    answer = meeting.client.get(f"{path}/calendar.ics")

    assert answer.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    events = {str(each["UID"]): each for each in Calendar.from_ical(answer.data).walk("VEVENT")}
    assert events.keys() == {f"{first}@sankofa", f"{second}@sankofa"}
    offsets = {each.decoded("DTSTART").utcoffset() for each in events.values()}
    assert offsets == {timedelta(hours=-2.5), timedelta(hours=-3.5)}  # summer and winter
    for client in (sign_in(make.person()), sign_in(make.person(), ("coordinator", None))):
        assert client.get(f"{path}/calendar.ics").status_code == 404


def test_where_an_engagement_ended_the_file_calls_off_what_was_to_come(meeting):
    path, _ = meeting()
    meeting.client.post(f"{path}/cancel", {"reason": "Moved."})
    event = event_of(Calendar.from_ical(meeting.client.get(f"{path}/calendar.ics").data))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_as_long_as_nothing_is_planned_there_is_no_file(make, pair, application):
    engagement = make.learning(pair.peer, pair.seeker)
    assert client_of(application, pair.seeker).get(f"/engagements/{engagement}/calendar.ics").status_code == 404
