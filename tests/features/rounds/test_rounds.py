"""A round is opened by who coordinates the network; its states follow one table."""

import pytest

from app.rounds.states import ROUND, ROUND_STATES
from tests.features.errors.problems import problem_of

SAID = {"title": "South-South 2027", "first_month": "2027-01", "last_month": "2027-06"}
# Written from the rules, not from the table: what follows each act, where it is allowed.
ACTS = {
    "close_entries": {"open": "planning"},
    "reopen": {"planning": "open"},
    "cancel": {"open": "cancelled", "planning": "cancelled"},
    "confirm": {"planning": "confirmed"},
    "enter": {"open": "open"},
    "edit": {"open": "open", "planning": "planning"},
    "plan": {"open": "open", "planning": "planning"},
}


@pytest.mark.parametrize("state", ROUND_STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_in_each_state_is_as_the_rules_say(act, state):
    assert ROUND.get((state, act, "coordinator")) == ACTS[act].get(state)


def test_a_network_coordinator_opens_a_round_with_its_rules(office):
    rules = {"budget": 20_000, "currency": "EUR", "most_given": 2, "is_circular": True, "interpretation_cost": None}
    answer = office.planner.post("/rounds", {**SAID, **rules})
    assert answer.status_code == 201
    told = office.coordinator.get(f"/rounds/{answer.json['id']}").json
    assert {name: told[name] for name in rules} == rules
    assert (told["status"], told["is_pair_once"], told["least_taken"]) == ("open", True, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_month": "2026-12"}, "last_month"),
        ({"last_month": "2031-01"}, "last_month"),
        ({"first_month": "2027-13"}, "first_month"),
        ({"currency": "XYZ"}, "currency"),
        ({"budget": -1}, "budget"),
        ({"budget": 1.5}, "budget"),
        ({"least_fit": 1.1}, "least_fit"),
        ({"most_taken": 1, "least_taken": 2}, "least_taken"),
        ({"is_circular": "yes"}, "is_circular"),
    ],
)
def test_a_round_that_can_not_be_is_refused_at_its_field(office, wrong, field):
    refused = office.planner.post("/rounds", {**SAID, **wrong})
    assert refused.status_code == 422
    assert field in refused.json["errors"]


def test_entries_are_closed_and_opened_again_by_who_coordinates_the_network_alone(office):
    assert office.coordinator.post(f"{office.round}/close-entries").status_code == 403
    assert office.planner.post(f"{office.round}/close-entries").json["status"] == "planning"
    refused = office.planner.post(f"{office.round}/close-entries")
    assert problem_of(refused) == (409, "wrong-state")
    assert office.planner.post(f"{office.round}/reopen").json["status"] == "open"


def test_a_cancelled_round_is_at_its_end(office):
    assert office.planner.post(f"{office.round}/cancel").json["status"] == "cancelled"
    assert office.planner.patch(office.round, {"budget": 1}).status_code == 409
    assert office.planner.post(f"{office.round}/reopen").status_code == 409


def test_rules_are_altered_with_the_etag_that_was_read(office):
    assert office.planner.patch(office.round, {"budget": 100}, '"old"').status_code == 412
    assert office.planner.patch(office.round, {"budget": 100}).json["budget"] == 100


def test_rounds_are_listed_by_status(make, office):
    office.planner.post(f"{office.round}/close-entries")
    ids = [each["id"] for each in office.member.get("/rounds", status="planning").json["items"]]
    assert ids == [office.round.rpartition("/")[2]]
    assert office.member.get("/rounds", status="open").json["items"] == []
