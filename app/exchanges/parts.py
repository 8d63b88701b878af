"""The lists that an exchange is made of, each said as a whole: agenda, budget, outcomes wanted, and measures."""

from __future__ import annotations

from typing import Any

from app.errors import Invalid
from app.exchanges.models import Activity, BudgetLine, Exchange, WantedOutcome
from app.extensions import new_id

_HOURS = ("day", "starts_at", "ends_at")
Said = list[dict[str, Any]]


def put_activities(exchange: Exchange, said: Said) -> None:
    """The agenda in this order; one that says its id stays the same in calendars. Raises: Invalid for an unknown id."""
    known = {each.id: each for each in exchange.activities}
    unknown = {each["id"] for each in said if "id" in each} - known.keys()
    if unknown or len({each["id"] for each in said if "id" in each}) < sum("id" in each for each in said):
        detail = "Name each activity of this exchange once, and leave the id out of a new one."
        raise Invalid(detail, activities=[detail])
    exchange.activities = [_activity(known, each, position) for position, each in enumerate(said)]


def _activity(known: dict[str, Activity], said: dict[str, Any], position: int) -> Activity:
    activity = known.get(said.get("id", "")) or Activity(id=new_id(), revision=0)
    before = _hours(activity)
    for name, value in {**dict.fromkeys(_HOURS), **said}.items():
        if name != "id":
            setattr(activity, name, value)
    activity.position = position
    if said.get("id") and _hours(activity) != before:
        activity.revision += 1
    return activity


def _hours(activity: Activity) -> tuple[Any, ...]:
    return tuple(getattr(activity, name) for name in _HOURS)


def hours_of(exchange: Exchange) -> dict[str, tuple[Any, ...]]:
    """When its activities are, by their ids."""
    return {each.id: _hours(each) for each in exchange.activities}


def put_budget(exchange: Exchange, said: Said) -> None:
    """The budget, line by line."""
    exchange.budget = [BudgetLine(id=new_id(), position=position, **each) for position, each in enumerate(said)]


def put_outcomes(exchange: Exchange, said: Said) -> None:
    """The outcomes wanted; what was measured of one stays with it. Raises: Invalid for one said twice."""
    known = {each.outcome: each for each in exchange.outcomes}
    names = [each["outcome"] for each in said]
    if len(set(names)) < len(names):
        raise Invalid("Each outcome is wanted once.", outcomes=["Each outcome is wanted once."])
    wanted = []
    for each in said:
        outcome = known.get(each["outcome"]) or WantedOutcome(id=new_id(), measured="")
        for name, value in each.items():
            setattr(outcome, name, value)
        wanted.append(outcome)
    exchange.outcomes = wanted


def measure(exchange: Exchange, said: Said) -> None:
    """What came of outcomes that were wanted. Raises: Invalid for another one."""
    wanted = {each.outcome: each for each in exchange.outcomes}
    if beyond := [each["outcome"] for each in said if each["outcome"] not in wanted]:
        raise Invalid("Measure what was wanted.", measures=[f"Nobody wanted {name}." for name in beyond])
    for each in said:
        for name, value in each.items():
            setattr(wanted[each["outcome"]], name, value)
