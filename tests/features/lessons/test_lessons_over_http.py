"""Lessons: know-how in its author's hands, validated by somebody else, by name and date."""

import pytest

from app.lessons.models import LESSON_TEXTS
from app.vocabulary import LESSON_STEPS
from tests.features.errors.problems import problem_of

MISSING = "01a20b91-b7a0-7878-b3ce-b98924f9f2de"
LATE = ("validated", "prepared", "in_use")
ON = "2026-01-31"


@pytest.fixture
def home(make):
    """The author's institution."""
    return make.institution()


@pytest.fixture
def author(make, home):
    """Who writes."""
    return make.person(home)


@pytest.fixture
def writer(sign_in, author):
    """The author's requests."""
    return sign_in(author)


@pytest.fixture
def lesson(make, author):
    """The address of a lesson at its second step."""
    return f"/lessons/{make.lesson(author)}"


def titles(answer):
    """The titles in a list."""
    return [item["title"] for item in answer.json["items"]]


def test_a_lesson_reads_back_as_it_was_said(make, home, author, writer):
    topic, other = make.topic(), make.person()
    said = {
        **{name: f"Of the {name}." for name in LESSON_TEXTS},
        **{"ref": "l:1", "title": "Metering", "language": "en", "place": "Kisumu", "happened_on": "2024-05-01"},
        **{"review_by": "2027-05-01", "step": "validated", "validated_on": ON, "visibility": "network"},
    }
    sent = {**said, "institution_id": home, "topic_ids": [topic], "contributor_ids": [other], "validated_by_id": other}
    made = writer.post("/lessons", sent).json
    assert made.items() >= said.items()
    assert (made["author"]["id"], made["validated_by"]["id"]) == (author, other)
    assert [[each["id"] for each in made[name]] for name in ("topics", "contributors")] == [[topic], [other]]
    assert writer.get(f"/lessons/{made['id']}").json == made


def test_who_writes_alone_is_author_and_contributor(home, author, writer):
    made = writer.post("/lessons", {"title": "T", "institution_id": home}).json
    assert (made["author"]["id"], [each["id"] for each in made["contributors"]]) == (author, [author])
    assert (made["step"], made["visibility"]) == ("captured", "institution")


def test_who_is_no_person_writes_for_the_house_alone(home, admin, sign_in, make):
    made = admin.post("/lessons", {"title": "T", "institution_id": home})
    assert (made.status_code, made.json["author"], made.json["contributors"]) == (201, None, [])


@pytest.mark.parametrize("step", LATE)
@pytest.mark.parametrize("given", [{}, {"validated_on": ON}, {"validated_by_id": None, "validated_on": ON}])
def test_a_late_step_names_who_validated_the_lesson(writer, lesson, step, given):
    refused = writer.patch(lesson, {"step": step, **given})
    assert (problem_of(refused), refused.json["errors"].keys()) == (
        (422, "invalid"),
        {"validated_by_id", "validated_on"},
    )
    assert writer.get(lesson).json["step"] == "captured"


@pytest.mark.parametrize("step", LATE)
def test_a_late_step_names_the_day_of_validation(make, writer, lesson, step):
    assert problem_of(writer.patch(lesson, {"step": step, "validated_by_id": make.person()})) == (422, "invalid")


@pytest.mark.parametrize("step", LATE)
def test_nobody_validates_what_he_wrote_himself(author, writer, lesson, step):
    refused = writer.patch(lesson, {"step": step, "validated_by_id": author, "validated_on": ON})
    assert (problem_of(refused), list(refused.json["errors"])) == ((422, "invalid"), ["validated_by_id"])


@pytest.mark.parametrize("step", LATE)
def test_a_new_lesson_at_a_late_step_is_held_to_the_same(home, author, writer, step):
    said = {"title": "T", "institution_id": home, "step": step}
    alone = writer.post("/lessons", {**said, "validated_by_id": author, "validated_on": ON})
    assert [problem_of(each)[0] for each in (writer.post("/lessons", said), alone)] == [422, 422]


@pytest.mark.parametrize("step", LESSON_STEPS)
def test_a_validated_lesson_may_go_to_any_step(make, writer, lesson, step):
    writer.patch(lesson, {"step": "validated", "validated_by_id": make.person(), "validated_on": ON})
    assert writer.patch(lesson, {"step": step}).json["step"] == step


