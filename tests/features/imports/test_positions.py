"""Posts from a file: a rating has evidence and a name, and nobody is named who objects or where it is switched off."""

import pytest

from app.extensions import db
from app.imports.service import import_rows
from app.knowledge_risk.models import Position, RiskSetting
from app.people.models import Person
from tests.features.imports.conftest import POST


def refused(**said):
    """The columns that are refused, by line."""
    report = import_rows("positions", [{**POST, "ref": "o2", **said}])
    assert not report.is_done
    return [(each.line, each.field) for each in report.problems]


@pytest.mark.usefixtures("world")
def test_a_post_is_rated_in_the_name_of_who_rated_it():
    post = db.session.scalars(db.select(Position)).one()
    assert (post.holder.ref, post.factor, post.rated_by.ref) == ("amina", 4, "brian")
    assert (post.rated_at is not None, [each.ref for each in post.topics]) == (True, ["t:water"])


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({"evidence": ""}, "evidence"),
        ({"rated_by": ""}, "rated_by"),
        ({"factor": 6}, "factor"),
        ({"holder": "x"}, "holder"),
    ],
)
def test_a_bad_row_is_told_by_line_and_column(said, column):
    assert refused(**said) == [(1, column)]


@pytest.mark.usefixtures("world")
def test_who_objects_is_not_named_and_who_was_named_before_does_not_stand_in_the_way():
    db.session.scalars(db.select(Person).where(Person.ref == "amina")).one().objects_to_risk = True
    db.session.commit()
    assert refused() == [(1, "holder")]
    assert import_rows("positions", [{**POST, "unit": "Meters"}]).is_done


@pytest.mark.usefixtures("world")
def test_where_it_is_switched_off_nothing_is_imported():
    db.session.scalars(db.select(RiskSetting)).one().is_on = False
    db.session.commit()
    assert refused() == [(1, "institution")]
