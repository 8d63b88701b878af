"""Times to meet: inside the hours of both, whatever the zones, the season and the working week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engagements.times import HORIZON_DAYS, STEP, Proposal, Week, proposals
from app.vocabulary import WORKING_DAYS

HOUR = timedelta(hours=1)
ZONES = (
    *("UTC", "Africa/Nairobi", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran"),
    *("America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
    *("Africa/Cairo", "America/Santiago", "Pacific/Auckland", "Asia/Jakarta"),
)
WEEKS = st.builds(
    Week,
    st.sampled_from(ZONES),
    st.sampled_from(
        [
            ("mon", "tue", "wed", "thu", "fri"),
            ("sun", "mon", "tue", "wed", "thu"),
            ("sat", "sun", "mon", "tue", "wed"),
            ("tue",),
        ]
    ),
)
MOMENTS = st.integers(0, 2_100_000).map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
LENGTHS = st.sampled_from([15, 30, 45, 60, 90, 120, 240]).map(lambda minutes: timedelta(minutes=minutes))


def works(week: Week, starts: datetime, ends: datetime, edge: int = 0) -> bool:
    """The rule once more, told by the clock on the wall alone."""
    first, last = (each.astimezone(ZoneInfo(week.time_zone)) for each in (starts, ends))
    is_day = WORKING_DAYS[first.weekday()] in week.days and first.date() == last.date()
    minutes = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    return is_day and (week.day_starts - edge) * 60 <= minutes[0] and minutes[1] <= (week.day_ends + edge) * 60


def possible(one: Week, other: Week, after: datetime, length: timedelta, days: int) -> list[datetime]:
    """Every quarter of an hour at which a session could begin, found by trying each."""
    first = after + (datetime.min.replace(tzinfo=UTC) - after) % STEP
    tried = (first + number * STEP for number in range(days * 96))
    return [each for each in tried if works(one, each, each + length) and works(other, each, each + length)]


def runs(moments: list[datetime]) -> list[tuple[datetime, datetime]]:
    """The first and the last of those that follow each other step by step."""
    starts = [each for each in moments if each - STEP not in moments]
    return list(zip(starts, (each for each in moments if each + STEP not in moments), strict=True))


@settings(max_examples=300, deadline=None)
@given(WEEKS, WEEKS, MOMENTS, LENGTHS)
def test_a_proposal_lies_inside_the_hours_of_both_or_says_how_far_outside(one, other, after, length):
    told = proposals(one, other, after, length)

    for each in told:
        assert each.ends - each.starts == length
        assert each.starts >= after
        assert works(one, each.starts, each.ends, each.edge)
        assert works(other, each.starts, each.ends, each.edge)
    assert [each.starts for each in told] == sorted({each.starts for each in told})
    assert len(told) <= 5


@settings(max_examples=150, deadline=None)
@given(WEEKS, WEEKS, MOMENTS, LENGTHS)
def test_no_stretch_that_both_share_is_missed(one, other, after, length):
    last, told = after + timedelta(days=14), proposals(one, other, after, length, 99)

    for first, latest in runs(possible(one, other, after, length, 14)):
        if latest < last - STEP:  # what goes on after the days that were tried is not known to its end
            assert sum(first <= each.starts <= latest for each in told) == 1
        assert {each.edge for each in told} == {0}


@settings(max_examples=100, deadline=None)
@given(WEEKS, WEEKS, MOMENTS, LENGTHS)
def test_it_does_not_matter_who_asks(one, other, after, length):
    assert proposals(one, other, after, length) == proposals(other, one, after, length)


def test_half_an_hour_apart_one_of_them_begins_on_the_full_hour():
    (first, *_) = proposals(Week("Africa/Nairobi"), Week("Asia/Kolkata"), datetime(2026, 12, 1, tzinfo=UTC), HOUR)

    assert first.starts.astimezone(ZoneInfo("Africa/Nairobi")).strftime("%a %H:%M") == "Tue 10:30"
    assert first.starts.astimezone(ZoneInfo("Asia/Kolkata")).strftime("%a %H:%M") == "Tue 13:00"


def test_when_the_clocks_change_the_proposals_change_with_them():
    paris, nairobi = Week("Europe/Paris"), Week("Africa/Nairobi")
    before, after = (
        proposals(paris, nairobi, datetime(2026, 3, day, tzinfo=UTC), 7 * HOUR, 1)[0].starts for day in (27, 30)
    )

    assert [each.astimezone(ZoneInfo("Europe/Paris")).strftime("%d %H:%M") for each in (before, after)] == [
        "27 08:00",
        "30 08:00",
    ]
    assert (before.hour, after.hour) == (7, 6)


def test_sunday_to_thursday_and_monday_to_friday_share_four_days():
    cairo = Week("Africa/Cairo", ("sun", "mon", "tue", "wed", "thu"))
    told = proposals(cairo, Week("Europe/Paris"), datetime(2026, 5, 1, tzinfo=UTC), HOUR, 8)

    assert [f"{each.starts:%a}" for each in told] == ["Mon", "Tue", "Wed", "Thu"] * 2


def test_who_shares_no_hour_meets_at_the_edges_of_the_day():
    lima, jakarta = Week("America/Lima"), Week("Asia/Jakarta")
    told = proposals(lima, jakarta, datetime(2026, 5, 1, tzinfo=UTC), HOUR, 5)

    assert {each.edge for each in told} == {2}
    assert {each.starts.astimezone(ZoneInfo("America/Lima")).strftime("%H:%M") for each in told} == {"06:00", "18:00"}


def test_who_can_not_meet_at_all_is_told_so():
    one, other = Week("UTC", ("mon",)), Week("UTC", ("thu",))

    assert proposals(one, other, datetime(2026, 5, 1, tzinfo=UTC), HOUR) == ()
    assert HORIZON_DAYS >= 14


def test_a_proposal_is_told_in_utc():
    (first,) = proposals(Week("Asia/Kolkata"), Week("Asia/Kolkata"), datetime(2026, 5, 1, tzinfo=UTC), HOUR, 1)
    assert first == Proposal(datetime(2026, 5, 1, 6, 30, tzinfo=UTC), datetime(2026, 5, 1, 7, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("week", "after", "length", "wrong"),
    [
        (Week("UTC"), datetime(2026, 5, 1), HOUR, ValueError),  # noqa: DTZ001 - that is what is wrong
        (Week("UTC"), datetime(2026, 5, 1, tzinfo=UTC), 0 * HOUR, ValueError),
        (Week("UTC", ("someday",)), datetime(2026, 5, 1, tzinfo=UTC), HOUR, ValueError),
        (Week("Nowhere/Else"), datetime(2026, 5, 1, tzinfo=UTC), HOUR, ZoneInfoNotFoundError),
    ],
)
def test_what_makes_no_sense_is_refused(week, after, length, wrong):
    with pytest.raises(wrong):
        proposals(week, week, after, length)
