"""The demo world from end to end: twenty institutions exchange what they know, planned all at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.service import create_account, create_token, find_account
from app.demo.load import load_world
from app.extensions import db, utc_now
from app.people.models import Person
from app.viewer import Grant
from tests.factories.api import ApiClient
from tests.features.demo.entering import INSTITUTIONS, MONTHS, entries

RULES = {"first_month": MONTHS[0], "last_month": MONTHS[-1], "budget": 14_000, "currency": "USD"}
RULES |= {"interpretation_cost": 300, "most_given": 3, "most_taken": 2, "least_fit": 0.05}


@pytest.fixture
def enter(application):
    """The demo world, and a function that signs in somebody of it, by address or id."""
    with application.app_context():
        load_world(lambda _: None)
        db.session.commit()
        db.session.remove()

    def client(who):
        with application.app_context():
            account = find_account(who) if "@" in who else _account_of(who)
            secret, _ = create_token(account, "test", "full")
            db.session.commit()
            db.session.remove()
        return ApiClient(application, secret)

    return client


def _account_of(person_id):
    found = db.session.scalar(select(Account).where(Account.person_id == person_id))
    person = db.session.get_one(Person, person_id)
    return found or create_account(person.email, None, [Grant("member", person.institution_id)])


def opened(planner, liliana, application):
    """A round in which twenty institutions have entered what they seek and offer, and its number of needs."""
    answer = planner.post("/rounds", {"title": "South-South exchanges 2027", **RULES})
    assert answer.status_code == 201, answer.json
    path, count = f"/rounds/{answer.json['id']}", 0
    for ref, (needs, offer) in entries(application).items():
        coordinator = liliana if ref == "co-dane" else planner  # Liliana enters for her own; Ji-ho for who sent a list
        for need in needs:
            answer = coordinator.post(f"{path}/needs", need)
            assert answer.status_code == 201, answer.json
            count += 1
        answer = coordinator.post(f"{path}/offers", offer)
        assert answer.status_code == 201, answer.json
    return path, count


def said_yes(enter, placement):
    """The planned expert is asked, and says yes: what they learn together is agreed."""
    expert = enter(placement["expert"]["id"])
    asked = expert.get("/offers", status="pending").json["items"]
    (offer,) = [each for each in asked if each["request"]["id"] == placement["request_id"]]
    answer = expert.post(f"/offers/{offer['id']}/accept")
    assert answer.status_code == 200, answer.json


def run_to_its_close(coordinator, exchange):
    """An exchange from its definition to what was measured of it."""
    path = f"/exchanges/{exchange}"

    def say(**said):
        answer = coordinator.patch(path, said)
        assert answer.status_code == 200, answer.json

    def go_on():
        answer = coordinator.post(f"{path}/advance")
        assert answer.status_code == 200, answer.json
        return answer.json["step"]

    say(development_goal="Harvests that are not lost", change_objective="Warnings reach farmers in two days")
    say(outcomes=[{"outcome": "enhanced_skill", "indicator": "Officers who run it alone", "target": "6"}])
    assert go_on() == "design"
    days = [{"kind": "field_visit", "title": f"Day {day}", "day": f"2027-04-0{day}"} for day in (5, 6, 7)]
    wish = {"outcomes": ["enhanced_skill"], "days": 3, "people": 3, "budget": "medium", "weeks": 20}
    advised = coordinator.post("/instrument-advice", wish).json
    assert "study_tour" in {each["instrument"] for each in advised["items"]}
    travel = {"category": "travel", "amount": 900, "payer": "learning_institution"}
    say(instrument="study_tour", activities=days, budget=[travel])
    assert go_on() == "implement"
    assert go_on() == "measure"
    refused = coordinator.post(f"{path}/advance")
    assert (refused.status_code, "measures" in refused.json["errors"]) == (409, True)
    today = utc_now().date().isoformat()
    measured = {"outcome": "enhanced_skill", "measured": "7 run it alone", "achieved": "yes", "measured_on": today}
    say(measures=[measured], report="Seven officers run it alone; two counties copied it.")
    assert go_on() == "closed"


def test_twenty_institutions_plan_edit_and_confirm_a_round_and_two_exchanges_are_measured(application, enter):
    planner, liliana = enter("jiho@kdi.kr.example"), enter("liliana@dane.co.example")
    path, count = opened(planner, liliana, application)
    assert count >= 35
    assert planner.post(f"{path}/close-entries").status_code == 200

    first = planner.post(f"{path}/plan").json
    placed = {each["need"]["id"]: each for each in first["placements"]}
    assert len(placed) + len(first["unplaced"]) == count
    assert first["served"] == len(placed) >= 12
    assert first["cost"] <= RULES["budget"]
    assert first["gap"] == 0
    assert all(each["evidence"] for each in first["placements"])
    assert len({each["sharing_institution"]["id"] for each in first["placements"]}) >= 8
    blocked = [each for each in first["unplaced"] if each["has_candidates"]]
    assert all(each["blocked_by"] and each["why"] for each in blocked)

    # Ji-ho looks at the cheapest to give up, forbids it, pins another, and plans anew.
    need, gone = next(iter(placed.items()))
    price = planner.get(f"{path}/plans/1/placements/{need}/price").json
    assert price["without"]["served"] <= price["with_it"]["served"] == first["served"]
    forbidden = f"{path}/pins/{need}/{gone['expert']['id']}"
    assert planner.put(forbidden, {"kind": "forbid", "reason": "They met last year."}).status_code == 200
    kept_need, kept = list(placed.items())[-1]
    assert planner.put(f"{path}/pins/{kept_need}/{kept['expert']['id']}", {"kind": "pin"}).status_code == 200
    second = planner.post(f"{path}/plan").json
    pairs = {(each["need"]["id"], each["expert"]["id"]) for each in second["placements"]}
    assert (need, gone["expert"]["id"]) not in pairs
    assert (kept_need, kept["expert"]["id"]) in pairs
    assert second["served"] == price["without"]["served"]
    changed = planner.get(f"{path}/plans/2/differences", **{"from": 1}).json["items"]
    assert need in {each["need"]["id"] for each in changed}

    # Confirmed: every exchange begins, every expert is asked, and the old plan is past.
    assert planner.post(f"{path}/plans/1/confirm").status_code == 409
    confirmed = planner.post(f"{path}/plans/2/confirm")
    assert confirmed.status_code == 200, confirmed.json
    begun = confirmed.json["placements"]
    assert all(each["exchange_id"] and each["request_id"] for each in begun)
    assert planner.get(path).json["status"] == "confirmed"
    assert planner.post(f"{path}/plans/2/confirm").status_code == 409

    for placement in begun[:2]:
        said_yes(enter, placement)
        run_to_its_close(planner, placement["exchange_id"])
    steps = [planner.get(f"/exchanges/{each['exchange_id']}").json["step"] for each in begun]
    assert steps.count("closed") == 2
    assert set(steps) == {"closed", "define"}
    assert len(INSTITUTIONS) == 20
