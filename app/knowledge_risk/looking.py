"""Who is shown what: no look at others without a purpose on record, and nobody who objected but to himself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from app.audit.reads import note_look
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.knowledge_risk.settings import require_on, switched_on
from app.people.models import Person
from app.policy import is_reached, reached_institutions
from app.viewer import Viewer
from app.vocabulary import RISK_PURPOSES

Item = TypeVar("Item")


def is_shown(person: Person | None, viewer: Viewer) -> bool:
    """Whether the viewer may know that this is about that person (Art. 21 GDPR: an objection holds at once)."""
    return person is not None and (not person.objects_to_risk or is_self(person.id, viewer))


def is_self(person_id: str | None, viewer: Viewer) -> bool:
    """Whether it is the viewer; an account of nobody is nobody."""
    return person_id is not None and person_id == viewer.person_id


def actor(viewer: Viewer) -> Person:
    """The person who acts: what is said of others is said in a name. Raises: Forbidden."""
    if viewer.person_id is None:
        raise Forbidden("Only a person of the directory can say this: it is shown with the name.")
    return db.session.get_one(Person, viewer.person_id)


def nameable(person: Person, institution_id: str, field: str) -> Person:
    """The person, where a manager may name him there. Raises: Invalid, in the same words whatever stands against it."""
    if person.institution_id != institution_id or person.left_on or person.objects_to_risk:
        raise Invalid("This person can't be named here.", **{field: ["Name somebody of this institution who can be."]})
    return person


def reachable(model: Any, owner: InstrumentedAttribute[Any], viewer: Viewer, asked: dict[str, Any]) -> Any:
    """The SQL condition for a list: one's own, and what one's roles reach, where it is on.

    Raises: SwitchedOff where the viewer asks about an institution that he reaches.
    """
    if "institution_id" in asked and is_reached(asked["institution_id"]):
        require_on(asked["institution_id"])
    reached = reached_institutions()
    ways: list[ColumnElement[bool]] = []
    if not asked.get("is_mine"):
        ways.append(true() if reached is None else model.institution_id.in_(reached))
    if viewer.person_id is not None:
        ways.append(owner == viewer.person_id)
    wanted = model.institution_id == asked["institution_id"] if "institution_id" in asked else true()
    return and_(model.institution_id.in_(switched_on()), wanted, or_(false(), *ways))


def look_through(kind: str, page: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """The page; whose roles reach others leaves a trace of it, unless he asked for nothing but his own.

    Raises: Invalid without a purpose.
    """
    if not asked.get("is_mine") and reached_institutions() != frozenset():
        note(kind, [each.id for each in page["items"]], asked)
    return page


def look_at(item: Item, owner_id: str | None, asked: dict[str, Any], viewer: Viewer) -> Item:
    """The same for one thing; one's own needs no purpose. Raises: Invalid."""
    if not is_self(owner_id, viewer):
        note(item.__tablename__, [item.id], asked)  # type: ignore[attr-defined]
    return item


def note(kind: str, ids: Iterable[str], asked: dict[str, Any]) -> None:
    """Keep that this was looked at, and for which purpose. Raises: Invalid without a purpose."""
    if "purpose" not in asked:
        detail = f"Say what you look for: ?purpose= is one of {', '.join(RISK_PURPOSES)}. It is kept in the audit log."
        raise Invalid(detail, purpose=[detail])
    note_look(kind, list(ids), asked["purpose"])
