"""The knowledge graph shows a viewer what he may see, and nothing that would tell of the rest."""

from __future__ import annotations

import io
import json

import networkx as nx
import pytest

from app.knowledge_graph import service


def nodes(client, person):
    """Kind and name of what is drawn around a person."""
    answer = client.get(f"/graph/people/{person}")
    assert answer.status_code == 200, answer.get_json()
    return {(each["kind"], each["name"]) for each in answer.get_json()["nodes"]}


def through(client, person):
    """By chain the people on the way, each with what he is known through."""
    items = client.get(f"/graph/people/{person}/introductions").get_json()["items"]
    return [
        [(link["person"]["name"], [each["name"] for each in link["through"]]) for link in chain["links"]]
        for chain in items
    ]


@pytest.fixture
def ama(make):
    """Somebody who knows dykes, which everybody may see."""
    person = make.person(make.institution(name="Volta"), name="Ama")
    make.expertise(person, make.topic(name="Dykes"))
    return person


def test_around_a_person_are_his_institution_topics_and_who_shares_them(make, ama, sign_in):
    kofi = make.person(make.institution(name="Roads"), name="Kofi")
    make.lesson(kofi, title="Building on clay")

    found = nodes(sign_in(make.person()), ama)

    assert {("person", "Ama"), ("institution", "Volta"), ("topic", "Dykes")} <= found
    assert ("person", "Kofi") not in found


def test_what_somebody_keeps_private_is_drawn_for_himself_alone(make, ama, sign_in):
    make.expertise(ama, make.topic(name="Secret"), visibility="private")
    make.lesson(ama, title="A draft", visibility="private")

    assert {("topic", "Secret"), ("lesson", "A draft")} <= nodes(sign_in(ama), ama)
    assert not {("topic", "Secret"), ("lesson", "A draft")} & nodes(sign_in(make.person()), ama)


def test_ties_through_a_statement_are_drawn_as_one(make, ama, sign_in):
    answer = sign_in(ama).get(f"/graph/people/{ama}").get_json()

    kinds = {each["id"]: each["kind"] for each in answer["nodes"]}
    assert {"expertise", "position"}.isdisjoint(kinds.values())
    assert {"person", "topic"} in [{kinds[each["source"]], kinds[each["target"]]} for each in answer["edges"]]


def test_who_alone_connects_two_parts_is_a_bridge(make, sign_in):
    here, there = make.institution(name="Here"), make.institution(name="There")
    bridge, far = make.person(here, name="Bridge"), make.person(there, name="Far")
    lesson = make.lesson(bridge, title="Joint", institution_id=here)
    make.contribute(lesson, far)

    answer = sign_in(bridge).get(f"/graph/people/{bridge}").get_json()

    assert {each["name"] for each in answer["nodes"] if each["is_bridge"]} >= {"Joint", "Far"}


def test_a_colleague_introduces_to_whom_he_wrote_a_lesson_with(make, sign_in):
    mine = make.institution(name="Mine")
    me, colleague, far = make.person(mine, name="Me"), make.person(mine, name="Colleague"), make.person(name="Far")
    lesson = make.lesson(colleague, title="Written together", visibility="network")
    make.contribute(lesson, far)

    assert through(sign_in(me), far) == [[("Colleague", ["Mine"]), ("Far", ["Written together"])]]


def test_no_chain_leads_over_what_the_viewer_may_not_see(make, sign_in):
    mine = make.institution()
    me, colleague, far = make.person(mine), make.person(mine), make.person()
    make.contribute(make.lesson(colleague, visibility="private"), far)

    assert through(sign_in(me), far) == []


def test_the_export_reads_back_as_graphml_and_as_json(make, ama, sign_in):
    client = sign_in(make.person())

    graph = nx.read_graphml(io.BytesIO(client.get("/graph/export").get_data()))
    linked = json.loads(client.get("/graph/export", format="json-ld").get_data())

    assert graph.nodes[f"person:{ama}"] == {"kind": "person", "name": "Ama"}
    assert {each.get("name") or each.get("label") for each in linked["@graph"]} >= {"Ama", "Dykes", "Volta"}


def test_the_export_around_an_institution_leaves_out_what_is_far(make, ama, sign_in):
    make.person(make.institution(name="Far away"), name="Nobody near")
    client = sign_in(ama)
    volta = client.get(f"/people/{ama}").get_json()["institution"]["id"]

    said = client.get("/graph/export", institution_id=volta).get_data(as_text=True)

    assert "Ama" in said
    assert "Nobody near" not in said


def test_an_account_of_nobody_can_be_introduced_to_nobody(admin, ama):
    assert admin.get(f"/graph/people/{ama}/introductions").status_code == 403


def test_an_export_that_is_too_large_says_what_to_ask_for(make, ama, sign_in, monkeypatch):
    monkeypatch.setattr(service, "MOST_EXPORTED", 3)
    client = sign_in(ama)

    answer = client.get("/graph/export")

    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["institution_id"])
