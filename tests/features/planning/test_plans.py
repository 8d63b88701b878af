"""A plan is made from what is entered, stored with its reasons, and shown to each his part."""

import pytest
from sqlalchemy import delete, update

from app.extensions import db
from app.people.models import Person
from app.rounds.models import Round
from tests.factories.plan_rows import a_round_to_plan, an_expert, seek, share
from tests.factories.round_rows import an_offer
from tests.features.errors.problems import problem_of


def placed(plan):
    return {each["need"]["id"]: each["expert"]["id"] for each in plan.json["placements"]}


def test_who_fits_is_placed_with_the_evidence_behind_it(fair):
    plan = fair.plan()
    assert plan.status_code == 201
    rows = fair.rows
    assert placed(plan) == {rows.needs[topic]: rows.experts[topic] for topic in ("radio", "land")}
    first = next(each for each in plan.json["placements"] if each["need"]["id"] == rows.needs["radio"])
    assert "early warning" in first["evidence"][0]["title"]
    assert sum(term["weight"] for term in first["evidence"][0]["terms"]) == pytest.approx(first["evidence"][0]["score"])
    assert (plan.json["served"], plan.json["gap"], plan.json["unplaced"]) == (2, 0.0, [])
    assert plan.json["total"] == pytest.approx(sum(each["fit"] for each in plan.json["placements"]))


def test_plans_are_numbered_and_kept(fair, planner):
    fair.plan(), fair.plan()
    listed = planner.get(f"{fair.path}/plans").json["items"]
    assert [(each["number"], each["is_newest"]) for each in listed] == [(2, True), (1, False)]
    assert planner.get(f"{fair.path}/plans/1").json["served"] == 2
    assert planner.get(f"{fair.path}/plans/3").status_code == 404


def test_the_fit_is_that_of_what_all_may_see(make, fair, planner):
    secret = an_expert(make, make.institution(country="GH"), "radio")
    make.lesson(secret, title="village radio for early warning of floods", visibility="private")
    quiet = make.person(make.institution(country="GH"), ring_open="international", hours_per_month=8.0)
    make.lesson(quiet, title="village radio for early warning of floods", visibility="institution")
    an_offer(make, fair.rows.round, quiet)
    plan = fair.plan().json
    assert quiet not in {other["person"]["id"] for each in plan["placements"] for other in each["alternates"]}
    assert {each["expert"]["id"] for each in plan["placements"]} == set(fair.rows.experts.values())


def test_fits_are_worked_out_anew_once_the_network_changed(make, fair):
    assert fair.plan().json["served"] == 2
    better = an_expert(make, fair.rows.sharing["radio"], "radio")
    an_offer(make, fair.rows.round, better)
    plan = fair.plan().json
    assert better in {
        who
        for each in plan["placements"]
        for who in (each["expert"]["id"], *(other["person"]["id"] for other in each["alternates"]))
    }


@pytest.mark.parametrize("change", [{"is_paused": True}, {"objects_to_matching": True}, {"ring_open": "domestic"}])
def test_who_is_not_there_for_it_is_not_planned_with(application, fair, change):
    with application.app_context():
        db.session.execute(update(Person).where(Person.id == fair.rows.experts["radio"]).values(**change))
        db.session.commit()
    plan = fair.plan().json
    assert [each["need"]["id"] for each in plan["placements"]] == [fair.rows.needs["land"]]
    assert plan["unplaced"][0]["has_candidates"] is False
    assert plan["unplaced"][0]["why"].startswith("Nobody in the round")


def test_hours_that_others_take_are_gone_for_the_plan(make, fair):
    make.learning(fair.rows.experts["radio"], hours_per_month=7.0)
    plan = fair.plan().json
    blocked = plan["unplaced"][0]
    assert blocked["need"]["id"] == fair.rows.needs["radio"]
    assert [(each["limit"], each["amount"]) for each in blocked["blocked_by"]] == [("expert_hours", 1.0)]
    assert ": 1." in blocked["why"]


def test_hours_that_somebody_does_not_show_are_not_told_by_a_plan(application, make, fair):
    with application.app_context():
        person = db.session.get_one(Person, fair.rows.experts["radio"])
        person.availability_visibility = "private"
        db.session.commit()
    make.learning(fair.rows.experts["radio"], hours_per_month=7.0)
    assert fair.plan().json["unplaced"][0]["blocked_by"][0]["amount"] is None


def test_two_who_do_not_want_to_be_paired_are_not(make, fair, sign_in):
    sign_in(fair.rows.experts["radio"], "member").post("/blocked-people", {"person_id": fair.rows.learners["radio"]})
    plan = fair.plan().json
    assert [each["need"]["id"] for each in plan["unplaced"]] == [fair.rows.needs["radio"]]


