"""A lesson from a completed engagement: begun once, with its question, and shown to nobody but its author."""

from __future__ import annotations

import pytest

from tests.factories.maker import OPEN

QUESTION = "How do counties warn farmers of drought in time?"


@pytest.fixture
def two(make):
    """A seeker and a peer."""
    return {"seeker": make.person(**OPEN), "peer": make.person(**OPEN)}


@pytest.fixture
def topic(make):
    return make.topic()


@pytest.fixture
def engagement(make, two, topic):
    """What the peer helped with, completed."""
    said = {"question": QUESTION, "title": "Drought", "language": "en", "visibility": "private"}
    return make.engagement(two["peer"], [topic], seeker_id=two["seeker"], **said)


@pytest.mark.parametrize(("who", "contacts"), [("seeker", []), ("peer", ["peer"])])
def test_a_lesson_begins_with_the_question_in_the_name_of_the_institution_of_who_writes(
    two, engagement, topic, sign_in, who, contacts
):
    client = sign_in(two[who])
    made = client.post(f"/engagements/{engagement}/lesson")
    assert made.status_code == 201, made.json
    lesson = client.get(f"/lessons/{made.json['id']}").json
    assert (lesson["question"], lesson["title"], lesson["language"]) == (QUESTION, "Drought", "en")
    assert (lesson["step"], lesson["visibility"]) == ("identified", "private")
    assert [each["id"] for each in lesson["topics"]] == [topic]
    assert lesson["institution"]["id"] == client.get(f"/people/{two[who]}").json["institution"]["id"]
    assert lesson["author"]["id"] == two[who]
    assert [each["id"] for each in lesson["contributors"]] == [two[each] for each in contacts]


def test_only_its_author_sees_it_until_he_shows_it(two, engagement, sign_in, make):
    author, other = sign_in(two["peer"]), sign_in(two["seeker"])
    colleague = sign_in(make.person(author.get(f"/people/{two['peer']}").json["institution"]["id"]))
    lesson = author.post(f"/engagements/{engagement}/lesson").json["id"]
    for client in (other, colleague, sign_in(None, "admin")):
        assert client.get(f"/lessons/{lesson}").status_code == 404
        assert client.post("/peer-search", {"text": QUESTION, "rank": "institutions"}).json["items"] == []
    author.patch(f"/lessons/{lesson}", {"visibility": "network"})
    assert other.get(f"/lessons/{lesson}").json["question"] == QUESTION
    assert other.post("/peer-search", {"text": QUESTION, "rank": "institutions"}).json["items"]


def test_it_is_begun_once_and_again_only_when_it_was_removed(two, engagement, sign_in):
    author, other = sign_in(two["peer"]), sign_in(two["seeker"])
    path = f"/engagements/{engagement}/lesson"
    lesson = author.post(path).json["id"]
    refused = other.post(path)
    assert (refused.status_code, refused.json["type"].rpartition(":")[2]) == (409, "lesson-captured")
    assert "once-per-engagement" in refused.json["detail"]
    assert lesson in refused.json["detail"]
    assert author.delete(f"/lessons/{lesson}").status_code == 204
    assert other.post(path).status_code == 201


def test_nothing_is_captured_before_it_is_completed_or_by_somebody_else(two, make, sign_in, engagement):
    active = make.learning(two["peer"], two["seeker"])
    refused = sign_in(two["peer"]).post(f"/engagements/{active}/lesson")
    assert (refused.status_code, "active/capture" in refused.json["detail"]) == (409, True)
    assert sign_in(make.person()).post(f"/engagements/{engagement}/lesson").status_code == 404


def test_a_draft_goes_with_its_author_and_the_engagement_stays(two, engagement, sign_in, admin):
    author, other = sign_in(two["seeker"]), sign_in(two["peer"])
    assert author.post(f"/engagements/{engagement}/lesson").status_code == 201
    assert admin.delete(f"/people/{two['seeker']}").status_code == 204
    assert other.get(f"/engagements/{engagement}").status_code == 200
    assert other.post(f"/engagements/{engagement}/lesson").status_code == 201
