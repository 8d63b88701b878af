"""Institutions: what they are, what hangs below what, and that nothing is removed while something refers to it."""

import pytest

from app.extensions import new_id
from tests.features.errors.problems import problem_of


def names(answer):
    """The names in a list."""
    return [item["name"] for item in answer.json["items"]]


def test_an_institution_reads_back_as_it_was_said(make, admin):
    said = {
        **{"ref": "KE.mow", "name": "Ministry of Water", "acronym": "MoW", "country": "KE", "kind": "ministry"},
        **{"level": "national", "parent_id": make.institution(), "cofog": ["06", "06.3"], "about": "Water."},
        **{"ring_open": "domestic", "language": "en"},
    }
    made = admin.post("/institutions", said).json
    assert made.items() >= said.items()
    assert admin.get(f"/institutions/{made['id']}").json == made


def test_an_institution_opens_no_ring_unless_said_otherwise(admin):
    assert admin.post("/institutions", {"name": "Ministry"}).json["ring_open"] == "internal"


def test_a_change_alters_what_it_names_and_nothing_else(make, admin):
    path = f"/institutions/{make.institution()}"
    before = admin.get(path).json
    after = admin.patch(path, {"acronym": "MoW"}).json
    assert {key for key in after if after[key] != before[key]} == {"acronym", "updated_at"}


@pytest.mark.parametrize("depth", [0, 1, 2, 5])
def test_a_circle_of_parents_is_refused_and_changes_nothing(make, admin, depth):
    first = last = make.institution()
    for _ in range(depth):
        last = make.institution(parent_id=last)
    assert problem_of(admin.patch(f"/institutions/{first}", {"parent_id": last})) == (409, "institution-above-itself")
    assert admin.get(f"/institutions/{first}").json["parent_id"] is None


def test_an_institution_can_be_taken_out_from_under_its_parent(make, admin):
    child = make.institution(parent_id=make.institution())
    assert admin.patch(f"/institutions/{child}", {"parent_id": None}).json["parent_id"] is None


def test_an_unknown_parent_is_refused_at_its_field(make, admin):
    said = {"name": "X", "parent_id": new_id()}
    answers = [admin.post("/institutions", said), admin.patch(f"/institutions/{make.institution()}", said)]
    assert [(each.status_code, list(each.json["errors"])) for each in answers] == [(422, ["parent_id"])] * 2


def test_a_ref_belongs_to_one_institution(make, admin):
    make.institution(ref="i")
    assert problem_of(admin.post("/institutions", {"name": "X", "ref": "i"})) == (409, "key-taken-or-gone")
    assert problem_of(admin.patch(f"/institutions/{make.institution()}", {"ref": "i"})) == (409, "key-taken-or-gone")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"country": "SN"}, ["B"]),
        ({"kind": "ministry"}, ["A"]),
        ({"level": "local"}, ["B", "C"]),
        ({"level": "local", "country": "KE"}, ["C"]),
        ({"q": "b"}, ["B"]),
        ({"q": "wsx"}, ["C"]),
        ({"q": "WSX", "country": "SN"}, []),
    ],
)
def test_institutions_are_found_by_what_they_are(make, admin, query, wanted):
    make.institution(name="A", kind="ministry")
    make.institution(name="B", country="SN", level="local")
    make.institution(name="C", level="local", acronym="Wsx")
    assert names(admin.get("/institutions", **query)) == wanted


def test_institutions_are_found_by_the_one_right_above(make, admin):
    top = make.institution(name="Top")
    make.institution(name="Low", parent_id=make.institution(name="Middle", parent_id=top))
    assert names(admin.get("/institutions", parent_id=top)) == ["Middle"]


@pytest.mark.parametrize("use", ["person", "lesson", "challenge", "institution"])
def test_an_institution_that_something_refers_to_is_not_removed_and_nothing_is_lost(make, admin, use):
    place = make.institution()
    users = {
        "person": lambda: f"/people/{make.person(place)}",
        "lesson": lambda: f"/lessons/{make.lesson(institution_id=place)}",
        "challenge": lambda: f"/challenges/{make.challenge(institution_id=place)}",
        "institution": lambda: f"/institutions/{make.institution(parent_id=place)}",
    }
    path = users[use]()
    before = [admin.get(path).data, admin.get(f"/institutions/{place}").data]
    assert problem_of(admin.delete(f"/institutions/{place}")) == (409, "key-taken-or-gone")
    assert [admin.get(path).data, admin.get(f"/institutions/{place}").data] == before


def test_an_institution_where_somebody_once_worked_is_not_removed(make, admin):
    old = make.institution()
    admin.patch(f"/people/{make.person(old)}", {"institution_id": make.institution()})
    assert problem_of(admin.delete(f"/institutions/{old}")) == (409, "key-taken-or-gone")


def test_an_institution_that_nothing_refers_to_can_be_removed(make, admin):
    path = f"/institutions/{make.institution()}"
    assert (admin.delete(path).status_code, admin.get(path).status_code) == (204, 404)


def test_a_request_that_failed_leaves_the_next_one_undisturbed(make, admin):
    place = make.institution()
    make.person(place)
    admin.delete(f"/institutions/{place}")
    assert admin.patch(f"/institutions/{place}", {"acronym": "X"}).status_code == 200
