"""What each column refuses, and how it says so."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.imports.service import import_rows
from app.people.models import Person

ROWS = {
    "institutions": {"ref": "x", "name": "X"},
    "topics": {"ref": "x", "label_en": "X"},
    "people": {"ref": "x", "name": "X", "institution": "ke-water"},
    "expertise": {"person": "brian", "topic": "t:water", "level": "expert"},
    "lessons": {"ref": "x", "title": "X", "institution": "ke-water"},
    "challenges": {"ref": "x", "title": "X", "institution": "ke-water"},
    "engagements": {"ref": "x", "peer": "amina", "question": "X", "completed_on": "2026-02-01", "outcome": "no"},
}
BAD = [
    ("institutions", "ref", "a b", "is no ref"),
    ("institutions", "ref", "é", "is no ref"),
    ("institutions", "ref", "a" * 81, "is no ref"),
    ("institutions", "ref", "", "is required"),
    ("institutions", "ref", 7, "write it in quotes"),
    ("institutions", "name", " ", "is required"),
    ("institutions", "name", "a\x00b", "control character U+0000 at character 2"),
    ("institutions", "name", "a\x1b", "control character U+001B"),
    ("institutions", "name", "a\x85", "control character U+0085"),
    ("institutions", "name", "a\ud800", "surrogate"),
    ("institutions", "name", "a" * 201, "201 characters where 200 fit"),
    ("institutions", "acronym", "a" * 41, "41 characters where 40 fit"),
    ("institutions", "about", "a" * 5001, "5,001 characters where 5,000 fit"),
    ("institutions", "country", "ke", "did you mean KE (Kenya)?"),
    ("institutions", "country", "Kenia", "did you mean KE (Kenya)?"),
    ("institutions", "country", "ZZ", "ISO 3166-1"),
    ("institutions", "country", "KEN", "ISO 3166-1"),
    ("institutions", "language", "EN", "did you mean en (English)?"),
    ("institutions", "language", "French", "did you mean fr (French)?"),
    ("institutions", "language", "qq", "ISO 639-1"),
    ("institutions", "kind", "ministery", "did you mean ministry?"),
    ("institutions", "level", "world", "accepted: national, regional, local, supranational"),
    ("institutions", "ring_open", "Domestic", "did you mean domestic?"),
    ("institutions", "cofog", ["7"], "no COFOG code"),
    ("institutions", "cofog", "07;11", '"11" is no COFOG code'),
    ("institutions", "cofog", "07.25", "no COFOG code"),
    ("institutions", "cofog", 7, "must be a list"),
    ("institutions", "cofog", ["07"] * 201, "201 entries where 200 fit"),
    ("topics", "scheme", "a" * 81, "80 fit"),
    ("topics", "cofog", "7", "no COFOG code"),
    ("topics", "label_en", "a" * 201, "200 fit"),
    ("topics", "alt_en", ["a" * 201], "200 fit"),
    ("topics", "label_qq", "a", "label_<language>"),
    ("topics", "definition", "a" * 5001, "5,000 fit"),
    ("people", "email", "amina", "no e-mail address"),
    ("people", "email", "a@b.example; c@d.example", "no e-mail address"),
    ("people", "email", "a@" + "b" * 250 + ".example", "254 fit"),
    ("people", "time_zone", "Africa/Nairobbi", "did you mean Africa/Nairobi?"),
    ("people", "time_zone", "EAT+3", "IANA time zone"),
    ("people", "languages", ["en"], "write language:level"),
    ("people", "languages", ["en:C3"], "accepted: A1, A2"),
    ("people", "languages", ["xx:C1"], "ISO 639-1"),
    ("people", "languages", "en:C1;en:B2", "one language with two levels"),
    ("people", "working_days", "monday", "did you mean mon?"),
    ("people", "hours_per_month", "161", "no number from 0 to 160"),
    ("people", "hours_per_month", -1, "no number from 0 to 160"),
    ("people", "hours_per_month", "7,5", "such as 8 or 7.5"),
    ("people", "hours_per_month", "nan", "no number"),
    ("people", "hours_per_month", float("nan"), "no number"),
    ("people", "hours_per_month", float("inf"), "no number"),
    ("people", "hours_per_month", True, "no number"),
    ("people", "is_paused", "yes", "neither true nor false"),
    ("people", "is_paused", 1, "must be text"),
    ("people", "contact_visibility", "public", "accepted: private, institution, country, network"),
    ("people", "started_on", "31/03/2020", "2026-03-31"),
    ("people", "started_on", "2020-02-30", "is no date"),
    ("people", "started_on", "20200230", "is no date"),
    ("people", "started_on", "2020-W01-1", "is no date"),
    ("expertise", "level", "guru", "accepted: novice"),
    ("expertise", "level", "", "is required"),
    ("expertise", "years", "71", "from 0 to 70"),
    ("expertise", "years", "1.5", "no whole number"),
    ("expertise", "statement", "a" * 5001, "5,000 fit"),
    ("expertise", "last_used", "2020", "is no date"),
    ("lessons", "title", "a" * 301, "300 fit"),
    ("lessons", "why", "a" * 20_001, "20,000 fit"),
    ("lessons", "institution", "", "is required"),
    ("lessons", "step", "done", "accepted: identified"),
    ("lessons", "place", "a" * 201, "200 fit"),
    ("lessons", "contributors", "amina brian", "is no ref"),
    ("challenges", "description", "a" * 20_001, "20,000 fit"),
    ("challenges", "status", "opened", "did you mean open?"),
    ("engagements", "question", " ", "is required"),
    ("engagements", "peer", "", "is required"),
    ("engagements", "completed_on", "", "is required"),
    ("engagements", "completed_on", "2026", "is no date"),
    ("engagements", "outcome", "", "is required"),
    ("engagements", "outcome", "maybe", "accepted: yes, partly, no"),
    ("engagements", "visibility", "public", "accepted: private, institution, country, network"),
    ("engagements", "seeker", "amina", "is the peer too"),
    ("challenges", "deadline", "soon", "is no date"),
    ("challenges", "author", ["amina"], "must be text"),
]


@pytest.mark.parametrize(("kind", "field", "value", "said"), BAD)
def test_bad_cell_is_refused_by_field_and_reason(world, kind, field, value, said):
    report = import_rows(kind, [ROWS[kind] | {field: value}])
    assert [(problem.line, problem.field) for problem in report.problems] == [(1, field)]
    assert said in report.problems[0].reason
    assert len(report.problems[0].reason) < 700


@pytest.mark.parametrize("kind", ROWS)
def test_row_with_only_what_is_required_is_taken(world, kind):
    assert import_rows(kind, [ROWS[kind]]).created == 1


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("institutions", "name"), ("people", "institution"), ("expertise", "level"), ("lessons", "title")],
)
def test_new_row_must_have_what_is_required(world, kind, missing):
    row = {name: value for name, value in ROWS[kind].items() if name != missing}
    report = import_rows(kind, [row])
    assert [(problem.field, problem.reason[:11]) for problem in report.problems] == [(missing, "is required")]


def test_values_are_stored_in_one_way_of_writing(world):
    row = {
        "email": " X@Mail.Example",
        "working_days": "sun;mon;sun",
        "is_paused": "TRUE",
        "name": "A\r\nB",
        "about": "a\r\nb",
    }
    import_rows("people", [ROWS["people"] | row | {"hours_per_month": "7.5"}])
    person = db.session.scalars(select(Person).filter_by(ref="x")).one()
    assert (person.email, person.working_days, person.is_paused) == ("x@mail.example", ["mon", "sun"], True)
    assert (person.name, person.about, person.hours_per_month) == ("A B", "a\nb", 7.5)


def test_every_bad_row_is_counted_and_a_thousand_listed(app):
    report = import_rows("institutions", ({"ref": f"i{n}", "name": ""} for n in range(1500)))
    assert (report.problem_count, len(report.problems), report.problems[-1].line) == (1500, 1000, 1000)
