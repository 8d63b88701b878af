"""Communities: founded by anybody, found by filters, and altered by who looks after them."""

import pytest

from tests.features.errors.problems import problem_of

SAID = {"domain": "Counting people.", "practice": "Calls each month.", "stage": "coalescing", "languages": ["en", "fr"]}


def names(answer):
    return [item["name"] for item in answer.json["items"]]


def test_a_community_reads_back_as_it_was_said_and_its_founder_coordinates_it(make, circle):
    topic, me = make.topic("Census"), circle.client(circle.member)
    said = {**SAID, "name": "Census", "visibility": "network"}
    made = me.post("/communities", {**said, "institution_id": circle.home, "topic_ids": [topic, topic]}).json
    assert made.items() >= said.items()
    assert made["topics"] == [{"id": topic, "name": "Census"}]
    assert made["mine"] == {"role": "coordinator", "visibility": "network"}
    assert made["member_count"] == 1
    assert me.get(f"/communities/{made['id']}").json == made


def test_a_community_stays_in_the_house_unless_said_otherwise(circle):
    me = circle.client(circle.member)
    made = me.post("/communities", {"name": "N", "institution_id": circle.home}).json
    assert (made["visibility"], made["mine"]["visibility"], made["stage"]) == ("institution",) * 2 + ("potential",)
    assert circle.client(circle.foreigner).get(f"/communities/{made['id']}").status_code == 404


def test_nobody_founds_one_at_an_institution_of_others(circle):
    body = {"name": "N", "institution_id": circle.home}
    assert circle.client(circle.foreigner).post("/communities", body).status_code == 403


def test_filters_find_what_they_name(make, circle):
    topic = make.topic("Census")
    below, other = make.topic("Counting", broader=[topic]), make.topic("Water")
    said = {"stage": "maturing", "name": "Counters"}
    make.community(circle.foreigner, [below], **said)
    make.community(circle.member, [other], name="Well diggers")
    client = circle.client(circle.member)
    found = {
        "topic_id": topic,
        "country": "SN",
        "institution_id": circle.abroad,
        "stage": "maturing",
        "q": "coun",
        "member_id": circle.foreigner,
    }
    wrong = {name for name, said in found.items() if names(client.get("/communities", **{name: said})) != ["Counters"]}
    assert wrong == set()


def test_the_filter_by_language_finds_those_who_talk_in_it(circle):
    circle.client(circle.founder).patch(circle.path, {"languages": ["sw", "en"]})
    assert names(circle.client(circle.member).get("/communities", language="sw")) == ["Census takers"]
    circle.client(circle.founder).patch(circle.path, {"languages": ["en"]})
    assert names(circle.client(circle.member).get("/communities", language="sw")) == []


def test_pages_follow_each_other_in_both_orders(make, circle):
    for name in ("A", "B", "D"):
        make.community(circle.founder, name=name)
    client = circle.client(circle.foreigner)
    for sort, wanted in (("name", ["A", "B", "Census takers", "D"]), ("-updated", ["D", "B", "A", "Census takers"])):
        found, cursor = [], None
        while cursor is not None or not found:
            answer = client.get("/communities", sort=sort, limit=1, **({"cursor": cursor} if cursor else {}))
            found, cursor = found + names(answer), answer.json["next"]
            if cursor is None:
                break
        assert found == wanted


def test_it_can_be_taken_along_as_csv(circle):
    text = circle.client(circle.foreigner).get("/communities", format="csv").text
    assert "Census takers" in text
    assert "member_count" in text


def test_a_stale_change_is_refused(circle):
    me = circle.client(circle.founder)
    etag = me.get(circle.path).headers["ETag"]
    assert me.patch(circle.path, {"stage": "maturing"}, etag).status_code == 200
    assert me.patch(circle.path, {"stage": "potential"}, etag).status_code == 412


def test_every_coordinator_of_it_alters_it_and_no_other_member(circle):
    circle.join(circle.member)
    assert circle.client(circle.member).patch(circle.path, {"stage": "maturing"}).status_code == 403
    circle.role(circle.founder, circle.member, "coordinator")
    assert circle.client(circle.member).patch(circle.path, {"stage": "maturing"}).status_code == 200


def test_who_coordinates_its_home_alters_it_but_not_who_sees_it(make, circle):
    keeper = circle.client(make.person(circle.home), ("coordinator", circle.home))
    assert keeper.patch(circle.path, {"domain": "Mended."}).status_code == 200
    assert problem_of(keeper.patch(circle.path, {"visibility": "country"}))[0] == 403
    stranger = circle.client(make.person(circle.abroad), ("coordinator", circle.abroad))
    assert stranger.patch(circle.path, {"domain": "Mine."}).status_code == 403


@pytest.mark.parametrize("visibility", ["private", "institution", "country"])
def test_nobody_shuts_himself_out(circle, visibility):
    circle.join(circle.foreigner)
    circle.role(circle.founder, circle.foreigner, "coordinator")
    answer = circle.client(circle.foreigner).patch(circle.path, {"visibility": visibility})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["visibility"])
    assert circle.client(circle.founder).get(circle.path).json["visibility"] == "network"


def test_it_goes_with_its_members_and_gatherings(make, circle):
    circle.join(circle.member)
    make.gathering(circle.id)
    assert circle.client(circle.member).delete(circle.path).status_code == 403
    assert circle.client(circle.founder).delete(circle.path).status_code == 204
    assert circle.client(circle.founder).get(circle.path).status_code == 404


def test_a_shared_one_stays_without_the_name_of_who_founded_it_and_is_erased(make, circle):
    circle.join(circle.foreigner)
    me = circle.client(circle.founder)
    email = f"{circle.id}@office.example"
    me.patch(f"/people/{circle.founder}", {"email": email})
    keeper = circle.client(make.person(circle.home), ("coordinator", circle.home))
    assert keeper.delete(f"/people/{circle.founder}").status_code == 204
    assert circle.names(circle.foreigner) == [("Cem", "peripheral")]
    assert keeper.put(f"{circle.path}/members/{circle.foreigner}/role", {"role": "coordinator"}).status_code == 200
    assert circle.client(circle.foreigner).patch(circle.path, {"stage": "maturing"}).status_code == 200
