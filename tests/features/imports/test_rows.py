"""Whole imports: new, changed, unchanged or refused; what the change feed hears; what absent and empty mean."""

import pytest
from sqlalchemy import func, select

from app.challenges.models import Challenge
from app.changes import Change, changes_after, newest_number
from app.engagements.models import Engagement
from app.extensions import db
from app.imports.service import KINDS, import_rows
from app.institutions.models import Institution
from app.knowledge_risk.models import Position
from app.lessons.models import Lesson
from app.people.models import Expertise, Person
from app.topics.models import Topic

MODELS = {
    "institutions": Institution,
    "topics": Topic,
    "people": Person,
    "expertise": Expertise,
    "lessons": Lesson,
    "challenges": Challenge,
    "engagements": Engagement,
    "positions": Position,
}
SAME = {
    "institutions": {"ref": "ke-water", "name": "Ministry of Water", "country": "KE"},
    "topics": {"ref": "t:water", "label_en": "Water supply", "label_fr": "Approvisionnement en eau", "broader": ""},
    "people": {"ref": "amina", "name": "Amina Otieno", "institution": "ke-water", "email": "AMINA@water.example"},
    "expertise": {"person": "amina", "topic": "t:water", "level": "expert", "years": "0"},
    "lessons": {"ref": "l1", "title": " Meters that last ", "contributors": "amina;brian", "topics": "t:water"},
    "challenges": {"ref": "c1", "title": "Leaks nobody finds", "author": "amina", "topics": "t:water;t:water"},
    "engagements": {"ref": "e1", "peer": "amina", "outcome": " yes", "topics": "t:water"},
    "positions": {"ref": "o1", "title": " Chief of meters", "factor": "4", "rated_by": "brian", "topics": "t:water"},
}
OTHER = {
    "institutions": {"name": "Ministry of Water and Sanitation"},
    "topics": {"label_fr": "Eau potable"},
    "people": {"languages": "en:C2"},
    "expertise": {"years": 3},
    "lessons": {"contributors": "brian"},
    "challenges": {"topics": ""},
    "engagements": {"outcome": "partly"},
    "positions": {"factor": 5},
}


def stamps(kind):
    model = MODELS[kind]
    columns = (model.id, model.version, model.created_at, model.updated_at)
    return db.session.execute(select(*columns).order_by(model.id)).all()


def stored(model, **which):
    return db.session.scalars(select(model).filter_by(**which)).one()


@pytest.mark.parametrize("kind", KINDS)
def test_same_row_twice_changes_nothing(world, kind):
    before, number = stamps(kind), newest_number()
    report = import_rows(kind, [SAME[kind]])
    db.session.commit()
    assert (report.created, report.updated, report.unchanged, report.problems) == (0, 0, 1, ())
    assert (stamps(kind), newest_number()) == (before, number)


@pytest.mark.parametrize("kind", KINDS)
def test_changed_row_gets_a_new_version_and_is_told_once(world, kind):
    before, number = min(stamps(kind)), newest_number()
    report = import_rows(kind, [SAME[kind] | OTHER[kind]])
    db.session.commit()
    after = min(stamps(kind))
    told = stored(Person, ref="amina").id if kind == "expertise" else before.id
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    assert (after.version, after.created_at, after.updated_at > before.updated_at) == (2, before.created_at, True)
    assert changes_after(number)[1] == {{"expertise": "person"}.get(kind, KINDS[kind].singular): {told}}


@pytest.mark.parametrize("kind", KINDS)
def test_changed_row_is_unchanged_the_second_time(world, kind):
    import_rows(kind, [SAME[kind] | OTHER[kind]])
    assert import_rows(kind, [SAME[kind] | OTHER[kind]]).unchanged == 1


def test_every_new_row_is_told_to_the_change_feed(world):
    rows = db.session.execute(select(Change.kind, func.count()).group_by(Change.kind)).all()
    expected = {"institution": 1, "topic": 1, "person": 2, "lesson": 1, "challenge": 1, "engagement": 1, "position": 1}
    assert dict(map(tuple, rows)) == expected  # the expertise of Amina is part of her one change


def test_one_bad_row_keeps_all_others_out(world):
    number = newest_number()
    good = [{"ref": f"i{n}", "name": "New"} for n in range(600)]
    report = import_rows("institutions", [{"ref": "ke-water", "name": "Other"}, *good, {"ref": "bad", "country": "XX"}])
    db.session.commit()
    assert (report.is_done, report.created, report.updated) == (False, 0, 0)
    assert {(problem.line, problem.field) for problem in report.problems} == {(602, "name"), (602, "country")}
    assert (db.session.scalars(select(Institution.name)).all(), newest_number()) == (["Ministry of Water"], number)


def test_nothing_is_committed_by_the_import_itself(world):
    import_rows("institutions", [{"ref": "a", "name": "A"}])
    db.session.rollback()
    assert db.session.scalars(select(Institution.ref)).all() == ["ke-water"]


