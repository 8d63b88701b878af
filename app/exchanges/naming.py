"""Who takes part: named and told of it, taken out again, or out by himself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.errors import Conflict, Invalid, NotFound
from app.exchanges.models import Exchange, Participant
from app.exchanges.states import EXCHANGE
from app.extensions import db, new_id
from app.institutions.service import require_institution
from app.outbox.service import enqueue
from app.people.models import Person
from app.people.service import require_people
from app.states import following

# On which side somebody in that role is; whoever facilitates or organises may be from anywhere.
_SIDES = {"learner": "learning_institution_id", "expert": "sharing_institution_id"}


class NotNameable(Conflict):
    """The person can't be named for this now. It says no more: why is the person's own affair."""

    type = "person-not-available"

    def __init__(self) -> None:
        super().__init__("This person is not available for this. Name another one.")


class AlreadyNamed(Conflict):
    """One person has one role in an exchange."""

    type = "already-named"

    def __init__(self) -> None:
        super().__init__("This person takes part already. Take them out first to give them another role.")


def name_participant(
    exchange: Exchange, said: dict[str, Any], actors: Sequence[str], by: str | None, now: datetime
) -> Participant:
    """A person of the directory who takes part from now on, and is told; or people of an institution, unnamed.

    Raises: WrongState, NotNameable, AlreadyNamed; Invalid for an unknown reference or the wrong side.
    """
    following("exchange", EXCHANGE, exchange.step, "name", actors)
    if "person_id" in said:
        return name(exchange, require_people([said["person_id"]], "person_id")[0], said["role"], by, now)
    place = require_institution(said["institution_id"])
    if place.id not in (exchange.learning_institution_id, exchange.sharing_institution_id):
        raise Invalid("Unnamed people are of one of the two.", institution_id=["It takes no part in this exchange."])
    _require_side(exchange, said["role"], place.id, "institution_id")
    unnamed = {"role": said["role"], "number": said["number"], "named_at": now}
    return _added(exchange, Participant(id=new_id(), institution=place, **unnamed))


def name(exchange: Exchange, person: Person, role: str, by: str | None, now: datetime) -> Participant:
    """The person as participant, who is told of it. Raises: NotNameable, AlreadyNamed, Invalid for the wrong side."""
    _require_side(exchange, role, person.institution_id, "person_id")
    is_away = person.is_paused or person.objects_to_matching
    if person.left_on is not None or (role == "expert" and is_away):
        raise NotNameable
    if any(each.person_id == person.id for each in exchange.participants):
        raise AlreadyNamed
    said = {"person": person, "institution_id": person.institution_id, "role": role, "number": 1, "named_at": now}
    participant = _added(exchange, Participant(id=new_id(), **said))
    if person.id != by:
        key = f"exchange named {participant.id}"
        enqueue("exchange_named", person.id, _facts(exchange), key=key)
    return participant


def _require_side(exchange: Exchange, role: str, institution_id: str, field: str) -> None:
    side = _SIDES.get(role)
    if side and getattr(exchange, side) != institution_id:
        detail = f"A {role} is of the {side.partition('_')[0]} institution."
        raise Invalid(detail, **{field: [detail]})


def _added(exchange: Exchange, participant: Participant) -> Participant:
    exchange.participants.append(participant)
    db.session.flush()
    return participant


def remove_participant(exchange: Exchange, participant_id: str, actors: Sequence[str], me: str | None) -> None:
    """Take somebody out; everybody can take himself out of what has not ended. Raises: NotFound, WrongState."""
    found = next((each for each in exchange.participants if each.id == participant_id), None)
    is_self = found is not None and found.person_id is not None and found.person_id == me
    if found is None or not (is_self or "coordinator" in actors):
        raise NotFound
    following(
        "exchange", EXCHANGE, exchange.step, "leave" if is_self else "name", ["participant"] if is_self else actors
    )
    exchange.participants.remove(found)
    db.session.flush()


def tell(kind: str, exchange: Exchange, by: str | None) -> None:
    """Everybody who is named is told, but for who does it."""
    for each in exchange.participants:
        if each.person_id is not None and each.person_id != by:
            enqueue(kind, each.person_id, _facts(exchange))


def _facts(exchange: Exchange) -> dict[str, str | int]:
    return {"title": exchange.title, "path": f"/api/v1/exchanges/{exchange.id}"}
