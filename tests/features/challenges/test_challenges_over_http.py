"""Challenges: an institution's need, in its author's hands."""

import pytest

from tests.features.errors.problems import problem_of

MISSING = "01a20b91-b7a0-7878-b3ce-b98924f9f2de"


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


def titles(answer):
    """The titles in a list."""
    return [item["title"] for item in answer.json["items"]]


def test_a_challenge_reads_back_as_it_was_said(make, home, author, writer):
    topic = make.topic("Water")
    said = {
        **{"ref": "c:1", "title": "Leaking pipes", "description": "Half of it leaks.", "language": "en"},
        **{"deadline": "2026-12-31", "status": "open", "visibility": "country"},
    }
    made = writer.post("/challenges", {**said, "institution_id": home, "topic_ids": [topic, topic]}).json
    assert made.items() >= said.items()
    assert (made["institution"]["id"], made["author"]["id"]) == (home, author)
    assert made["topics"] == [{"id": topic, "name": "Water"}]
    assert writer.get(f"/challenges/{made['id']}").json == made


def test_a_challenge_stays_in_the_house_unless_said_otherwise(home, writer):
    assert writer.post("/challenges", {"title": "T", "institution_id": home}).json["visibility"] == "institution"


@pytest.mark.parametrize(("field", "unknown"), [("institution_id", MISSING), ("topic_ids", [MISSING])])
def test_an_unknown_reference_is_refused_at_its_field(make, admin, home, field, unknown):
    made = admin.post("/challenges", {"title": "T", "institution_id": home, field: unknown})
    altered = admin.patch(f"/challenges/{make.challenge()}", {field: unknown})
    assert [(each.status_code, list(each.json["errors"])) for each in (made, altered)] == [(422, [field])] * 2


def test_a_ref_belongs_to_one_challenge(make, home, writer):
    make.challenge(ref="c:1")
    assert problem_of(writer.post("/challenges", {"title": "T", "institution_id": home, "ref": "c:1"}))[0] == 409


def test_only_the_author_says_who_may_see_it(make, sign_in, home, author, writer):
    path = f"/challenges/{make.challenge(author)}"
    coordinator = sign_in(make.person(home), ("coordinator", home))
    refused = coordinator.patch(path, {"visibility": "institution", "title": "Altered"})
    assert (problem_of(refused), writer.get(path).json["visibility"]) == ((403, "forbidden"), "network")
    assert writer.get(path).json["title"] != "Altered"
    assert writer.patch(path, {"visibility": "institution"}).status_code == 200


def test_who_repeats_the_visibility_as_it_is_alters_nothing_of_it(make, sign_in, home, author):
    path = f"/challenges/{make.challenge(author)}"
    coordinator = sign_in(None, ("coordinator", home))
    assert coordinator.patch(path, {"visibility": "network", "status": "closed"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"country": "SN"}, ["B"]),
        ({"status": "closed"}, ["B"]),
        ({"language": "fr"}, ["A"]),
        ({"q": "a"}, ["A"]),
        ({"country": "KE", "status": "closed"}, []),
        ({}, ["A", "B"]),
    ],
)
def test_challenges_are_found_by_what_they_are(make, admin, query, wanted):
    make.challenge(make.person(), title="A", language="fr")
    make.challenge(make.person(make.institution(country="SN")), title="B", status="closed")
    assert titles(admin.get("/challenges", **query)) == wanted


def test_challenges_are_found_by_house_and_by_a_topic_and_all_below_it(make, admin, author, home):
    top = make.topic()
    make.challenge(author, title="Low", topics=[make.topic(broader=[make.topic(broader=[top])])])
    make.challenge(author, title="Top", topics=[top])
    make.challenge(make.person(), title="Other")
    assert titles(admin.get("/challenges", topic_id=top)) == ["Low", "Top"]
    assert titles(admin.get("/challenges", institution_id=home)) == ["Low", "Top"]


@pytest.mark.parametrize("word", ["%", "_", "\\", "/"])
def test_a_sign_of_the_database_is_looked_for_as_itself(make, admin, author, word):
    make.challenge(author, title="Water")
    make.challenge(author, title=f"a{word}b")
    assert titles(admin.get("/challenges", q=word)) == [f"a{word}b"]


def test_a_challenge_can_be_emptied_of_what_may_be_empty(make, author, writer):
    path = f"/challenges/{make.challenge(author, topics=[make.topic()], language='en')}"
    shown = writer.patch(path, {"topic_ids": [], "language": None, "deadline": None, "description": ""}).json
    assert (shown["topics"], shown["language"], shown["deadline"], shown["description"]) == ([], None, None, "")


def test_a_removed_challenge_is_gone_and_its_topics_stay(make, admin, author, writer):
    topic = make.topic()
    path = f"/challenges/{make.challenge(author, topics=[topic])}"
    assert (writer.delete(path).status_code, writer.get(path).status_code) == (204, 404)
    assert admin.delete(f"/topics/{topic}").status_code == 204