@pytest.mark.parametrize("taken", [{"validated_by_id": None}, {"validated_on": None}])
def test_a_validation_is_not_taken_back_while_the_step_needs_it(make, writer, lesson, taken):
    writer.patch(lesson, {"step": "validated", "validated_by_id": make.person(), "validated_on": ON})
    assert problem_of(writer.patch(lesson, taken)) == (422, "invalid")
    assert writer.get(lesson).json["validated_on"] == ON


def test_an_early_step_needs_no_validation(writer, lesson):
    assert writer.patch(lesson, {"step": "identified"}).status_code == 200


@pytest.mark.parametrize(
    ("field", "unknown"),
    [
        ("institution_id", MISSING),
        ("topic_ids", [MISSING]),
        ("contributor_ids", [MISSING]),
        ("validated_by_id", MISSING),
    ],
)
def test_an_unknown_reference_is_refused_at_its_field(admin, home, lesson, field, unknown):
    made = admin.post("/lessons", {"title": "T", "institution_id": home, field: unknown})
    altered = admin.patch(lesson, {field: unknown})
    assert [(each.status_code, list(each.json["errors"])) for each in (made, altered)] == [(422, [field])] * 2


@pytest.mark.parametrize("visibility", ["private", "institution", "country"])
def test_only_the_author_says_who_may_see_it(sign_in, home, writer, lesson, visibility):
    coordinator = sign_in(None, ("coordinator", home), "admin")
    assert problem_of(coordinator.patch(lesson, {"visibility": visibility})) == (403, "forbidden")
    assert writer.get(lesson).json["visibility"] == "network"
    assert writer.patch(lesson, {"visibility": visibility}).json["visibility"] == visibility


def test_who_repeats_the_visibility_as_it_is_alters_nothing_of_it(sign_in, home, lesson):
    coordinator = sign_in(None, ("coordinator", home))
    assert coordinator.patch(lesson, {"visibility": "network", "place": "Kitui"}).status_code == 200


def test_a_lesson_without_author_is_opened_by_whoever_it_belongs_to(make, sign_in, home):
    lesson = f"/lessons/{make.lesson(institution_id=home, visibility='network')}"
    assert sign_in(None, ("coordinator", home)).patch(lesson, {"visibility": "country"}).status_code == 200


def test_a_ref_belongs_to_one_lesson(make, home, writer, lesson):
    make.lesson(ref="l:1")
    made = writer.post("/lessons", {"title": "T", "institution_id": home, "ref": "l:1"})
    assert [problem_of(each)[0] for each in (made, writer.patch(lesson, {"ref": "l:1"}))] == [409, 409]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"country": "SN"}, ["B"]),
        ({"step": "identified"}, ["B"]),
        ({"language": "fr"}, ["A"]),
        ({"q": "b"}, ["B"]),
        ({"country": "KE", "step": "identified"}, []),
        ({}, ["A", "B"]),
    ],
)
def test_lessons_are_found_by_what_they_are(make, admin, query, wanted):
    make.lesson(make.person(), title="A", language="fr")
    make.lesson(make.person(make.institution(country="SN")), title="B", step="identified")
    assert titles(admin.get("/lessons", **query)) == wanted


def test_lessons_are_found_by_house_contributor_and_topic_with_all_below_it(make, admin, author, home):
    top = make.topic()
    make.lesson(author, title="Low", topics=[make.topic(broader=[make.topic(broader=[top])])])
    make.lesson(author, title="Top", topics=[top])
    make.lesson(make.person(), title="Other")
    for query in ({"topic_id": top}, {"institution_id": home}, {"contributor_id": author}):
        assert titles(admin.get("/lessons", **query)) == ["Low", "Top"]


@pytest.mark.parametrize("word", ["%", "_", "\\", "/"])
def test_a_sign_of_the_database_is_looked_for_as_itself(make, admin, author, word):
    make.lesson(author, title="Water")
    make.lesson(author, title=f"a{word}b")
    assert titles(admin.get("/lessons", q=word)) == [f"a{word}b"]


def test_a_removed_lesson_is_gone_and_what_it_named_stays(make, admin, author, writer):
    topic = make.topic()
    path = f"/lessons/{make.lesson(author, topics=[topic])}"
    assert (writer.delete(path).status_code, writer.get(path).status_code) == (204, 404)
    assert admin.get(f"/people/{author}").status_code == 200
    assert admin.delete(f"/topics/{topic}").status_code == 204
