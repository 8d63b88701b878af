"""What has to be there before an exchange goes on: one table of rules, asked at every step forwards.

A rule counts for its step and all after it: what was there once and was taken away again is missed, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.errors import Conflict
from app.exchanges.instruments import BY_NAME, Limits
from app.exchanges.models import Activity, Exchange
from app.exchanges.states import OPEN_STEPS

_ORDER = (*OPEN_STEPS, "closed")
Missing = dict[str, list[str]]


class NotReady(Conflict):
    """A rule of the table below: `type` is its name, `errors` what is missing, field by field."""

    def __init__(self, name: str, says: str, missing: Missing) -> None:
        told = " ".join(message for messages in missing.values() for message in messages)
        super().__init__(f"Rule {name}: {says} {told}", **missing)
        self.type = name


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule by its stable name: from that step on nothing of it may be missing."""

    step: str
    name: str
    says: str
    missing: Callable[[Exchange], Missing]


def missing_for(exchange: Exchange, step: str) -> tuple[Gate, Missing] | None:
    """The first rule that keeps the exchange from that step, and what is missing; None where it may go on."""
    until = _ORDER.index(step)
    for gate in GATES:
        if _ORDER.index(gate.step) <= until and (missing := gate.missing(exchange)):
            return gate, missing
    return None


def require_ready(exchange: Exchange, step: str) -> None:
    """Let the exchange be at that step only with all that has to be there. Raises: NotReady."""
    found = missing_for(exchange, step)
    if found is not None:
        raise NotReady(found[0].name, found[0].says, found[1])


def following_step(step: str) -> str | None:
    """The step after it; None for one that has ended."""
    return _ORDER[_ORDER.index(step) + 1] if step in OPEN_STEPS else None


def _texts(exchange: Exchange, *names: str) -> Missing:
    return {name: [f"Say the {name.replace('_', ' ')}."] for name in names if not getattr(exchange, name)}


def _without_anchor(exchange: Exchange) -> Missing:
    return _texts(exchange, "development_goal", "institutional_challenge")


def _without_definition(exchange: Exchange) -> Missing:
    missing = _texts(exchange, "change_objective")
    if exchange.sharing_institution_id is None:
        missing["sharing_institution_id"] = ["Say which institution shares."]
    there = {each.institution_id for each in exchange.participants}
    sides = (("learning", exchange.learning_institution_id), ("sharing", exchange.sharing_institution_id))
    if absent := [name for name, place in sides if place and place not in there]:
        missing["participants"] = [f"Nobody takes part from the {name} institution." for name in absent]
    if not exchange.outcomes:
        missing["outcomes"] = ["Say which outcomes are wanted."]
    return missing


def _without_design(exchange: Exchange) -> Missing:
    missing: Missing = {}
    if exchange.instrument is None:
        missing["instrument"] = ["Choose an instrument."]
    if not exchange.activities:
        missing["activities"] = ["Put an activity on the agenda."]
    if not exchange.budget:
        missing["budget"] = ["Say what it costs; the amount may be 0."]
    return missing


def _over_limits(exchange: Exchange) -> Missing:
    if not exchange.instrument:
        return {}
    used = dict.fromkeys([exchange.instrument, *(each.instrument for each in exchange.activities if each.instrument)])
    told = [message for name in used for message in _broken(exchange, name, BY_NAME[name].limits)]
    return {"instrument": told} if told else {}


def _broken(exchange: Exchange, name: str, limits: Limits) -> Iterator[str]:
    days = len(days_of(exchange, name))
    learners, experts = (people_in(exchange, role) for role in ("learner", "expert"))
    most = limits.most_if_justified if exchange.justification else limits.most_visitors
    ways = (
        (limits.least_days, days, "days on the agenda", True),
        (limits.most_days, days, "days on the agenda", False),
        (most, learners, "people who visit" + _unless(exchange, limits), False),
        (limits.most_experts, experts, "experts", False),
        (limits.least_learners, learners, "people who learn", True),
    )
    for limit, found, what, is_least in ways:
        if limit is not None and (found < limit if is_least else found > limit):
            bound = "at least" if is_least else "at most"
            yield f"A {name.replace('_', ' ')} has {bound} {limit} {what}; here {found} ({limits.source})."


def _unless(exchange: Exchange, limits: Limits) -> str:
    more = limits.most_if_justified
    return f" ({more} with a justification)" if more and not exchange.justification else ""


def people_in(exchange: Exchange, role: str) -> int:
    """How many take part in that role, whether they are named or not."""
    return sum(each.number for each in exchange.participants if each.role == role)


def days_of(exchange: Exchange, instrument: str | None = None) -> list[date]:
    """The days on the agenda where it takes place, in order; those of one instrument, or all."""
    zone = ZoneInfo(exchange.time_zone)
    chosen = [each for each in exchange.activities if instrument in (None, each.instrument or exchange.instrument)]
    return sorted({day for each in chosen for day in _days(each, zone)})


def _days(activity: Activity, zone: ZoneInfo) -> Iterator[date]:
    if activity.day is not None:
        yield activity.day
    elif activity.starts_at is not None and activity.ends_at is not None:
        day, last = activity.starts_at.astimezone(zone).date(), activity.ends_at - timedelta(microseconds=1)
        while day <= last.astimezone(zone).date():
            yield day
            day += timedelta(days=1)


def _without_measures(exchange: Exchange) -> Missing:
    open_ones = [each for each in exchange.outcomes if not (each.measured and each.achieved and each.measured_on)]
    told = [f"Measure {each.outcome.replace('_', ' ')}: what, how far, and when." for each in open_ones]
    return ({"measures": told} if told else {}) | _texts(exchange, "report")


GATES = (
    Gate(
        *("define", "no-define-without-anchor", "An exchange begins with what it is for."),
        _without_anchor,
    ),
    Gate(
        *("design", "no-design-without-definition", "Who takes part and what is to change comes before how."),
        _without_definition,
    ),
    Gate(
        *("implement", "no-implement-without-design", "What is done, when and for how much comes before doing it."),
        _without_design,
    ),
    Gate(
        *("implement", "limit-of-instrument", "The instrument has limits."),
        _over_limits,
    ),
    Gate(
        *("closed", "no-close-without-measures", "An exchange ends with what came of it."),
        _without_measures,
    ),
)
