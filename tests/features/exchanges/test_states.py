"""The table of states against sentences written apart; and over HTTP from the first step to the last."""

from __future__ import annotations

import re

import pytest

from app.exchanges.states import EXCHANGE, EXCHANGE_STEPS
from tests.features.exchanges.stage import STEPS, problem

# Written from the method, not from the table.
SENTENCES = """
A coordinator goes on from anchor to define, from define to design, from design to implement,
from implement to measure, from measure to closed.
A coordinator goes back from define to anchor, from design to define, from implement to design,
from measure to implement.
A coordinator cancels at anchor, define, design, implement, measure.
A coordinator says what it is for at anchor, define, design.
A coordinator says what is wanted and who shares at anchor, define, design.
A coordinator names people at anchor, define, design, implement.
A coordinator says how it is done and what it costs at define, design, implement.
A coordinator says what came of it at implement, measure.
A participant takes himself out at anchor, define, design, implement, measure.
"""
ACTS = {
    **{"goes on": "advance", "goes back": "back", "cancels": "cancel", "says what it is for": "frame"},
    **{"says what is wanted and who shares": "define", "names people": "name", "takes himself out": "leave"},
    **{"says how it is done and what it costs": "design", "says what came of it": "measure"},
}


def told():
    """The table that the sentences make."""
    found = {}
    for sentence in re.sub(r"\s+", " ", SENTENCES).strip(" .").split(". "):
        actor = re.match(r"A (\w+)", sentence)[1]
        act = next(name for words, name in ACTS.items() if words in sentence)
        pairs = re.findall(r"from (\w+) to (\w+)", sentence)
        steps = re.findall(r"\w+", sentence.rpartition(" at ")[2]) if not pairs else []
        pairs += [(step, "cancelled" if act == "cancel" else step) for step in steps]
        found |= {(before, act, actor): after for before, after in pairs}
    return found


def test_the_table_is_what_the_sentences_say():
    assert told() == EXCHANGE


def test_what_has_ended_stays_as_it_is():
    assert {state for state, _, _ in EXCHANGE} == set(EXCHANGE_STEPS) - {"closed", "cancelled"}


def test_an_exchange_goes_all_the_way_and_says_when_it_was_closed(stage):
    exchange, steps = stage.exchange(), []
    for _ in STEPS[1:]:
        answer = stage.advance(exchange)
        assert answer.status_code == 200, answer.json
        steps.append((answer.json["step"], answer.json["ended_at"] is not None))
    assert steps == [(step, step == "closed") for step in STEPS[1:]]
    assert problem(stage.advance(exchange)) == (409, "wrong-state")


@pytest.mark.parametrize("step", ["define", "design", "implement", "measure"])
def test_it_goes_back_one_step_with_a_reason(stage, step):
    path = f"/exchanges/{stage.exchange(step)}/back"
    assert stage.coordinator.post(path, {"reason": ""}).status_code == 422
    answer = stage.coordinator.post(path, {"reason": "Other people come."})
    assert (answer.json["step"], answer.json["back_reason"]) == (STEPS[STEPS.index(step) - 1], "Other people come.")


def test_it_is_cancelled_from_every_open_step_with_a_reason_and_who_takes_part_is_told(stage):
    for step in STEPS[:-1]:
        answer = stage.coordinator.post(f"/exchanges/{stage.exchange(step)}/cancel", {"reason": "No money."})
        assert (answer.json["step"], answer.json["cancel_reason"], answer.json["next_step"]) == (
            *("cancelled", "No money.", None),
        )
    assert stage.mails("exchange_cancelled") == sorted([stage.learner, stage.expert] * 5)
    closed = stage.coordinator.post(f"/exchanges/{stage.exchange('closed')}/cancel", {"reason": "No money."})
    assert problem(closed) == (409, "wrong-state")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("implement", {"change_objective": "Another one"}),
        ("implement", {"outcomes": []}),
        ("anchor", {"instrument": "workshop"}),
        ("measure", {"budget": []}),
        ("design", {"report": "It went well."}),
        ("closed", {"report": "It went better."}),
        ("cancelled", {"title": "Anew"}),
    ],
)
def test_what_is_said_at_the_wrong_step_is_refused(stage, step, said):
    assert problem(stage.coordinator.patch(f"/exchanges/{stage.exchange(step)}", said)) == (409, "wrong-state")
