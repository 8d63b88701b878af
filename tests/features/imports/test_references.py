"""What rows refer to: known or unknown, once or twice, in a circle or not."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.imports.service import import_file, import_rows
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.models import Topic


def problems_of(kind, rows):
    return [(each.line, each.field, each.reason) for each in import_rows(kind, rows).problems]


def below(*pairs):
    return [{"ref": ref, "name": ref, "parent": parent} for ref, parent in pairs]


def under(*pairs):
    return [{"ref": ref, "label_en": ref, "broader": broader} for ref, broader in pairs]


@pytest.mark.parametrize(
    ("kind", "row", "field"),
    [
        ("institutions", {"ref": "x", "name": "X", "parent": "nobody"}, "parent"),
        ("topics", {"ref": "x", "label_en": "X", "broader": ["t:water", "nobody"]}, "broader"),
        ("people", {"ref": "x", "name": "X", "institution": "nobody"}, "institution"),
        ("expertise", {"person": "nobody", "topic": "t:water", "level": "expert"}, "person"),
        ("expertise", {"person": "amina", "topic": "nobody", "level": "expert"}, "topic"),
        ("lessons", {"ref": "l1", "contributors": ["amina", "nobody"]}, "contributors"),
        ("lessons", {"ref": "l1", "topics": ["nobody"]}, "topics"),
        ("lessons", {"ref": "l1", "validated_by": "nobody"}, "validated_by"),
        ("challenges", {"ref": "c1", "author": "nobody"}, "author"),
        ("engagements", {"ref": "e1", "peer": "nobody"}, "peer"),
        ("engagements", {"ref": "e1", "seeker": "nobody"}, "seeker"),
    ],
)
def test_unknown_reference_is_named(world, kind, row, field):
    [(line, where, reason)] = problems_of(kind, [row])
    assert (line, where) == (1, field)
    assert '"nobody"' in reason
    assert "import it first" in reason


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("institutions", {"ref": "new", "name": "New"}),
        ("institutions", {"ref": "ke-water", "name": "Water"}),
        ("expertise", {"person": "brian", "topic": "t:water", "level": "expert"}),
    ],
)
def test_second_row_of_one_key_names_the_first(world, kind, row):
    [(line, _, reason)] = problems_of(kind, [row, row])
    assert line == 2
    assert "stands in line 1 already" in reason


def test_parents_may_come_after_their_children(app):
    import_rows("institutions", below(("c", "b"), ("b", "a"), ("a", "")))
    parents = {each.ref: each.parent and each.parent.ref for each in db.session.scalars(select(Institution))}
    assert parents == {"c": "b", "b": "a", "a": None}


def test_stored_institution_may_move_below_a_new_one(world):
    import_rows("institutions", [{"ref": "ke-water", "parent": "new"}, {"ref": "new", "name": "New"}])
    assert db.session.scalars(select(Institution).filter_by(ref="ke-water")).one().parent.ref == "new"


def test_bad_row_is_not_missed_as_a_parent(app):
    rows = [*below(("c", "b")), {"ref": "b", "name": "B", "country": "ke"}]
    assert [(line, field) for line, field, _ in problems_of("institutions", rows)] == [(2, "country")]


@pytest.mark.parametrize(("kind", "build"), [("institutions", below), ("topics", under)])
def test_nothing_stands_above_itself(app, kind, build):
    [(line, _, reason)] = problems_of(kind, build(("a", "a")))
    assert (line, reason) == (1, "a can't stand above itself: name another or leave it empty")


@pytest.mark.parametrize(("kind", "build"), [("institutions", below), ("topics", under)])
def test_circle_within_the_file_is_named(app, kind, build):
    [(line, _, reason)] = problems_of(kind, build(("x", ""), ("a", "b"), ("b", "c"), ("c", "a")))
    assert line == 2
    assert "(a -> b -> c -> a)" in reason


@pytest.mark.parametrize(("kind", "build"), [("institutions", below), ("topics", under)])
def test_circle_through_stored_rows_is_named(app, kind, build):
    import_rows(kind, build(("a", ""), ("b", "a"), ("c", "b")))
    [(line, _, reason)] = problems_of(kind, build(("x", ""), ("a", "c")))
    assert line == 2
    assert "(a -> c -> b -> a)" in reason


@pytest.mark.parametrize(("kind", "build"), [("institutions", below), ("topics", under)])
def test_turning_a_stored_chain_round_is_no_circle(app, kind, build):
    import_rows(kind, build(("a", ""), ("b", "a")))
    assert import_rows(kind, build(("a", "b"), ("b", ""))).updated == 2


def test_every_circle_is_reported(app):
    pairs = [(f"{side}{n}", f"{other}{n}") for n in range(500) for side, other in ("ab", "ba")]
    assert import_rows("institutions", below(*pairs)).problem_count == 500


def test_long_circle_is_told_in_short(app):
    [(_, _, reason)] = problems_of("institutions", below(*((f"i{n:04}", f"i{(n + 1) % 3000:04}") for n in range(3000))))
    assert reason.startswith("goes round in a circle (i0000 -> i0001")
    assert len(reason) < 200


def test_two_broader_topics_make_no_circle(app):
    import_rows("topics", under(("a", ["b", "c"]), ("b", ["top"]), ("c", "top"), ("top", "")))
    topic = db.session.scalars(select(Topic).filter_by(ref="a")).one()
    assert [each.ref for each in topic.broader] == ["b", "c"]


def test_address_of_a_stored_person_is_refused_to_another(world):
    [(line, field, reason)] = problems_of("people", [{"ref": "brian", "email": "Amina@Water.example"}])
    assert (line, field) == (1, "email")
    assert "is the address of amina already" in reason


def test_address_that_two_rows_claim_names_the_first(world):
    rows = [{"ref": "amina", "email": "x@y.example"}, {"ref": "brian", "email": "X@y.example"}]
    [(line, field, reason)] = problems_of("people", rows)
    assert (line, field) == (2, "email")
    assert "stands in line 1 already" in reason


def test_two_people_may_swap_their_addresses(world):
    import_rows("people", [{"ref": "brian", "email": "brian@water.example"}])
    report = import_rows(
        "people", [{"ref": "amina", "email": "brian@water.example"}, {"ref": "brian", "email": "amina@water.example"}]
    )
    addresses = db.session.execute(select(Person.ref, Person.email).order_by(Person.ref)).all()
    assert report.updated == 2
    assert [tuple(row) for row in addresses] == [("amina", "brian@water.example"), ("brian", "amina@water.example")]


def test_address_freed_in_the_same_file_may_be_taken(world):
    report = import_rows("people", [{"ref": "brian", "email": "amina@water.example"}, {"ref": "amina", "email": ""}])
    assert report.updated == 2


def test_duplicate_ref_in_a_file_names_the_lines_of_the_file(app, written):
    content = 'ref,name\na,"A\nstill A"\nb,B\na,Again\n'
    [problem] = import_file("institutions", written("in.csv", content)).problems
    assert (problem.line, problem.field) == (5, "ref")
    assert '"a" stands in line 2 already' in problem.reason
