"""Every gate, shut once: by its stable name, with what is missing, and nothing is altered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.features.exchanges.stage import DAY, problem

GATES = [
    ("anchor", {"development_goal": ""}, "no-define-without-anchor", "development_goal"),
    ("anchor", {"institutional_challenge": ""}, "no-define-without-anchor", "institutional_challenge"),
    ("define", {"development_goal": ""}, "no-define-without-anchor", "development_goal"),
    ("define", {"change_objective": ""}, "no-design-without-definition", "change_objective"),
    ("define", {"sharing_institution_id": None}, "no-design-without-definition", "sharing_institution_id"),
    ("define", {"participants": []}, "no-design-without-definition", "participants"),
    ("define", {"outcomes": []}, "no-design-without-definition", "outcomes"),
    ("design", {"instrument": None}, "no-implement-without-design", "instrument"),
    ("design", {"activities": []}, "no-implement-without-design", "activities"),
    ("design", {"budget": []}, "no-implement-without-design", "budget"),
    ("design", {"change_objective": ""}, "no-design-without-definition", "change_objective"),
    ("measure", {"report": ""}, "no-close-without-measures", "report"),
]


@pytest.mark.parametrize(("step", "taken", "rule", "missing"), GATES)
def test_a_gate_stays_shut_and_says_what_is_missing(stage, step, taken, rule, missing):
    exchange = stage.exchange(step)
    stage.take(exchange, **taken)
    answer = stage.advance(exchange)
    assert problem(answer) == (409, rule)
    assert list(answer.json["errors"]) == [missing]
    assert rule in answer.json["detail"]
    told = stage.coordinator.get(f"/exchanges/{exchange}").json
    assert (told["step"], told["missing"]) == (step, answer.json["errors"])


@pytest.mark.parametrize("taken", [{"measured": ""}, {"achieved": None}, {"measured_on": None}])
def test_it_is_not_closed_before_every_wanted_outcome_is_measured(stage, taken):
    exchange = stage.exchange("define")
    wanted = [{"outcome": each, "target": "40"} for each in ("enhanced_skill", "improved_consensus")]
    assert stage.coordinator.patch(f"/exchanges/{exchange}", {"outcomes": wanted}).status_code == 200
    stage.take(exchange, step="measure")
    assert stage.advance(exchange).json["errors"]["measures"] == [
        "Measure improved consensus: what, how far, and when."
    ]
    said = {"outcome": "improved_consensus", "measured": "7 agree", "achieved": "partly", "measured_on": "2026-01-02"}
    stage.coordinator.patch(f"/exchanges/{exchange}", {"measures": [said]})
    stage.take_outcome(exchange, "improved_consensus", **taken)
    assert problem(stage.advance(exchange)) == (409, "no-close-without-measures")
    stage.coordinator.patch(f"/exchanges/{exchange}", {"measures": [said]})
    assert stage.advance(exchange).json["step"] == "closed"


def test_people_of_one_side_alone_are_not_enough(stage):
    for person, side in ((stage.learner, "sharing"), (stage.expert, "learning")):
        exchange = stage.exchange("define")
        other = stage.expert if person == stage.learner else stage.learner
        assert stage.coordinator.delete(f"/exchanges/{exchange}/participants/{stage.named(exchange, other)}")
        assert stage.advance(exchange).json["errors"] == {
            "participants": [f"Nobody takes part from the {side} institution."]
        }


def study_tour(stage, days, number, **said):
    """A study tour of so many days that so many people visit, one of them by name."""
    exchange = stage.exchange("design")
    for later in range(2, days):
        starts = DAY + timedelta(days=later)
        stage.make.activity(exchange, day=None, starts_at=starts, ends_at=starts + timedelta(hours=1))
    if number > 1:
        path = f"/exchanges/{exchange}/participants"
        unnamed = {"institution_id": stage.learning, "number": number - 1, "role": "learner"}
        assert stage.coordinator.post(path, unnamed).status_code == 201
    stage.take(exchange, **said)
    return exchange


@pytest.mark.parametrize(
    ("days", "number", "said", "broken"),
    [
        (2, 3, {}, None),
        (5, 1, {}, None),
        (6, 1, {}, "at most 5 days on the agenda; here 6"),
        (2, 4, {}, "at most 3 people who visit (5 with a justification); here 4"),
        (2, 5, {"justification": "Two units learn."}, None),
        (2, 6, {"justification": "Two units learn."}, "at most 5 people who visit; here 6"),
        (2, 3, {"instrument": "workshop"}, "at least 15 people who learn; here 3"),
        (2, 15, {"instrument": "workshop"}, None),
    ],
)
def test_the_limits_of_an_instrument_hold_when_it_begins(stage, days, number, said, broken):
    answer = stage.advance(study_tour(stage, days, number, **said))
    if broken is None:
        assert (answer.status_code, answer.json["step"]) == (200, "implement")
    else:
        assert problem(answer) == (409, "limit-of-instrument")
        assert broken in answer.json["errors"]["instrument"][0]
        assert "TAIEX-REGIO" in answer.json["detail"]


def test_one_day_is_no_study_tour_and_three_experts_are_no_expert_visit(stage):
    exchange = stage.exchange("design")
    stage.drop_activity(exchange)
    assert "at least 2 days on the agenda; here 1" in stage.advance(exchange).json["detail"]

    exchange = stage.exchange("design", instrument="expert_visit")
    stage.take(exchange, instrument="expert_visit")
    for number in (1, 2):
        path = f"/exchanges/{exchange}/participants"
        more = {"person_id": stage.make.person(stage.sharing), "role": "expert"}
        assert stage.coordinator.post(path, more).status_code == 201
        answer = stage.advance(exchange)
        assert answer.status_code == (200 if number == 1 else 409)
        stage.take(exchange, step="design")
    assert "at most 2 experts; here 3" in answer.json["detail"]


def test_days_are_counted_where_it_takes_place(stage):
    exchange = stage.exchange("design")
    stage.drop_activity(exchange)
    stage.take(exchange, time_zone="Pacific/Apia")  # 08:00 to 14:00 UTC is 21:00 to 03:00 there
    assert stage.advance(exchange).status_code == 200


def test_a_change_after_the_beginning_keeps_the_limits(stage):
    exchange = stage.exchange("implement")
    days = [{"kind": "field_visit", "title": "Visit", "day": f"2099-03-{day:02}"} for day in range(1, 7)]
    answer = stage.coordinator.patch(f"/exchanges/{exchange}", {"activities": days})
    assert problem(answer) == (409, "limit-of-instrument")
    assert len(stage.coordinator.get(f"/exchanges/{exchange}").json["activities"]) == 2
    assert stage.coordinator.patch(f"/exchanges/{exchange}", {"activities": days[:5]}).status_code == 200