def test_institutions_that_met_are_paired_again_only_where_the_round_allows_it(application, make, fair):
    make.exchange(fair.rows.seeking["radio"], fair.rows.sharing["radio"], step="implement")
    assert fair.plan().json["served"] == 2
    with application.app_context():
        db.session.execute(update(Round).values(avoids_met_before=True))
        db.session.commit()
    assert [each["limit"] for each in fair.plan().json["unplaced"][0]["blocked_by"]] == ["met_before"]


def test_a_need_pinned_to_somebody_goes_there_and_the_difference_is_told(make, fair, planner):
    fair.plan()
    other = an_expert(make, fair.rows.sharing["land"], "radio")
    an_offer(make, fair.rows.round, other)
    pin = f"{fair.path}/pins/{fair.rows.needs['radio']}/{other}"
    assert planner.put(pin, {"kind": "pin", "reason": "They agreed at the fair."}).status_code == 200
    plan = fair.plan()
    assert placed(plan)[fair.rows.needs["radio"]] == other
    told = planner.get(f"{fair.path}/plans/2/differences", **{"from": 1}).json["items"]
    assert [(each["kind"], each["after"]["expert"]["id"]) for each in told] == [("moved", other)]
    assert planner.get(f"{fair.path}/pins").json["items"][0]["reason"] == "They agreed at the fair."


def test_what_is_forbidden_is_not_planned_until_it_is_taken_back(fair, planner):
    pin = f"{fair.path}/pins/{fair.rows.needs['radio']}/{fair.rows.experts['radio']}"
    planner.put(pin, {"kind": "forbid"})
    plan = fair.plan().json
    assert plan["unplaced"][0]["blocked_by"][0]["limit"] == "forbidden"
    assert planner.delete(pin).status_code == 204
    assert fair.plan().json["served"] == 2


def test_a_pin_to_who_is_gone_is_said_not_dropped(application, fair, planner):
    planner.put(f"{fair.path}/pins/{fair.rows.needs['radio']}/{fair.rows.experts['radio']}", {"kind": "pin"})
    with application.app_context():
        db.session.execute(update(Person).where(Person.id == fair.rows.experts["radio"]).values(is_paused=True))
        db.session.commit()
    refused = fair.plan()
    assert problem_of(refused) == (409, "pin-gone")


def test_a_coordinator_sees_his_own_part_until_the_plan_is_confirmed(fair, sign_in, make):
    fair.plan()
    place = fair.rows.seeking["radio"]
    office = sign_in(make.person(place), ("coordinator", place))
    told = office.get(f"{fair.path}/plans/1").json
    assert [each["need"]["id"] for each in told["placements"]] == [fair.rows.needs["radio"]]
    assert (told["served"], told["total"], told["cost"]) == (None, None, None)
    assert office.post(f"{fair.path}/plan").status_code == 403


def test_what_others_enter_does_not_change_what_a_coordinator_is_shown_of_his_own(make, planner, sign_in):
    def shown(is_with_others):
        rows = a_round_to_plan(make, "radio")
        if is_with_others:
            seek(make, rows, "school"), share(make, rows, "water")
        planner.post(f"{rows.path}/plan")
        place = rows.seeking["radio"]
        told = sign_in(make.person(place), ("coordinator", place)).get(f"{rows.path}/plans/1").json
        return [{**each, "need": 0, "fit": 0, "evidence": 0} for each in told["placements"]], told["unplaced"]

    (one, none), (other, nothing) = shown(False), shown(True)
    assert len(one) == len(other) == 1
    assert none == nothing == []


def test_the_price_of_an_exchange_is_what_the_best_plan_without_it_is_worth(fair, planner):
    fair.plan()
    told = planner.get(f"{fair.path}/plans/1/placements/{fair.rows.needs['radio']}/price").json
    assert (told["with_it"]["served"], told["without"]["served"]) == (2, 1)
    assert [each["id"] for each in told["lose_their_place"]] == [fair.rows.needs["radio"]]


def test_who_is_erased_leaves_the_plan_without_a_name(application, fair, planner):
    fair.plan()
    with application.app_context():
        db.session.execute(delete(Person).where(Person.id == fair.rows.experts["radio"]))
        db.session.commit()
    told = planner.get(f"{fair.path}/plans/1").json["placements"]
    assert {each["need"]["id"]: each["expert"] is None for each in told}[fair.rows.needs["radio"]] is True
