"""Rules of departures: declared days only, by the person or a manager; the person is told of what others declare."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.database import locked
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db, new_id, utc_now
from app.knowledge_risk.looking import actor, is_self, is_shown, nameable, reachable
from app.knowledge_risk.models import Departure
from app.knowledge_risk.settings import require_on
from app.outbox.service import enqueue
from app.people.models import Person
from app.people.service import require_people
from app.policy import is_reached, require_reach
from app.viewer import Viewer


def departures_of(viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The select of the viewer's own, and of those that his roles reach. Raises: SwitchedOff."""
    found = select(Departure).join(Departure.person).where(reachable(Departure, Departure.person_id, viewer, asked))
    is_mine = [Departure.person_id == viewer.person_id] if viewer.person_id else []
    found = found.where(or_(Person.objects_to_risk.is_(False), *is_mine))
    return found.options(*(joinedload(each) for each in (Departure.institution, Departure.declared_by)))


def get_departure(departure_id: str, viewer: Viewer) -> Departure:
    """The departure. Raises: NotFound, also out of reach or of who objected; SwitchedOff."""
    departure = db.session.get(Departure, departure_id)
    if departure is None or not is_reached(departure.institution_id, departure.person_id):
        raise NotFound
    if not is_shown(departure.person, viewer):
        raise NotFound
    require_on(departure.institution_id)
    return departure


def declare(said: dict[str, Any], viewer: Viewer) -> Departure:
    """A new departure, of the viewer where nobody is named.

    Raises: Forbidden, SwitchedOff, Invalid; Conflict where one is open already.
    """
    me = actor(viewer)
    person = require_people([said.pop("person_id", me.id)], "person_id")[0]
    require_reach(person.institution_id, person.id)
    require_on(person.institution_id)
    if person is not me:
        nameable(person, person.institution_id, "person_id")
    departure = Departure(id=new_id(), person=person, institution=person.institution)
    _say(departure, said, viewer)
    db.session.add(departure)
    _tell("departure_declared", departure, viewer)
    return departure


def update_departure(departure: Departure, said: dict[str, Any], viewer: Viewer) -> None:
    """Declare another day or kind. Raises: Forbidden where another said it; Invalid; Conflict."""
    _require_own_word(departure, viewer)
    _say(departure, said, viewer)
    _tell("departure_changed", departure, viewer)


def withdraw(departure: Departure, viewer: Viewer) -> None:
    """Take it back. Raises: Forbidden where another said it."""
    _require_own_word(departure, viewer)
    _tell("departure_withdrawn", departure, viewer)
    db.session.delete(departure)
    db.session.flush()


def _require_own_word(departure: Departure, viewer: Viewer) -> None:
    """What the person declared is his, what a manager declared is the managers'."""
    if is_self(departure.person_id, viewer) == (departure.declared_by_id == departure.person_id):
        return
    raise Forbidden("Somebody else declared this: ask them to alter it or take it back.")


def _say(departure: Departure, said: dict[str, Any], viewer: Viewer) -> None:
    with db.session.no_autoflush:
        if "leaves_on" in said:
            _require_only_one(departure, said["leaves_on"])
        for name, value in said.items():
            setattr(departure, name, value)
        departure.declared_by, departure.declared_at = actor(viewer), utc_now()


def _require_only_one(departure: Departure, day: date) -> None:
    """A day to come, and no other departure of the person that is still to come there. Raises: Invalid, Conflict."""
    today, person, place = utc_now().date(), departure.person, departure.institution
    if day < today:
        raise Invalid("This day is over.", leaves_on=["Declare a day to come."])
    locked(db.session(), Person, person.id)  # two who declare at once wait for each other
    same = (Departure.person_id == person.id, Departure.institution_id == place.id, Departure.id != departure.id)
    if db.session.scalar(select(Departure.id).where(*same, Departure.leaves_on >= today).limit(1)):
        raise Conflict(
            "A departure of this person is declared already: alter that one.", rule="departure-declared-already"
        )


def _tell(kind: str, departure: Departure, viewer: Viewer) -> None:
    """The person hears of what another declared, in the same transaction."""
    db.session.flush()
    if is_self(departure.person_id, viewer):
        return
    facts = {"other": actor(viewer).id, "until": departure.leaves_on.isoformat()}
    is_there = {} if kind == "departure_withdrawn" else {"path": f"/api/v1/departures/{departure.id}"}
    enqueue(kind, departure.person_id, facts | is_there)
