"""Expertise: the person alone says what he knows; colleagues vouch for it, each once, and never for what is hidden."""

import pytest

from app.extensions import new_id
from tests.features.errors.problems import problem_of


def entry(topic, **said):
    """One entry as it is sent."""
    return {"topic_id": topic, "level": "expert", "visibility": "network", **said}


@pytest.fixture
def owner(make, sign_in):
    """A function that signs in a new person; gives the address of the expertise and the requests."""

    def enter():
        me = make.person()
        return f"/people/{me}/expertise", sign_in(me)

    return enter


@pytest.fixture
def known(make):
    """The address to endorse somebody's expertise that the network may see."""
    person, topic = make.person(), make.topic()
    make.expertise(person, topic)
    return f"/people/{person}/expertise/{topic}/endorsements"


def test_a_person_reads_back_what_he_said(make, owner):
    (path, me), topic = owner(), make.topic()
    said = entry(topic, years=7, statement="Tariffs, in three towns.", language="en", last_used="2026-01-31")
    kept = me.put(path, {"items": [said]}).json["items"]
    assert kept == me.get(path).json["items"]
    assert {**kept[0], "topic_id": kept[0]["topic"]["id"]}.items() >= said.items()


def test_an_entry_is_private_unless_said_otherwise(make, owner):
    path, me = owner()
    kept = me.put(path, {"items": [{"topic_id": make.topic(), "level": "novice"}]}).json["items"]
    assert kept[0]["visibility"] == "private"


def test_what_is_left_out_is_removed(make, owner):
    (path, me), old, new = owner(), make.topic(), make.topic()
    me.put(path, {"items": [entry(old)]})
    me.put(path, {"items": [entry(new)]})
    assert [item["topic"]["id"] for item in me.get(path).json["items"]] == [new]


def test_an_entry_on_the_same_topic_keeps_its_id_and_its_endorsements(make, sign_in):
    person, topic = make.person(), make.topic()
    expertise = make.expertise(person, topic)
    make.endorsement(expertise, make.person())
    kept = sign_in(person).put(f"/people/{person}/expertise", {"items": [entry(topic, years=9)]}).json["items"][0]
    assert (kept["id"], kept["endorsements"], kept["years"]) == (expertise, 1, 9)


def test_endorsements_go_with_the_entry_that_is_removed(make, sign_in):
    person, topic = make.person(), make.topic()
    make.endorsement(make.expertise(person, topic), make.person())
    path, me = f"/people/{person}/expertise", sign_in(person)
    me.put(path, {"items": []})
    assert me.put(path, {"items": [entry(topic)]}).json["items"][0]["endorsements"] == 0


def test_a_topic_named_twice_is_refused_and_changes_nothing(make, owner):
    (path, me), topic = owner(), make.topic()
    me.put(path, {"items": [entry(topic, years=1)]})
    assert problem_of(me.put(path, {"items": [entry(topic), entry(topic)]})) == (422, "invalid")
    assert [item["years"] for item in me.get(path).json["items"]] == [1]


def test_a_topic_named_twice_in_two_spellings_is_refused(make, owner):
    (path, me), topic = owner(), make.topic()
    assert me.put(path, {"items": [entry(topic), entry(topic.upper())]}).status_code == 422


def test_an_unknown_topic_is_refused_and_changes_nothing(make, owner):
    (path, me), topic = owner(), make.topic()
    me.put(path, {"items": [entry(topic)]})
    assert list(me.put(path, {"items": [entry(new_id())]}).json["errors"]) == ["items"]
    assert len(me.get(path).json["items"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "guru"},
        {"years": -1},
        {"years": 71},
        {"years": 1.5},
        {"years": "many"},
        {"years": True},
        {"statement": "a\0"},
        {"statement": "x" * 5001},
        {"language": "xx"},
        {"last_used": "2026-02-30"},
        {"visibility": "public"},
        {"topic_id": "water"},
        {"endorsements": 5},
        {"last_verified": "2026-01-01"},
    ],
    ids=str,
)
def test_an_entry_of_the_wrong_shape_is_refused_at_its_field(make, owner, wrong):
    (path, me), said = owner(), entry(make.topic())
    refused = me.put(path, {"items": [{**said, **wrong}]})
    assert (refused.status_code, refused.json["errors"]["items"]["0"].keys()) == (422, wrong.keys())


@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": {}}, {"items": [1]}, {"items": [], "mode": "add"}])
def test_a_set_of_the_wrong_shape_is_refused(owner, body):
    path, me = owner()
    assert problem_of(me.put(path, body)) == (422, "invalid")


def test_nobody_says_what_another_knows(make, sign_in):
    place, topic = make.institution(), make.topic()
    path = f"/people/{make.person(place)}/expertise"
    others = [sign_in(make.person(place)), sign_in(make.person(place), "admin", ("coordinator", place))]
    answers = [client.put(path, {"items": [entry(topic)]}) for client in others]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert others[0].get(path).json["items"] == []


def test_a_second_writer_of_the_same_expertise_is_refused(make, owner):
    (path, me), topic = owner(), make.topic()
    etag = me.get(path).headers["ETag"]
    answers = [me.put(path, {"items": [entry(topic)]}, etag), me.put(path, {"items": []}, etag)]
    assert [answer.status_code for answer in answers] == [200, 412]


def test_expertise_is_not_replaced_without_an_etag(make, owner):
    path, me = owner()
    assert problem_of(me.send("PUT", path, json={"items": []})) == (428, "precondition-required")


def test_the_expertise_of_nobody_answers_404(admin):
    assert problem_of(admin.get(f"/people/{new_id()}/expertise")) == (404, "not-found")


def test_a_colleague_vouches(make, sign_in, known):
    endorsed = sign_in(make.person()).post(known)
    assert (endorsed.status_code, endorsed.json["endorsements"]) == (201, 1)


def test_several_colleagues_vouch(make, sign_in, known):
    assert [sign_in(make.person()).post(known).json["endorsements"] for _ in range(3)] == [1, 2, 3]


def test_nobody_vouches_twice(make, sign_in, known):
    colleague = sign_in(make.person())
    assert [colleague.post(known).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize("visibility", ["private", "network"])
def test_nobody_vouches_for_himself(make, sign_in, visibility):
    me, topic = make.person(), make.topic()
    make.expertise(me, topic, visibility=visibility)
    assert sign_in(me).post(f"/people/{me}/expertise/{topic}/endorsements").status_code == 403


def test_who_is_in_no_directory_vouches_for_nobody(admin, known):
    assert problem_of(admin.post(known)) == (403, "forbidden")


def test_hidden_expertise_is_not_there_to_be_vouched_for(make, sign_in):
    person, topic = make.person(), make.topic()
    make.expertise(person, topic, visibility="institution")
    colleague = sign_in(make.person())
    paths = [f"/people/{person}/expertise/{each}/endorsements" for each in (topic, new_id())]
    hidden, missing = (colleague.post(path) for path in paths)
    assert problem_of(hidden) == problem_of(missing) == (404, "not-found")
    assert hidden.json["detail"] == missing.json["detail"]


def test_vouching_for_nobody_answers_404(make, sign_in):
    path = f"/people/{new_id()}/expertise/{make.topic()}/endorsements"
    assert problem_of(sign_in(make.person()).post(path)) == (404, "not-found")
