"""Topics: labels as SKOS allows them, a hierarchy without circles, found in any language."""

import pytest

from app.extensions import new_id
from tests.features.errors.problems import problem_of


def label(text, language="en", kind="pref"):
    """One label as it is sent."""
    return {"language": language, "kind": kind, "label": text}


def said(*labels, **more):
    """A topic as it is sent."""
    return {"labels": list(labels) or [label("Water")], **more}


def names(answer):
    """The names in a list."""
    return [item["name"] for item in answer.json["items"]]


def test_a_topic_reads_back_as_it_was_said(make, admin):
    above = make.topic("Services")
    labels = [label("Water"), label("H2O", kind="alt"), label("Eau", "fr")]
    wanted = said(*labels, ref="x:1", scheme="local", cofog="06.3", definition="Drinking water.")
    made = admin.post("/topics", {**wanted, "broader_ids": [above]}).json
    assert admin.get(f"/topics/{made['id']}").json == made
    assert made.items() >= {key: value for key, value in wanted.items() if key != "labels"}.items()
    assert sorted(map(str, made["labels"])) == sorted(map(str, labels))
    assert made["broader"] == [{"id": above, "name": "Services"}]


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ([label("Eau", "fr"), label("Water")], "Water"),
        ([label("Maji", "sw"), label("Eau", "fr")], "Eau"),
        ([label("Water", kind="alt"), label("Maji", "sw")], "Maji"),
        ([label("Eau", "fr", "alt"), label("Water", kind="alt")], "Water"),
    ],
)
def test_a_topic_is_called_by_its_english_name_or_the_first_there_is(admin, labels, name):
    assert admin.post("/topics", said(*labels)).json["name"] == name


def test_a_language_prefers_one_label(admin):
    refused = admin.post("/topics", said(label("Water"), label("Waters")))
    assert (problem_of(refused), list(refused.json["errors"])) == ((422, "invalid"), ["labels"])


def test_a_label_said_twice_is_kept_once(admin):
    assert len(admin.post("/topics", said(label("Water"), label("Water"))).json["labels"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        label("Water", "english"),
        label("Water", kind="hidden"),
        label(""),
        label(" "),
        label("a\0"),
        label("\ud800"),
        label("x" * 201),
        {"label": "Water"},
        {**label("Water"), "note": "x"},
        "Water",
    ],
    ids=ascii,
)
def test_a_label_of_the_wrong_shape_is_refused(make, admin, wrong):
    assert list(admin.post("/topics", said(wrong)).json["errors"]) == ["labels"]
    assert list(admin.patch(f"/topics/{make.topic()}", said(wrong)).json["errors"]) == ["labels"]


def test_labels_are_replaced_as_a_whole_and_the_name_with_them(make, admin):
    topic = f"/topics/{make.topic('Water')}"
    shown = admin.patch(topic, said(label("Eau", "fr"))).json
    assert (shown["name"], shown["labels"]) == ("Eau", [label("Eau", "fr")])


@pytest.mark.parametrize("depth", [0, 1, 2, 5])
def test_a_circle_of_broader_topics_is_refused_and_changes_nothing(make, admin, depth):
    first = last = make.topic()
    for _ in range(depth):
        last = make.topic(broader=[last])
    assert problem_of(admin.patch(f"/topics/{first}", {"broader_ids": [last]})) == (409, "topic-broader-than-itself")
    assert admin.get(f"/topics/{first}").json["broader"] == []


def test_a_topic_may_hang_below_several_that_meet_above(make, admin):
    top = make.topic()
    left, right = make.topic(broader=[top]), make.topic(broader=[top])
    shown = admin.patch(f"/topics/{make.topic()}", {"broader_ids": [left, right, left]}).json
    assert {each["id"] for each in shown["broader"]} == {left, right}


def test_an_unknown_broader_topic_is_refused_at_its_field(make, admin):
    answers = [
        admin.post("/topics", said(broader_ids=[new_id()])),
        admin.patch(f"/topics/{make.topic()}", {"broader_ids": [new_id()]}),
    ]
    assert [(each.status_code, list(each.json["errors"])) for each in answers] == [(422, ["broader_ids"])] * 2


def test_topics_are_found_by_the_labels_of_any_language(make, admin):
    make.topic("Roads")
    admin.post("/topics", said(label("Water"), label("Trinkwasser", "de", "alt")))
    assert names(admin.get("/topics", q="WASSER")) == ["Water"]


@pytest.mark.parametrize("word", ["%", "_", "\\", "/"])
def test_a_sign_of_the_database_is_looked_for_as_itself(make, admin, word):
    make.topic("Water")
    make.topic(f"a{word}b")
    assert names(admin.get("/topics", q=word)) == [f"a{word}b"]


def test_topics_are_found_by_scheme_and_by_the_topic_right_above(make, admin):
    top = make.topic("Top", scheme="sdg")
    middle = make.topic("Middle", broader=[top])
    make.topic("Low", broader=[middle])
    assert (names(admin.get("/topics", scheme="sdg")), names(admin.get("/topics", broader_id=top))) == (
        ["Top"],
        ["Middle"],
    )


def test_a_ref_belongs_to_one_topic(make, admin):
    make.topic(ref="x:1")
    assert problem_of(admin.post("/topics", said(ref="x:1"))) == (409, "key-taken-or-gone")
    assert problem_of(admin.patch(f"/topics/{make.topic()}", {"ref": "x:1"})) == (409, "key-taken-or-gone")


@pytest.mark.parametrize("use", ["expertise", "lesson", "challenge", "engagement", "narrower"])
def test_a_topic_that_something_refers_to_is_not_removed_and_nothing_is_lost(make, admin, use):
    topic, person = make.topic(), make.person()
    users = {
        "expertise": lambda: f"/people/{person}/expertise" if make.expertise(person, topic) else "",
        "lesson": lambda: f"/lessons/{make.lesson(person, topics=[topic])}",
        "challenge": lambda: f"/challenges/{make.challenge(person, topics=[topic])}",
        "engagement": lambda: f"/people/{person}" if make.engagement(person, [topic]) else "",
        "narrower": lambda: f"/topics/{make.topic(broader=[topic])}",
    }
    path = users[use]()
    before = [admin.get(path).data, admin.get(f"/topics/{topic}").data]
    rule = "topic-has-narrower-ones" if use == "narrower" else "key-taken-or-gone"
    assert problem_of(admin.delete(f"/topics/{topic}")) == (409, rule)
    assert [admin.get(path).data, admin.get(f"/topics/{topic}").data] == before


def test_a_topic_that_nothing_refers_to_goes_with_its_labels(make, admin):
    above = make.topic()
    topic = make.topic("Gone", broader=[above])
    assert admin.delete(f"/topics/{topic}").status_code == 204
    assert (admin.get(f"/topics/{topic}").status_code, names(admin.get("/topics", q="Gone"))) == (404, [])
