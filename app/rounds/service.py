"""Rules of rounds: opening one, its rules, closing entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.database import locked
from app.errors import DomainError, Invalid, NotFound
from app.extensions import db, new_id, utc_now
from app.rounds.models import Round
from app.rounds.states import ROUND
from app.states import following
from app.viewer import Viewer

MOST_MONTHS = 36


def rounds_matching(asked: dict[str, Any]) -> Select[Any]:
    """The select of all rounds: that there is one is told to everybody in the network."""
    found = select(Round).options(joinedload(Round.opened_by))
    return found.where(Round.status == asked["status"]) if "status" in asked else found


def get_round(round_id: str) -> Round:
    """The round. Raises: NotFound."""
    found = db.session.get(Round, round_id)
    if found is None:
        raise NotFound
    return found


def round_called(name: str) -> Round:
    """The round of this reference or title, for commands. Raises: DomainError where there is none, or several."""
    found = list(db.session.scalars(select(Round).where(or_(Round.ref == name, Round.title == name)).limit(2)))
    if len(found) != 1:
        raise DomainError(f"{'No' if not found else 'More than one'} round is called {name}. Give its reference.")
    return found[0]


def open_round(round_id: str) -> Round:
    """The same to write in it: nobody else alters it, enters or plans until the commit. Raises: NotFound."""
    found = locked(db.session(), Round, round_id)
    if found is None:
        raise NotFound
    return found


def act_on(exchange_round: Round, act: str) -> None:
    """Let the round go to its next state. Raises: WrongState."""
    exchange_round.status, _ = following("round", ROUND, exchange_round.status, act, ("coordinator",))


def create_round(said: dict[str, Any], viewer: Viewer) -> Round:
    """A new round, open for entries. Raises: Invalid."""
    made = Round(id=new_id(), ref=new_id(), status="open", opened_by_id=viewer.person_id)
    _say(made, said)
    db.session.add(made)
    db.session.flush()
    return made


def update_round(exchange_round: Round, said: dict[str, Any]) -> None:
    """Alter what it says, until it is confirmed. Raises: WrongState, Invalid."""
    act_on(exchange_round, "edit")
    _say(exchange_round, said)
    exchange_round.updated_at = utc_now()
    db.session.flush()


def _say(exchange_round: Round, said: dict[str, Any]) -> None:
    with db.session.no_autoflush:
        for name, value in said.items():
            setattr(exchange_round, name, value)
    if exchange_round.first_month > exchange_round.last_month:
        raise Invalid("The last month is before the first.", last_month=["Choose the first month or a later one."])
    if len(months_of(exchange_round)) > MOST_MONTHS:
        raise Invalid("The round is too long.", last_month=[f"A round has {MOST_MONTHS} months at most."])
    if exchange_round.most_taken is not None and exchange_round.most_taken < (exchange_round.least_taken or 0):
        raise Invalid("The least is more than the most.", least_taken=["Say no more than `most_taken`."])


def move_round(exchange_round: Round, act: str) -> None:
    """Close entries, reopen or cancel. Raises: WrongState."""
    act_on(exchange_round, act)
    exchange_round.updated_at = utc_now()
    db.session.flush()


def months_of(exchange_round: Round) -> list[str]:
    """The months of its window, as `2027-03`.

    >>> months_of(Round(first_month="2027-11", last_month="2028-01"))
    ['2027-11', '2027-12', '2028-01']
    """
    first, last = map(month_number, (exchange_round.first_month, exchange_round.last_month))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def month_number(month: str) -> int:
    """Months counted from the year 0, as matching counts them.

    >>> month_number("2027-03")
    24326
    """
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1
