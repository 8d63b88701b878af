"""Rules of exchanges: who begins one, what may be said at which step, and how it goes on, back or ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from app.challenges.models import Challenge
from app.errors import Conflict, Forbidden, Invalid
from app.exchanges.gates import require_ready
from app.exchanges.models import Exchange, Participant
from app.exchanges.naming import tell
from app.exchanges.parts import hours_of, measure, put_activities, put_budget, put_outcomes
from app.exchanges.seeing import seen_by
from app.exchanges.states import EXCHANGE
from app.extensions import db, new_id, utc_now
from app.institutions.service import require_institution
from app.people.authorship import visible
from app.policy import is_reached
from app.states import following
from app.viewer import Viewer

# What is said of an exchange by the act of the table of states that says it.
SAID_BY = {
    **dict.fromkeys(("title", "challenge_id", "language"), "frame"),
    **dict.fromkeys(("development_goal", "institutional_challenge", "change_objective"), "frame"),
    **dict.fromkeys(("sharing_institution_id", "outcomes"), "define"),
    **dict.fromkeys(("month", "time_zone", "instrument", "justification", "currency"), "design"),
    **dict.fromkeys(("activities", "budget"), "design"),
    **dict.fromkeys(("measures", "report"), "measure"),
}
_PARTS = {"activities": put_activities, "budget": put_budget, "outcomes": put_outcomes, "measures": measure}
_REFERENCES = {"sharing_institution_id", "challenge_id"}


def exchanges_matching(asked: dict[str, Any], viewer: Viewer) -> Select[Any]:
    """The select of the exchanges that the viewer sees, with these filters."""
    found = select(Exchange).where(seen_by(viewer))
    parts = (Exchange.learning_institution, Exchange.sharing_institution)
    parts += (Exchange.participants, Exchange.activities, Exchange.budget, Exchange.outcomes)
    found = found.options(*map(selectinload, parts))
    for name in ("step", "instrument", "month", "learning_institution_id", "sharing_institution_id"):
        if name in asked:
            found = found.where(getattr(Exchange, name) == asked[name])
    if place := asked.get("institution_id"):
        found = found.where(or_(Exchange.learning_institution_id == place, Exchange.sharing_institution_id == place))
    if person := asked.get("person_id"):
        found = found.where(Exchange.participants.any(Participant.person_id == person))
    if asked.get("q"):
        found = found.where(Exchange.title.icontains(asked["q"], autoescape=True))
    return found


def create_exchange(said: dict[str, Any], viewer: Viewer) -> Exchange:
    """A new exchange, at its first step; the viewer owns it. Raises: Forbidden, Invalid."""
    learning = require_institution(said["learning_institution_id"], "learning_institution_id")
    places = (learning.id, said.get("sharing_institution_id"))
    if not any(place and is_reached(place) for place in places):
        raise Forbidden("Begin an exchange for an institution that you coordinate.")
    exchange = Exchange(id=new_id(), step="anchor", learning_institution=learning, owner_id=viewer.person_id)
    exchange.learning_institution_id = learning.id
    with db.session.no_autoflush:
        _say(exchange, {name: value for name, value in said.items() if name != "learning_institution_id"}, viewer)
    db.session.add(exchange)
    db.session.flush()
    return exchange


def update_exchange(exchange: Exchange, said: dict[str, Any], actors: Sequence[str], viewer: Viewer) -> None:
    """The exchange with these changes; whoever takes part is told of other dates. What has begun stays ready for it.

    Raises: WrongState for what is not said at this step, NotReady, Conflict, Invalid.
    """
    for act in dict.fromkeys(SAID_BY[name] for name in said):
        following("exchange", EXCHANGE, exchange.step, act, actors)
    before = hours_of(exchange)
    with db.session.no_autoflush:
        _say(exchange, said, viewer)
    _require_still_ready(exchange)
    exchange.updated_at = utc_now()
    db.session.flush()
    if hours_of(exchange) != before:
        tell("exchange_moved", exchange, viewer.person_id)


def _require_still_ready(exchange: Exchange) -> None:
    if exchange.step in ("implement", "measure"):
        require_ready(exchange, exchange.step)


def _say(exchange: Exchange, said: dict[str, Any], viewer: Viewer) -> None:
    for name in said.keys() - _PARTS.keys() - _REFERENCES:
        setattr(exchange, name, said[name])
    if "sharing_institution_id" in said:
        _share(exchange, said["sharing_institution_id"])
    if "challenge_id" in said:
        exchange.challenge = _challenge(said["challenge_id"], viewer)
    for name in _PARTS.keys() & said.keys():
        _PARTS[name](exchange, said[name])


def _share(exchange: Exchange, institution_id: str | None) -> None:
    old = exchange.sharing_institution_id
    if institution_id == old:
        return
    if institution_id == exchange.learning_institution_id:
        detail = "This institution learns: another one shares."
        raise Invalid(detail, sharing_institution_id=[detail])
    if old and any(each.institution_id == old for each in exchange.participants):
        raise Conflict(
            "People of the institution that shares take part: take them out before another one shares.",
            rule="sharers-take-part",
        )
    exchange.sharing_institution = (
        require_institution(institution_id, "sharing_institution_id") if institution_id else None
    )
    exchange.sharing_institution_id = institution_id


def _challenge(challenge_id: str | None, viewer: Viewer) -> Challenge | None:
    if challenge_id is None:
        return None
    found = (
        select(Challenge).join(Challenge.institution).where(Challenge.id == challenge_id, visible(viewer, Challenge))
    )
    challenge = db.session.scalar(found)
    if challenge is None:
        raise Invalid("There is no such challenge.", challenge_id=["Not known; look it up in /challenges."])
    return challenge


def advance(exchange: Exchange, actors: Sequence[str], now: datetime) -> None:
    """On to the next step, with all that has to be there. Raises: WrongState, NotReady."""
    step, _ = following("exchange", EXCHANGE, exchange.step, "advance", actors)
    require_ready(exchange, step)
    exchange.step = step
    exchange.ended_at = now if step == "closed" else None
    db.session.flush()


def go_back(exchange: Exchange, reason: str, actors: Sequence[str]) -> None:
    """Back by one step, for a reason. Raises: WrongState."""
    exchange.step, _ = following("exchange", EXCHANGE, exchange.step, "back", actors)
    exchange.back_reason = reason
    db.session.flush()


def cancel(exchange: Exchange, reason: str, actors: Sequence[str], by: str | None, now: datetime) -> None:
    """End it before it is closed; whoever takes part is told. Raises: WrongState."""
    exchange.step, _ = following("exchange", EXCHANGE, exchange.step, "cancel", actors)
    exchange.cancel_reason, exchange.ended_at = reason, now
    db.session.flush()
    tell("exchange_cancelled", exchange, by)
