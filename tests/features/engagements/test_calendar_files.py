"""Sessions as calendar files: read back by a calendar they say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.engagements.calendar_files import Meeting, calendar_file

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
STARTS = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
MEETING = Meeting("m1", "Meters; that, last", STARTS, timedelta(minutes=90), "One\nTwo", "https://a.example/x")
ZONES = ("UTC", "Africa/Nairobi", "Europe/Paris", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe")


def read(file: bytes):
    """The one event of a file."""
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def test_a_file_says_what_when_and_where():
    event = read(calendar_file([MEETING], "Asia/Kolkata", NOW))

    assert (event["SUMMARY"], event["DESCRIPTION"], event["URL"]) == (MEETING.title, "One\nTwo", MEETING.link)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("m1@sankofa", 0, "CONFIRMED")
    assert event.decoded("DTSTART").isoformat() == "2026-12-01T14:00:00+05:30"
    assert (event.decoded("DURATION"), event.decoded("DTSTAMP")) == (timedelta(minutes=90), NOW)


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["C"]), min_size=1),
    st.integers(0, 157_000_000).map(lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.sampled_from(ZONES),
)
def test_whatever_is_written_is_read_back(title, starts, zone):
    file = calendar_file([Meeting("m1", title, starts, timedelta(hours=1))], zone, NOW)
    event = read(file)

    assert event["SUMMARY"] == title
    moment = event.decoded("DTSTART")
    assert moment.replace(fold=starts.astimezone(ZoneInfo(zone)).fold).astimezone(UTC) == starts
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))


@pytest.mark.parametrize(("zone", "offsets"), [("Europe/Paris", {1, 2}), ("Africa/Nairobi", {3})])
def test_the_rules_of_the_zone_come_along(zone, offsets):
    (rules,) = Calendar.from_ical(calendar_file([MEETING], zone, NOW)).walk("VTIMEZONE")

    assert rules["TZID"] == zone
    told = {part.decoded("TZOFFSETTO").total_seconds() / 3600 for part in rules.subcomponents}
    assert told == offsets


def test_a_session_that_is_called_off_is_replaced_where_it_stands():
    called_off = Meeting("m1", "T", STARTS, timedelta(hours=1), revision=2, is_cancelled=True)
    event = read(calendar_file([called_off], "UTC", NOW))

    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("m1@sankofa", 2, "CANCELLED")


def test_nobodys_address_is_in_it():
    assert b"mailto" not in calendar_file([MEETING], "UTC", NOW).lower()
