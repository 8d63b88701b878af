"""Who is removed leaves no trace but the work: lessons and challenges stay, without the name."""

import pytest
from sqlalchemy import String, cast, select

from app.engagements.models import Engagement
from app.extensions import db
from tests.factories.api import ApiClient

COLLECTIONS = ("lessons", "challenges")


@pytest.fixture
def depart(admin):
    """A function that removes a person."""

    def remove(person):
        assert admin.delete(f"/people/{person}").status_code == 204

    return remove


def traces(application, needles):
    """The tables and columns where one of these strings still stands."""
    found = set()
    with application.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(select(*(cast(column, String) for column in table.c))):
                texts = {name: str(text).replace("-", "") for name, text in zip(table.c.keys(), row, strict=True)}
                found |= {f"{table}.{name}" for name, text in texts.items() if any(each in text for each in needles)}
    return found


def test_a_departed_person_leaves_no_trace(application, make, depart):
    me = make.person(languages="sw:C2", name="Quince", email="quince@office.example", about="Quince")
    make.endorsement(make.expertise(me, statement="Quince"), make.person())
    make.endorsement(make.expertise(make.person()), me)
    make.token(me)
    make.lesson(me)
    make.challenge(me)
    make.engagement(me, question="What did Quince do?")
    make.engagement(make.person(), seeker_id=me)
    depart(me)
    # the change feed says which id to take out of the index, the audit log what was done to it: that bare id stays
    assert traces(application, (me.replace("-", ""), "Quince", "quince")) == {"change.item_id", "audit_item.item_id"}


def test_what_somebody_learnt_stays_with_the_peer_when_the_seeker_departs(application, make, depart):
    seeker, peer = make.person(), make.person()
    kept, _ = make.engagement(peer, seeker_id=seeker), make.engagement(seeker, seeker_id=peer)
    depart(seeker)
    with application.app_context():
        left = db.session.scalars(select(Engagement)).all()
        assert [(each.id, each.peer_id, each.seeker_id) for each in left] == [(kept, peer, None)]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_what_a_departed_person_wrote_stays_without_the_name(make, admin, depart, collection):
    me = make.person()
    item = getattr(make, collection[:-1])(me)
    depart(me)
    shown = admin.get(f"/{collection}/{item}").json
    assert (shown["author"], shown.get("contributors", [])) == (None, [])


def test_the_other_contributors_of_a_lesson_stay(make, admin, depart):
    me, other = make.person(), make.person()
    lesson = f"/lessons/{make.lesson(me)}"
    admin.patch(lesson, {"contributor_ids": [me, other]})
    depart(me)
    assert [each["id"] for each in admin.get(lesson).json["contributors"]] == [other]


def test_a_lesson_can_be_mended_though_its_validator_was_removed(make, admin, depart):
    validator = make.person()
    lesson = f"/lessons/{make.lesson(make.person())}"
    admin.patch(lesson, {"step": "validated", "validated_by_id": validator, "validated_on": "2026-01-01"})
    depart(validator)
    assert admin.patch(lesson, {"title": "Mended"}).status_code == 200


def test_the_tokens_of_a_departed_person_open_nothing(application, make, depart):
    me = make.person()
    client = ApiClient(application, make.token(me, "admin"))
    depart(me)
    assert client.get("/me").status_code == 401


def test_what_a_departed_person_vouched_for_counts_no_more(make, admin, depart):
    me, expert = make.person(), make.person()
    make.endorsement(make.expertise(expert), me)
    depart(me)
    assert [each["endorsements"] for each in admin.get(f"/people/{expert}/expertise").json["items"]] == [0]


def test_the_topics_of_a_departed_person_stay_and_may_go(make, admin, depart):
    me, topic = make.person(), make.topic()
    make.expertise(me, topic)
    assert admin.delete(f"/topics/{topic}").status_code == 409
    depart(me)
    assert admin.delete(f"/topics/{topic}").status_code == 204


def test_a_departed_person_can_not_be_removed_twice(make, admin, depart):
    me = make.person()
    depart(me)
    assert admin.send("DELETE", f"/people/{me}", headers={"If-Match": "*"}).status_code == 404


def test_what_only_a_departed_person_could_see_is_seen_by_nobody(make, admin, sign_in, depart):
    me = make.person()
    lesson = make.lesson(me, visibility="private")
    depart(me)
    viewers = [admin, sign_in(None, "member"), sign_in(make.person())]
    assert [client.get(f"/lessons/{lesson}").status_code for client in viewers] == [404, 404, 404]
