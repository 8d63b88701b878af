"""Working hours in common: zones, daylight saving, half hours, other weeks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import UnknownTimeZoneError, WorkingWeekError
from matching.hours import shared_hours
from matching.types import Availability

WINTER = date(2026, 1, 14)
SUMMER = date(2026, 7, 15)
ZONES = [
    "UTC",
    "Africa/Nairobi",
    "Europe/Paris",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Asia/Dhaka",
]


def office(zone: str | None, **changes: object) -> Availability:
    return Availability(time_zone=zone, **changes)  # type: ignore[arg-type]


def test_the_same_zone_shares_the_whole_week() -> None:
    assert shared_hours(office("Africa/Nairobi"), office("Africa/Kampala"), WINTER) == 45.0


def test_daylight_saving_moves_the_hours_in_common() -> None:
    one, other = office("Africa/Nairobi"), office("Europe/Paris")
    assert shared_hours(one, other, WINTER) == 35.0
    assert shared_hours(one, other, SUMMER) == 40.0


def test_the_week_in_which_the_clocks_change_is_split_at_the_change() -> None:
    every_day = (0, 1, 2, 3, 4, 5, 6)
    one, other = office("Africa/Nairobi", working_days=every_day), office("Europe/Paris", working_days=every_day)
    assert shared_hours(one, other, date(2026, 3, 25)) == 6 * 7.0 + 8.0  # clocks change on Sunday 29 March


def test_half_hour_and_quarter_hour_zones_are_exact() -> None:
    assert shared_hours(office("Asia/Kolkata"), office("Asia/Karachi"), WINTER) == 5 * 8.5
    assert shared_hours(office("Asia/Kathmandu"), office("Asia/Kolkata"), WINTER) == 5 * 8.75


def test_a_sunday_to_thursday_week_shares_four_days_with_a_monday_to_friday_week() -> None:
    cairo = office("Africa/Cairo", working_days=(6, 0, 1, 2, 3))
    assert shared_hours(cairo, office("Africa/Johannesburg"), WINTER) == 36.0


def test_the_far_ends_of_the_world_share_early_and_late_hours_across_the_date_line() -> None:
    assert shared_hours(office("Pacific/Kiritimati"), office("Pacific/Honolulu"), WINTER) == 36.0


def test_a_shift_past_midnight_is_shared_to_its_end() -> None:
    night = office("UTC", day_starts=22.0, day_ends=6.0)
    assert shared_hours(night, office("UTC", day_starts=5.0, day_ends=13.0), WINTER) == 4.0


def test_without_a_zone_the_hours_are_unknown() -> None:
    assert shared_hours(office(None), office("UTC"), WINTER) is None


def test_an_unknown_zone_fails_loudly() -> None:
    with pytest.raises(UnknownTimeZoneError, match="Mars/Base"):
        shared_hours(office("Mars/Base"), office("UTC"), WINTER)


@pytest.mark.parametrize("wrong", [{"working_days": (7,)}, {"day_ends": 25.0}, {"day_starts": float("nan")}])
def test_an_impossible_week_fails_loudly(wrong: dict[str, object]) -> None:
    with pytest.raises(WorkingWeekError):
        shared_hours(office("UTC", **wrong), office("UTC"), WINTER)


WEEKS = st.builds(
    Availability,
    time_zone=st.sampled_from(ZONES),
    working_days=st.lists(st.integers(0, 6), max_size=7).map(tuple),
    day_starts=st.integers(0, 96).map(lambda quarters: quarters / 4),
    day_ends=st.integers(0, 96).map(lambda quarters: quarters / 4),
)


@given(WEEKS, WEEKS, st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_hours_in_common_are_mutual_and_never_more_than_one_works(
    one: Availability, other: Availability, on: date
) -> None:
    shared = shared_hours(one, other, on)
    assert shared == shared_hours(other, one, on)
    assert shared is not None
    assert 0.0 <= shared <= (shared_hours(one, one, on) or 0.0)