def test_absent_columns_stay_as_they_are(world):
    import_rows("institutions", [{"ref": "ke-water", "acronym": "MoW", "level": "regional", "cofog": ["06"]}])
    import_rows("institutions", [{"ref": "ke-water", "about": "Pipes"}])
    found = stored(Institution, ref="ke-water")
    assert (found.name, found.country, found.acronym, found.level) == ("Ministry of Water", "KE", "MoW", "regional")
    assert (found.cofog, found.about, found.version) == (["06"], "Pipes", 3)


def test_empty_columns_return_to_their_defaults(world):
    row = {"ref": "ke-water", "acronym": "MoW", "level": "regional", "kind": "ministry", "cofog": ["06"]}
    import_rows("institutions", [row])
    import_rows("institutions", [dict.fromkeys(row, "") | {"ref": "ke-water", "country": None}])
    found = stored(Institution, ref="ke-water")
    assert (found.acronym, found.level, found.kind, found.cofog, found.country) == ("", "national", "agency", [], None)


def test_empty_working_days_mean_monday_to_friday(world):
    import_rows("people", [{"ref": "amina", "working_days": "sun;mon"}])
    import_rows("people", [{"ref": "amina", "working_days": ";"}])
    assert stored(Person, ref="amina").working_days == ["mon", "tue", "wed", "thu", "fri"]


def test_languages_are_added_altered_and_removed(world):
    import_rows("people", [{"ref": "amina", "languages": ["en:C1", "sw:C2"]}])
    import_rows("people", [{"ref": "amina", "languages": ["en:C2", "fr:A2"]}])
    assert [(each.language, each.level) for each in stored(Person, ref="amina").languages] == [
        ("en", "C2"),
        ("fr", "A2"),
    ]


def test_objection_to_matching_outlives_an_import(world):
    stored(Person, ref="amina").objects_to_matching = True
    db.session.commit()
    import_rows("people", [{"ref": "amina", "position": "Director"}])
    assert stored(Person, ref="amina").objects_to_matching


def test_objects_in_the_session_see_what_was_imported(world):
    institution = stored(Institution, ref="ke-water")
    import_rows("institutions", [{"ref": "ke-water", "name": "Water"}])
    assert institution.name == "Water"


def test_edit_in_the_session_is_flushed_before_rows_are_compared(world):
    stored(Institution, ref="ke-water").acronym = "MoW"
    report = import_rows("institutions", [{"ref": "ke-water", "acronym": "MoW"}])
    assert report.unchanged == 1


def test_progress_is_told_every_few_hundred_rows_and_at_the_end(app):
    told = []
    rows = [{"ref": f"i{n}", "name": "X"} for n in range(1100)]
    import_rows("institutions", rows, lambda done, total: told.append((done, total)))
    assert len(told) >= 3
    assert told == sorted(told)
    assert told[-1] == (1100, 1100)


def test_first_contributor_is_the_author(world):
    import_rows("lessons", [{"ref": "l1", "contributors": ["brian", "amina"]}])
    lesson = stored(Lesson, ref="l1")
    assert lesson.author.ref == "brian"
    assert [person.ref for person in lesson.contributors] == ["amina", "brian"]


def test_lesson_without_contributors_has_no_author(world):
    import_rows("lessons", [{"ref": "l1", "contributors": []}])
    assert (stored(Lesson, ref="l1").author, stored(Lesson, ref="l1").contributors) == (None, [])


@pytest.mark.parametrize("step", ["validated", "prepared", "in_use"])
def test_validated_lesson_says_by_whom_and_when(world, step):
    report = import_rows("lessons", [{"ref": "l1", "step": step}])
    assert [problem.field for problem in report.problems] == ["validated_by", "validated_on"]


def test_validation_that_is_stored_already_need_not_be_said_again(world):
    import_rows("lessons", [{"ref": "l1", "step": "validated", "validated_by": "brian", "validated_on": "2026-01-31"}])
    assert import_rows("lessons", [{"ref": "l1", "step": "in_use"}]).updated == 1


def test_validation_can_not_be_emptied_under_a_validated_lesson(world):
    import_rows("lessons", [{"ref": "l1", "step": "validated", "validated_by": "brian", "validated_on": "2026-01-31"}])
    report = import_rows("lessons", [{"ref": "l1", "validated_by": ""}])
    assert [problem.field for problem in report.problems] == ["validated_by"]


def test_lesson_whose_validator_was_erased_can_be_imported_further(world):
    import_rows("lessons", [{"ref": "l1", "step": "validated", "validated_by": "brian", "validated_on": "2026-01-31"}])
    db.session.delete(stored(Person, ref="brian"))
    db.session.commit()
    assert import_rows("lessons", [{"ref": "l1", "place": "Kitui"}]).updated == 1
