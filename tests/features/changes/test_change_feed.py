"""The change feed: every write through the API says what it touched, in the same transaction; nothing else does."""

import pytest
from sqlalchemy import select

from app import changes
from app.changes import Change, record
from app.extensions import db, new_id
from app.institutions.models import Institution
from tests.features.errors.nouns import NOUNS, named

TOPIC_SAID = {"labels": [{"language": "fr", "kind": "pref", "label": "Eau"}]}
MENDED = {"/institutions": {"acronym": "X"}, "/topics": TOPIC_SAID, "/people": {"unit": "X"}}


@pytest.fixture
def told(application):
    """A function that calls another and gives the (kind, id) pairs that the feed was told meanwhile, in order."""

    def read():
        with application.app_context():
            rows = db.session.execute(select(Change.number, Change.kind, Change.item_id).order_by(Change.number)).all()
            return [(row.kind, row.item_id) for row in rows]

    def during(act):
        before = len(read())
        act()
        return read()[before:]

    return during


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_what_is_added_is_told_once(make, admin, told, noun):
    answers, body = [], noun.body(make)
    assert told(lambda: answers.append(admin.post(noun.path, body))) == [(noun.make, answers[0].json["id"])]


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_what_is_altered_is_told_once(make, admin, told, noun):
    path, said = noun.new(make), MENDED.get(noun.path, {"title": "X"})
    assert told(lambda: admin.patch(path, said)) == [(noun.make, path.rsplit("/")[-1])]


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_what_is_removed_is_told_once(make, admin, told, noun):
    path = noun.new(make)
    assert told(lambda: admin.delete(path)) == [(noun.make, path.rsplit("/")[-1])]


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun.path in ("/lessons", "/challenges")], ids=named)
def test_other_topics_of_a_thing_are_told_as_the_thing(make, admin, told, noun):
    path, topic = noun.new(make), make.topic()
    assert told(lambda: admin.patch(path, {"topic_ids": [topic]})) == [(noun.make, path.rsplit("/")[-1])]


@pytest.mark.parametrize("said", [{"contributor_ids": []}, {"visibility": "network"}, {"step": "identified"}], ids=str)
def test_other_contributors_or_readers_of_a_lesson_are_told_as_the_lesson(make, sign_in, told, said):
    author = make.person()
    lesson, client = make.lesson(author, visibility="country"), sign_in(author)
    assert told(lambda: client.patch(f"/lessons/{lesson}", said)) == [("lesson", lesson)]


@pytest.mark.parametrize(
    "said",
    [
        {"languages": [{"language": "fr", "level": "C1"}]},
        {"languages": []},
        {"languages": [{"language": "en", "level": "A1"}]},
        {"objects_to_matching": True},
        {"about_visibility": "network"},
        {"working_days": ["sun"]},
    ],
    ids=str,
)
def test_whatever_a_person_says_is_told_as_the_person(make, sign_in, told, said):
    me = make.person(languages="en:C1")
    client = sign_in(me)
    assert told(lambda: client.patch(f"/people/{me}", said)) == [("person", me)]


@pytest.mark.parametrize("level", ["novice", "expert", None])
def test_expertise_added_altered_or_removed_is_told_as_the_person(make, sign_in, told, level):
    me, topic = make.person(), make.topic()
    make.expertise(me, topic, level="expert", visibility="private")
    client, items = sign_in(me), [{"topic_id": topic, "level": level, "visibility": "network"}] if level else []
    assert told(lambda: client.put(f"/people/{me}/expertise", {"items": items})) == [("person", me)]


@pytest.mark.parametrize("what", ["labels", "broader_ids", "both"])
def test_other_labels_or_broader_topics_are_told_as_the_topic(make, admin, told, what):
    topic, above = make.topic(), make.topic()
    said = {"labels": TOPIC_SAID, "broader_ids": {"broader_ids": [above]}}
    wanted = {**said["labels"], **said["broader_ids"]} if what == "both" else said[what]
    assert told(lambda: admin.patch(f"/topics/{topic}", wanted)) == [("topic", topic)]


def test_who_is_removed_is_told_with_all_that_bore_the_name(make, admin, told):
    me, other = make.person(), make.person()
    written, shown, asked = make.lesson(me), make.lesson(other), make.challenge(me)
    helped = make.engagement(me)
    learnt = make.engagement(other, seeker_id=me)
    make.lesson(other)
    admin.patch(f"/lessons/{shown}", {"contributor_ids": [me, other]})
    wanted = {("person", me), ("lesson", written), ("lesson", shown), ("challenge", asked)}
    wanted |= {("engagement", helped), ("engagement", learnt)}
    heard = told(lambda: admin.delete(f"/people/{me}"))
    assert (set(heard), len(heard)) == (wanted, 6)


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_reading_tells_nothing(make, admin, told, noun):
    path = noun.new(make)
    assert told(lambda: [admin.get(path), admin.get(noun.path)]) == []


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_write_that_failed_tells_nothing(make, admin, anonymous, told, noun):
    path, body = noun.new(make), noun.body(make)
    stale = {"headers": {"If-Match": '"stale"'}}

    def fail():
        answers = [
            admin.post(noun.path, {**body, "nonsense": 1}),
            anonymous.post(noun.path, body),
            admin.send("PATCH", path, json={}, **stale),
            admin.send("DELETE", path, **stale),
        ]
        assert [answer.status_code for answer in answers] == [422, 401, 412, 412]

    assert told(fail) == []


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun.path != "/people"], ids=named)
def test_a_write_that_the_database_refused_tells_nothing(make, admin, told, noun):
    getattr(make, noun.make)(ref="taken")
    path, body = noun.new(make), noun.body(make)
    acts = (lambda: admin.post(noun.path, {**body, "ref": "taken"}), lambda: admin.patch(path, {"ref": "taken"}))
    assert told(lambda: [act() for act in acts]) == []


def test_what_is_refused_to_be_removed_tells_nothing(make, admin, told):
    place, topic = make.institution(), make.topic()
    make.expertise(make.person(place), topic)
    assert told(lambda: [admin.delete(f"/institutions/{place}"), admin.delete(f"/topics/{topic}")]) == []


def test_a_write_that_the_feed_could_not_be_told_did_not_happen(make, admin, told, monkeypatch):
    def fail(_table):
        raise RuntimeError("the feed is full")

    with monkeypatch.context() as patched:
        patched.setattr(changes, "insert", fail)
        assert admin.post("/institutions", {"name": "Lost"}).status_code == 500
    assert admin.get("/institutions").json["items"] == []
    assert len(told(lambda: admin.post("/institutions", {"name": "Kept"}))) == 1


def test_nothing_is_told_before_the_commit_and_nothing_after_a_rollback(app, told):
    item = Institution(id=new_id(), ref="i", name="I")
    db.session.add(item)
    db.session.flush()
    assert db.session.scalars(select(Change)).all() == []
    db.session.rollback()
    assert told(db.session.commit) == []


def test_what_is_recorded_twice_is_told_once(app, told):
    item = ("person", new_id())

    def act():
        record(db.session, [item, item])
        record(db.session, [item])
        db.session.commit()

    assert told(act) == [item]


def test_signing_in_and_out_tells_nothing(make, anonymous, told):
    assert told(lambda: anonymous.post("/tokens", {"email": "a@office.example", "password": "x"})) == []
