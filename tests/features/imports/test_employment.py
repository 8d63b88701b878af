"""The history of a person's work, as imports keep it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.extensions import db, utc_now
from app.imports.service import import_rows
from app.people.models import Person


@pytest.fixture
def carol(world):
    """Somebody whose employment began on the first of January 2020."""
    row = {"ref": "carol", "name": "Carol", "institution": "ke-water", "position": "Analyst", "unit": "Plans"}
    import_rows("people", [row | {"started_on": "2020-01-01"}])
    import_rows("institutions", [{"ref": "ke-roads", "name": "Ministry of Roads", "country": "KE"}])
    db.session.commit()


def history(ref="carol"):
    person = db.session.scalars(select(Person).filter_by(ref=ref)).one()
    return [(each.position, each.started_on, each.ended_on) for each in person.employments]


def test_new_person_is_employed_from_today(world):
    today = utc_now().date()
    assert history("amina") == [("", today, None)]


def test_new_person_is_employed_from_the_day_that_is_said(carol):
    assert history() == [("Analyst", date(2020, 1, 1), None)]


@pytest.mark.parametrize("change", [{"position": "Director"}, {"unit": "Dams"}, {"institution": "ke-roads"}])
def test_new_workplace_closes_one_employment_and_opens_another(carol, change):
    today = utc_now().date()
    import_rows("people", [{"ref": "carol"} | change])
    first, second = history()
    assert first == ("Analyst", date(2020, 1, 1), today)
    assert second == (change.get("position", "Analyst"), today, None)


def test_new_employment_holds_the_new_institution(carol):
    import_rows("people", [{"ref": "carol", "institution": "ke-roads"}])
    person = db.session.scalars(select(Person).filter_by(ref="carol")).one()
    assert person.institution.ref == "ke-roads"
    assert person.employments[-1].institution_id == person.institution_id
    assert person.employments[0].institution_id != person.institution_id


def test_day_of_the_change_may_be_said(carol):
    import_rows("people", [{"ref": "carol", "position": "Director", "started_on": "2024-03-01"}])
    assert history() == [("Analyst", date(2020, 1, 1), date(2024, 3, 1)), ("Director", date(2024, 3, 1), None)]


@pytest.mark.parametrize("row", [{"position": "Director", "started_on": "2024-03-01"}, {"position": "Director"}])
def test_same_move_twice_is_one_move(carol, row):
    import_rows("people", [{"ref": "carol"} | row])
    report = import_rows("people", [{"ref": "carol", "started_on": ""} | row])
    assert (report.unchanged, len(history())) == (1, 2)


@pytest.mark.parametrize("day", ["2020-01-01", "2019-05-05"])
def test_move_before_the_open_employment_is_refused(carol, day):
    [problem] = import_rows("people", [{"ref": "carol", "position": "Director", "started_on": day}]).problems
    assert problem.field == "started_on"
    assert "not after 2020-01-01" in problem.reason


def test_start_of_the_open_employment_can_be_corrected(carol):
    report = import_rows("people", [{"ref": "carol", "started_on": "2018-07-01"}])
    assert (report.updated, history()) == (1, [("Analyst", date(2018, 7, 1), None)])


def test_start_can_not_be_corrected_into_the_former_employment(carol):
    import_rows("people", [{"ref": "carol", "position": "Director", "started_on": "2024-03-01"}])
    [problem] = import_rows("people", [{"ref": "carol", "started_on": "2022-01-01"}]).problems
    assert "before 2024-03-01" in problem.reason


def test_other_changes_leave_the_history_alone(carol):
    import_rows("people", [{"ref": "carol", "name": "Carol N.", "about": "Dams", "started_on": ""}])
    assert history() == [("Analyst", date(2020, 1, 1), None)]


def test_employment_that_begins_tomorrow_does_not_end_before_it_began(world):
    tomorrow = utc_now().date() + timedelta(days=1)
    import_rows("people", [{"ref": "dan", "name": "Dan", "institution": "ke-water", "started_on": tomorrow}])
    import_rows("people", [{"ref": "dan", "position": "Clerk"}])
    assert history("dan") == [("", tomorrow, tomorrow), ("Clerk", tomorrow, None)]
