"""The exchange planner in a browser: Ji-ho opens a round, fills it from files, plans, pins, plans anew and confirms."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.extensions import utc_now
from tests.features.demo.entering import entries
from tests.web.browser.planned_round import JIHO, RULES, TITLE, as_jiho, planned_round
from tests.web.browser.visitor import DESK, REQUESTS, WEIGHT, first_load

LILIANA, AMINA = "liliana@dane.co.example", "amina@devolution.ke.example"
WHO = ("co-dane", "ke-cog", "ke-ksg", "in-sbm", "kr-kdi", "ug-maaif", "et-moa")


@pytest.fixture
def entered(world):
    """Needs and offers of some institutions, as they are sent."""
    return [made for ref, made in entries(world).items() if ref in WHO]


@pytest.fixture
def jiho(world):
    """The API as Ji-ho asks it."""
    return as_jiho(world)


@pytest.fixture
def planned(jiho, entered):
    """The address of a round with closed entries and a plan, and that plan."""
    return planned_round(jiho, entered)


def as_file(columns, rows):
    """A CSV file as a browser sends it."""
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    return {"name": "entries.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}


def needs_file(entered):
    columns = ("institution", "challenge", "contact", "hours_per_month", "languages", "months")
    names = ("institution_id", "challenge_id", "contact_id")
    needs = [need for needs, _ in entered for need in needs]
    return as_file(
        columns,
        (
            [*(f"x [{need[name]}]" for name in names), 2, ";".join(need["languages"]), ";".join(need["months"])]
            for need in needs
        ),
    )


def offers_file(entered):
    columns = ("institution", "title", "experts", "hours_per_month", "at_most", "months", "cost")
    rows = []
    for _, offer in entered:
        experts = ";".join(f"x [{each['person_id']}]: {each['hours_per_month']}" for each in offer["experts"])
        told = (offer["title"], experts, offer["hours_per_month"], offer["at_most"], ";".join(offer["months"]))
        rows.append([f"x [{offer['institution_id']}]", *told, offer["cost"]])
    return as_file(columns, rows)


def take_in(visitor, link, file):
    """Follow the link to a file of entries, and send it."""
    visitor.follow(link)
    visitor.page.set_input_files("#file", files=[file])
    return visitor.follow("Enter all rows")


def title_of_first(visitor):
    """The first need on the board, with its card opened."""
    first = visitor.page.locator(".exchange").first
    first.locator("summary").click()
    return first, first.locator("h4").inner_text()


def test_jiho_opens_a_round_fills_it_plans_pins_plans_again_and_confirms(visit, way, entered):
    page = (jiho := visit(JIHO, **way).open("/rounds")).page
    jiho.follow("Open a round")
    for name, value in {"title": TITLE, **RULES, "least_fit": "5"}.items():
        page.fill(f"#{name}", str(value))
    jiho.follow("Open the round")
    assert "January 2027 – June 2027" in jiho.text
    take_in(jiho, "Offers from a file", offers_file(entered))
    assert f"{len(entered)} entries are new." in jiho.text
    jiho.follow("Back to the round")
    take_in(jiho, "Needs from a file", needs_file(entered)).follow("Back to the round")
    jiho.follow("Close entries").follow("Close entries")
    assert "Entries are closed." in jiho.text

    jiho.follow("Make a plan")
    assert "Nobody is asked before you confirm it." in jiho.text
    table, arcs = page.locator("table.plan tbody tr"), page.locator(".arc title").all_text_contents()
    assert table.count() >= 4
    assert {re.sub(r": \d+$", "", each) for each in arcs} == {
        " → ".join(re.split(", ", row.locator("td").nth(side).inner_text())[-1] for side in (0, 1))
        for row in table.all()
    }
    first, gone = title_of_first(jiho)
    expert = first.locator("p b").first.inner_text()
    first.get_by_role("link", name="Pin or forbid").click()
    page.check("[value=forbid]")
    page.fill("#reason", "They met last year.")
    jiho.look().follow("Keep this")
    assert "They met last year." in page.locator("#pins + ul").inner_text()

    jiho.follow("Plan again")
    changed = page.locator(".changes li").filter(has_text=gone)
    assert changed.count() == 1
    assert expert in changed.inner_text().split("Before with:")[1].split("Now with:")[0]
    jiho.follow("Confirm this plan").follow("Confirm, and ask the experts")
    assert "its exchanges have begun" in jiho.text
    jiho.follow("To the exchange")
    assert page.locator(".steps [aria-current]").inner_text() == "Define: who and what"
    assert "Still missing:" in jiho.text


def test_a_need_without_a_place_says_what_to_relax_and_an_exchange_what_it_costs_the_others(visit, planned):
    path, plan = planned
    jiho = visit(JIHO).open(f"{path}/plans/1")
    blocked = [each for each in plan["unplaced"] if each["blocked_by"]]
    assert blocked
    told = jiho.page.locator("#blocked + ul")
    for each in blocked:
        card = told.locator("li.card").filter(has_text=each["need"]["name"]).first.inner_text()
        assert "It gets a place if you do" in card
        assert all(name["name"] in card for step in each["blocked_by"] for name in step["of"])
    assert f"Spent: {plan['cost']:,} of 3,600 USD. Left: {3_600 - plan['cost']:,}." in jiho.text
    title_of_first(jiho)
    jiho.follow("What would giving it up cost?")
    rows = jiho.page.locator("tbody tr").first.locator("td").all_inner_texts()
    assert int(rows[0]) == plan["served"] >= int(rows[1])


def test_a_plan_is_made_and_confirmed_by_keyboard_only(visit, planned):
    path, _ = planned
    jiho = visit(JIHO).open(path)

    def go_to(name):
        for _ in range(60):
            jiho.page.keyboard.press("Tab")
            if jiho.page.evaluate("document.activeElement.innerText.trim()") == name:
                return jiho.page.keyboard.press("Enter")
        raise AssertionError(f"no key leads to {name}")

    for name, told in (
        ("Make a plan", "The plan is made."),
        ("Confirm this plan", "Confirm plan 2?"),
        ("Confirm, and ask the experts", "The plan is confirmed"),
    ):
        go_to(name)
        jiho.page.get_by_text(told).first.wait_for()
        jiho.look()


def test_bad_rows_of_a_file_are_told_by_line_column_and_reason_and_nothing_is_entered(visit, planned, jiho, entered):
    path, _ = planned
    jiho.post(f"{path}/reopen")
    before = len(jiho.get(f"{path}/offers", limit=100).json["items"])
    place = f"x [{entered[0][1]['institution_id']}]"
    bad = as_file(("institution", "title", "cost"), [[place, "Good", "10"], ["Nowhere", "Bad", "10"], [place, "", "x"]])
    page = take_in(visit(JIHO).open(path), "Offers from a file", bad).page
    rows = [row.all_inner_texts() for row in (each.locator("th, td") for each in page.locator("tbody tr").all())]
    assert [row[:2] for row in rows] == [["3", "institution"], ["4", "cost"]]
    assert rows[0][2] == "Nothing here is called so: check the name."
    assert "Nothing was entered from entries.csv." in page.inner_text("#wrong")
    assert len(jiho.get(f"{path}/offers", limit=100).json["items"]) == before


def test_a_wrong_round_and_a_wrong_need_keep_what_was_typed_and_say_what_is_wrong(visit, planned, jiho, entered):
    visitor = visit(JIHO).open("/rounds/new")
    for name, value in {"title": "<b>Rains</b>", "first_month": "2027-06", "last_month": "2027-01"}.items():
        visitor.page.fill(f"#{name}", value)
    visitor.page.fill("#least_fit", "7")
    visitor.follow("Open the round")
    assert "Choose the first month or a later one." in visitor.page.inner_text("#last_month-told")
    kept = {name: visitor.page.input_value(f"#{name}") for name in ("title", "last_month", "least_fit")}
    assert kept == {"title": "<b>Rains</b>", "last_month": "2027-01", "least_fit": "7"}

    path, _ = planned
    jiho.post(f"{path}/reopen")
    need = jiho.get(f"{path}/needs").json["items"][0]
    visitor.open(f"{path}/needs/{need['id']}")
    visitor.page.fill("#hours_per_month", "500")
    visitor.page.check("[name=languages][value=sw]")
    visitor.follow("Save")
    assert visitor.page.locator("#hours_per_month-told").count() == 1
    assert visitor.page.input_value("#hours_per_month") == "500"
    assert visitor.page.is_checked("[name=languages][value=sw]")
    visitor.page.fill("#hours_per_month", "2.5")
    visitor.follow("Save")
    assert jiho.get(f"{path}/needs/{need['id']}").json["hours_per_month"] == 2.5


def test_an_offer_is_entered_altered_and_withdrawn_by_forms(visit, planned, jiho, entered):
    path, _ = planned
    jiho.post(f"{path}/reopen")
    visitor = visit(LILIANA).open(path)
    visitor.follow("Enter an offer").follow("Next")
    visitor.page.fill("#title", "Census by phone")
    visitor.page.locator(".hours input").first.fill("3")
    visitor.follow("Enter the offer")
    row = visitor.page.locator("tr").filter(has_text="Census by phone")
    assert "(3 h)" in row.inner_text()
    visitor.follow("Edit Census by phone").follow("Withdraw this offer").follow("Withdraw the offer")
    assert visitor.page.locator("tr").filter(has_text="Census by phone").count() == 0


def test_an_exchange_goes_on_only_with_what_is_missing_and_back_or_to_its_end_with_a_reason(visit, planned, jiho):
    path, _ = planned
    begun = jiho.post(f"{path}/plans/1/confirm").json["placements"][0]["exchange_id"]
    visitor = visit(JIHO).open("/exchanges")
    assert visitor.page.locator("tbody tr").count() >= 4
    visitor.open(f"/exchanges/{begun}").follow("On to the next step")
    assert "It can't go on yet." in visitor.page.inner_text("#wrong")
    visitor.page.locator("details summary").click()
    visitor.page.fill("#reason", "The minister changed.")
    visitor.follow("Back by one step")
    assert "The minister changed." in visitor.text
    visitor.page.locator("details summary").click()
    visitor.page.fill("#reason", "No money.")
    visitor.follow("Cancel the exchange")
    assert visitor.page.locator(".steps [aria-current]").inner_text().endswith("Cancelled")


def test_an_exchange_goes_by_forms_from_what_it_is_for_to_what_came_of_it(visit, planned, jiho):
    path, _ = planned
    begun = jiho.post(f"{path}/plans/1/confirm").json["placements"][0]["exchange_id"]
    visitor = visit(JIHO).open(f"/exchanges/{begun}")
    page = visitor.page

    def say(link, **fields):
        visitor.follow(link)
        for name, value in fields.items():
            page.fill(f"#{name}", value)
        return visitor.follow("Save")

    say("Say what it is for", development_goal="Harvests are kept", change_objective="Warnings in two days")
    visitor.follow("Name who takes part")
    sharing = jiho.get(f"/exchanges/{begun}").json["sharing_institution"]["name"]
    page.select_option("#person_id", label=page.locator("option").filter(has_text=f"– {sharing}").first.inner_text())
    page.select_option("#role", "expert")
    visitor.follow("Add this person").open(f"/exchanges/{begun}")
    visitor.follow("Say which outcomes are wanted")
    page.check("[value=enhanced_skill]")
    page.fill("#target_enhanced_skill", "6 officers")
    visitor.follow("Save").follow("On to the next step")
    visitor.follow("Say how it is done: instrument, agenda, budget")
    page.select_option("#instrument", "expert_visit")
    visitor.follow("Save")
    for day in ("2027-04-05", "2027-04-06"):
        say("Say how it is done: instrument, agenda, budget", activity_title=f"Day {day[-1]}", day=day)
    assert "Put it in your calendar (.ics)" in visitor.text
    for step in ("Implement: doing it", "Measure: what came of it"):
        visitor.follow("On to the next step")
        assert page.locator(".steps [aria-current]").inner_text() == step
    today = utc_now().date().isoformat()
    measured = {"measured_enhanced_skill": "7 run it alone", "measured_on_enhanced_skill": today}
    say("Measure the outcomes, and report", **measured, report="Two counties copied it.")
    visitor.follow("On to the next step")
    assert page.locator(".steps [aria-current]").inner_text() == "Closed"
    assert "7 run it alone (achieved: yes)" in visitor.text


def test_who_may_not_plan_is_offered_no_plan_and_refused_by_every_door(visit, planned):
    path, plan = planned
    amina = visit(AMINA).open(path)
    assert amina.page.get_by_role("button", name="Make a plan").count() == 0
    placed = plan["placements"][0]["need"]["id"]
    for door in ("/rounds/new", f"{path}/edit", f"{path}/plans/1", f"{path}/plans/1/confirm", f"{path}/needs/new"):
        amina.open(door)
        assert "Your roles do not allow this." in amina.text, door
    assert amina.open(f"{path}/plans/1/price/{placed}").page.locator(".wrong").count() == 1

    liliana = visit(LILIANA).open(f"{path}/plans/1")
    assert "You see the part of the plan that concerns your institution." in liliana.text
    assert liliana.page.get_by_role("button", name="Plan again").count() == 0


def test_the_plan_is_light_and_names_nobody_else_for_its_map(visit, planned, browser, site):
    jiho = visit(JIHO)
    weight, requests = first_load(browser, site, f"{planned[0]}/plans/1", jiho.page.context.cookies())
    assert 0 < weight < WEIGHT
    assert 1 < requests <= REQUESTS
    jiho.page.set_viewport_size({"width": DESK, "height": 800})
    jiho.open(f"{planned[0]}/plans/1")
    box = jiho.page.locator(".map use").bounding_box()
    assert box is not None
    assert box["width"] > 600  # the land is there
