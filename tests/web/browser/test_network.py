"""The network of a person in a browser: drawn and listed, who introduces, and the graph as a file."""

from __future__ import annotations

import json

from sqlalchemy import select

from app.extensions import db
from app.people.models import Person

AMINA = "amina@devolution.ke.example"


def test_the_neighbourhood_is_drawn_and_listed_and_leads_on_to_others(visit, way):
    amina = visit(AMINA, **way).open("/network")
    drawing = amina.page.locator(".graph svg")
    assert drawing.locator("a[aria-label='person: Amina Wekesa']").count() == 1
    assert drawing.locator("text", has_text="knows about").count() > 0  # ties are called by their names
    near = amina.page.locator(".lists")
    assert "Drought management" in near.inner_text()
    assert amina.page.get_by_role("heading", name="Bridges").count() == 1

    amina.page.locator(".graph svg a[aria-label^='person: ']").nth(1).focus()  # the keyboard reaches what is drawn
    with amina.page.expect_navigation():
        amina.page.keyboard.press("Enter")
    assert "Who can introduce you" in amina.look().text
    assert amina.page.get_by_role("link", name="Back to your own network").count() == 1


def test_who_can_introduce_one_is_told_with_what_they_are_known_through(visit, world):
    amina, nelson = visit(AMINA), person_id(world, "Nelson Ibagón")
    amina.open(f"/network?person={nelson}")
    assert "No chain of people who know each other leads there" in amina.text
    colleague = person_id(world, "Akinyi Wafula")
    chain = amina.open(f"/network?person={colleague}").page.locator(".chains li").first.inner_text()
    assert "Akinyi Wafula" in chain
    assert "known through Ministry of Devolution and Planning" in chain


def test_the_graph_is_given_as_a_file(visit):
    amina = visit(AMINA).open("/network")
    with amina.page.expect_download() as started:
        amina.page.get_by_role("link", name="GraphML", exact=True).click()
    assert started.value.suggested_filename == "sankofa.graphml"
    assert "<graphml" in started.value.path().read_text(encoding="utf-8")[:500]
    with amina.page.expect_download() as started:
        amina.page.get_by_role("link", name="JSON-LD of your institution").click()
    assert json.loads(started.value.path().read_text(encoding="utf-8"))["@graph"]


def test_a_person_that_there_is_not_is_not_found(visit):
    amina = visit(AMINA).open("/network?person=00000000-0000-7000-8000-000000000000")
    assert amina.page.get_by_role("heading", level=1).inner_text() == "Not found"


def person_id(world, name):
    with world.app_context():
        return db.session.scalar(select(Person.id).where(Person.name == name))
