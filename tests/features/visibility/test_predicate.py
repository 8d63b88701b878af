"""THE predicate: the key that opens an item, the keys of a viewer and the SQL condition say the same, everywhere."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.extensions import db
from app.institutions.models import Institution
from app.lessons.models import Lesson
from app.people.authorship import visible
from app.people.models import Expertise, Person
from app.people.service import visible_expertise
from app.viewer import ANONYMOUS, Viewer
from app.visibility import Ownership, audience_of, audiences_of, can_see
from app.vocabulary import VISIBILITIES

COUNTRIES = ("KE", "KE", "SN", None, None)
SOME = st.sampled_from(("a", "b", None))
OWNERSHIPS = st.builds(Ownership, st.sampled_from(VISIBILITIES), SOME, st.sampled_from("ab"), SOME)
VIEWERS = st.builds(Viewer, st.just("account"), SOME, SOME, SOME)


@pytest.fixture
def network(make):
    """Two people at each of five institutions, each with an expertise and a lesson of every visibility."""
    places = [make.institution(country=country) for country in COUNTRIES]
    people = [make.person(place) for place in places for _ in range(2)]
    for person, visibility in product(people, VISIBILITIES):
        make.expertise(person, visibility=visibility)
        make.lesson(person, visibility=visibility)
    for place, visibility in product(places, VISIBILITIES):
        make.lesson(institution_id=place, visibility=visibility)  # its author was removed
        make.lesson(people[0], institution_id=place, visibility=visibility)  # its author works elsewhere now


def viewers() -> list[Viewer]:
    """Everybody of the directory, somebody who is in no directory, and nobody."""
    rows = db.session.scalars(select(Person)).all()
    inside = [Viewer("account", each.id, each.institution_id, each.institution.country) for each in rows]
    return [*inside, Viewer("account"), ANONYMOUS]


def test_rows_the_sql_condition_finds_are_those_the_viewer_can_see_one_by_one(network, app):
    lessons = db.session.scalars(select(Lesson)).all()
    for viewer in viewers():
        found = db.session.scalars(select(Lesson).join(Lesson.institution).where(visible(viewer, Lesson)))
        assert set(found) == {each for each in lessons if can_see(viewer, each.ownership())}


def test_expertise_the_sql_condition_finds_is_what_the_viewer_can_see_one_by_one(network, app):
    everything = db.session.scalars(select(Expertise)).all()
    joined = select(Expertise).join(Expertise.person).join(Institution, Institution.id == Person.institution_id)
    for viewer in viewers():
        found = db.session.scalars(joined.where(visible_expertise(viewer)))
        assert set(found) == {each for each in everything if can_see(viewer, each.person.owns(each.visibility))}


def test_the_keys_of_a_viewer_open_what_the_sql_condition_finds(network, app):
    lessons = db.session.scalars(select(Lesson)).all()
    for viewer in viewers():
        keys = audiences_of(viewer)
        opened = {each for each in lessons if audience_of(each.ownership()) in keys}
        own = {each for each in lessons if viewer.person_id and each.author_id == viewer.person_id}
        found = db.session.scalars(select(Lesson).join(Lesson.institution).where(visible(viewer, Lesson)))
        assert set(found) == opened | own


def test_who_is_not_signed_in_finds_no_row_at_all(network, app):
    assert not db.session.scalars(select(Lesson).join(Lesson.institution).where(visible(ANONYMOUS, Lesson))).all()


@given(OWNERSHIPS, VIEWERS)
def test_an_item_is_seen_for_one_of_four_reasons_only(item, viewer):
    is_own = item.person_id is not None and item.person_id == viewer.person_id
    is_near = item.visibility in ("institution", "country") and item.institution_id == viewer.institution_id
    is_home = item.visibility == "country" and item.country is not None and item.country == viewer.country
    # a viewer of the same institution has its country: other combinations do not exist
    if item.institution_id == viewer.institution_id and item.country != viewer.country:
        return
    assert can_see(viewer, item) == (is_own or is_near or is_home or item.visibility == "network")


@given(OWNERSHIPS)
def test_nobody_signed_in_sees_nothing(item):
    assert not can_see(ANONYMOUS, item)


@given(OWNERSHIPS, VIEWERS, st.sampled_from(VISIBILITIES))
def test_opening_an_item_further_hides_it_from_nobody(item, viewer, wider):
    if item.institution_id == viewer.institution_id and item.country != viewer.country:
        return
    if VISIBILITIES.index(wider) >= VISIBILITIES.index(item.visibility) and can_see(viewer, item):
        assert can_see(viewer, Ownership(wider, item.person_id, item.institution_id, item.country))
