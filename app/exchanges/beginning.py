"""An exchange that a confirmed plan begins: both sides are agreed, so it starts at the step `define`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.exchanges.models import BudgetLine, Exchange
from app.exchanges.naming import name
from app.exchanges.states import OPEN_STEPS
from app.extensions import db, new_id
from app.people.models import Person
from app.people.service import require_people


@dataclass(frozen=True, slots=True)
class ExchangeBegun:
    """What a plan says of an exchange. `month` is numbered `year * 12 + month - 1`, `cost` whole units of `currency`.

    `development_goal` and `institutional_challenge` are what is known of them already: texts that everybody in the
    exchange will read. `owner_id` is the person who confirmed the plan.
    """

    title: str
    learning_institution_id: str
    sharing_institution_id: str
    learner_ids: tuple[str, ...] = ()
    expert_id: str | None = None
    challenge_id: str | None = None
    month: int | None = None
    cost: int = 0
    currency: str = "USD"
    owner_id: str | None = None
    language: str | None = None
    development_goal: str = ""
    institutional_challenge: str = ""


def begin_exchange(said: ExchangeBegun, now: datetime) -> Exchange:
    """The exchange with its participants, who are told, and the planned cost as its first budget line.

    Whether these people may be paired was for the plan to decide; that they are still there and ready is asked again.
    It flushes and never commits. Raises: NotNameable; Invalid for people who are not there or of another institution.
    """
    same = ("title", "learning_institution_id", "sharing_institution_id", "challenge_id", "owner_id", "language")
    texts = ("development_goal", "institutional_challenge", "currency")
    exchange = Exchange(id=new_id(), step="define", **{name: getattr(said, name) for name in (*same, *texts)})
    exchange.month = month_text(said.month)
    cost = {"category": "other", "description": "", "amount": said.cost, "payer": "learning_institution"}
    exchange.budget = [BudgetLine(id=new_id(), position=0, **cost)]
    db.session.add(exchange)
    db.session.flush()
    for role, person_ids in (("learner", said.learner_ids), ("expert", (said.expert_id,) if said.expert_id else ())):
        for person in require_people(list(person_ids), f"{role}_ids"):
            name(exchange, person, role, said.owner_id, now)
    return exchange


def name_who_accepted(exchange_id: str, person: Person, now: datetime) -> None:
    """The expert whom a plan asked takes part once he said yes; not in what has ended, nor for another institution."""
    exchange = db.session.get(Exchange, exchange_id)
    is_named = exchange is not None and any(each.person_id == person.id for each in exchange.participants)
    if exchange is None or is_named or exchange.sharing_institution_id != person.institution_id:
        return
    if exchange.step in OPEN_STEPS:
        name(exchange, person, "expert", person.id, now)


def month_text(number: int | None) -> str | None:
    """The month as it is kept.

    >>> month_text(2027 * 12 + 2)
    '2027-03'
    """
    return f"{number // 12:04}-{number % 12 + 1:02}" if number is not None else None
