"""Which instrument fits what is wanted and what is there. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.exchanges.instruments import BUDGETS, TABLE, Instrument


@dataclass(frozen=True, slots=True)
class Wish:
    """The outcomes wanted, and what there is: days from first to last, people who learn, a budget, weeks till then."""

    outcomes: frozenset[str]
    days: int
    people: int
    budget: str
    weeks: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, whether the instrument keeps it, what it says of this wish, and where it is from."""

    rule: str
    holds: bool
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Advice:
    """An instrument, how many of the wanted outcomes it serves, and why it is in or out."""

    instrument: str
    term: str
    served: int
    fits: bool
    reasons: tuple[Reason, ...]


def advise(wish: Wish, table: tuple[Instrument, ...] = TABLE) -> list[Advice]:
    """All instruments: first those that fit, by outcomes served, then by what they need (weeks, days, budget).

    >>> wish = Wish(frozenset({"enhanced_skill"}), days=3, people=4, budget="low", weeks=4)
    >>> [each.instrument for each in advise(wish) if each.fits]
    ['expert_visit']
    """
    ranked = sorted(((_advice(each, wish), each) for each in table), key=lambda pair: _rank(*pair))
    return [advice for advice, _ in ranked]


def _rank(advice: Advice, each: Instrument) -> tuple[object, ...]:
    return (not advice.fits, -advice.served, each.weeks, each.days, BUDGETS.index(each.budget), each.name)


def _advice(each: Instrument, wish: Wish) -> Advice:
    reasons = tuple(_reasons(each, wish))
    served = len(wish.outcomes & set(each.serves))
    return Advice(each.name, each.term, served, all(reason.holds for reason in reasons), reasons)


def _reasons(each: Instrument, wish: Wish) -> Iterator[Reason]:
    served = [name for name in each.serves if name in wish.outcomes]
    told = ", ".join(name.replace("_", " ") for name in served) or "none of what is wanted"
    yield Reason("outcomes", bool(served), f"It serves {told}.", each.source)
    yield Reason(
        "days", wish.days >= each.days, f"It takes {each.days} days or more; you have {wish.days}.", each.source
    )
    yield _people(each, wish)
    is_paid = BUDGETS.index(wish.budget) >= BUDGETS.index(each.budget)
    yield Reason("budget", is_paid, f"It needs a budget: {each.budget}; yours: {wish.budget}.", each.source)
    in_time = wish.weeks >= each.weeks
    yield Reason("urgency", in_time, f"It takes {each.weeks} weeks to prepare; you have {wish.weeks}.", each.source)


def _people(each: Instrument, wish: Wish) -> Reason:
    """Limits of who pays go before what is usual; so many with a reason count as possible here."""
    limits = each.limits
    least = limits.least_learners or each.people[0]
    most = limits.most_if_justified or limits.most_visitors or each.people[1]
    fits = wish.people >= least and (most is None or wish.people <= most)
    told = f"from {least} on" if most is None else f"{least} to {most}"
    if limits.most_visitors and limits.most_visitors < wish.people <= (most or 0):
        told += f", more than {limits.most_visitors} with a justification"
    return Reason("people", fits, f"It is for {told} who learn; you have {wish.people}.", limits.source or each.source)
