"""Which instrument fits: rules against wishes written by hand, pure and over HTTP."""

from __future__ import annotations

import pytest

from app.exchanges.advice import Wish, advise
from app.exchanges.instruments import BUDGETS, TABLE
from app.vocabulary import INSTRUMENTS, INTERMEDIATE_OUTCOMES

ALL = frozenset(INTERMEDIATE_OUTCOMES)
RICH = {"outcomes": ALL, "days": 365, "people": 15, "budget": "high", "weeks": 52}


def fitting(**said):
    return [each.instrument for each in advise(Wish(**{**RICH, **said})) if each.fits]


def broken(instrument, **said):
    """The rules that keep an instrument out."""
    found = next(each for each in advise(Wish(**{**RICH, **said})) if each.instrument == instrument)
    return [each.rule for each in found.reasons if not each.holds]


def test_every_instrument_has_one_row_and_every_outcome_some_instrument():
    assert sorted(each.name for each in TABLE) == sorted(INSTRUMENTS)
    assert {outcome for each in TABLE for outcome in each.serves} == ALL
    assert all(each.source and each.budget in BUDGETS for each in TABLE)
    assert all(each.limits.source for each in TABLE if each.limits != type(each.limits)())


@pytest.mark.parametrize(
    ("instrument", "said", "rule"),
    [
        ("study_tour", {"people": 5}, []),
        ("study_tour", {"people": 6}, ["people"]),
        ("workshop", {"people": 14}, ["people"]),
        ("workshop", {"people": 15}, []),
        ("expert_visit", {"days": 1}, ["days"]),
        ("expert_visit", {"days": 2}, []),
        ("twinning", {"days": 179}, ["days"]),
        ("twinning", {"budget": "medium"}, ["budget"]),
        ("conference", {"weeks": 11, "people": 30}, ["urgency"]),
        ("conference", {"weeks": 12, "people": 30}, []),
        ("conference", {"outcomes": frozenset({"enhanced_skill"}), "people": 30}, ["outcomes"]),
        ("community_of_practice", {"budget": "none"}, []),
        ("study_tour", {"people": 6, "days": 1, "budget": "low", "weeks": 5}, ["days", "people", "budget", "urgency"]),
    ],
)
def test_a_rule_keeps_an_instrument_out_and_is_named(instrument, said, rule):
    assert broken(instrument, **said) == rule


def test_what_serves_more_of_what_is_wanted_comes_first_and_then_what_is_sooner():
    assert fitting(people=4)[:2] == ["study_tour", "expert_visit"]  # four and three of the five
    assert fitting(outcomes=frozenset({"new_knowledge"}), people=5)[:2] == ["expert_visit", "knowledge_jam"]
    told = advise(Wish(**RICH))
    assert [each.fits for each in told] == sorted((each.fits for each in told), reverse=True)
    assert len(told) == len(TABLE)


def test_nobody_travels_without_a_budget():
    assert set(fitting(budget="none")) == {"knowledge_jam", "community_of_practice"}


def test_it_is_asked_and_answered_and_nothing_is_kept(sign_in, changes, events):
    client = sign_in(None, "member")
    before = (changes(), len(events()))
    said = {"outcomes": ["enhanced_skill"], "days": 3, "people": 4, "budget": "low", "weeks": 4}
    answer = client.post("/instrument-advice", said)
    assert answer.status_code == 200
    first, *others = answer.json["items"]
    assert (first["instrument"], first["fits"], len(first["reasons"])) == ("expert_visit", True, 5)
    assert all(reason["source"] for each in others for reason in each["reasons"])
    assert (changes(), len(events())) == before
    assert client.post("/instrument-advice", {**said, "outcomes": []}).status_code == 422
    assert client.post("/instrument-advice", {**said, "days": "3"}).status_code == 422
