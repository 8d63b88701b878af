"""Rules of successors: a manager names colleagues for topics of a post; who is named is told, and may look."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.errors import Invalid, NotFound
from app.extensions import db, utc_now
from app.knowledge_risk.looking import actor, is_self, is_shown, nameable
from app.knowledge_risk.models import Position
from app.knowledge_risk.plan_models import PositionSuccessor
from app.knowledge_risk.settings import require_on
from app.outbox.service import enqueue
from app.people.models import Person
from app.people.service import require_people
from app.policy import is_reached
from app.viewer import Viewer


def name_successor(position: Position, person_id: str, topic_ids: list[str], viewer: Viewer) -> None:
    """Name a colleague to take over these topics; who was not named for them yet is told. Raises: Invalid."""
    person = nameable(require_people([person_id], "person_id")[0], position.institution_id, "person_id")
    if person.id == position.holder_id:
        raise Invalid("Nobody succeeds himself.", person_id=["This is the holder of the post."])
    beyond = set(topic_ids) - {each.id for each in position.topics}
    if beyond:
        raise Invalid(
            "Name topics that the post is about.",
            topic_ids=[f"The post is not about {each}." for each in sorted(beyond)],
        )
    known = {each.topic_id for each in named_for(position) if each.person_id == person.id}
    by, new = actor(viewer), sorted(set(topic_ids) - known)
    said = {"position_id": position.id, "person_id": person.id, "named_by_id": by.id, "named_at": utc_now()}
    db.session.add_all(PositionSuccessor(topic_id=each, **said) for each in new)
    db.session.flush()
    if new and person.id != by.id:
        path = f"/api/v1/positions/{position.id}/successors"
        enqueue("successor_named", person.id, {"other": by.id, "title": position.title, "path": path})


def remove_successor(position: Position, person_id: str) -> None:
    """The person is successor no more. Raises: NotFound where he was not."""
    found = [each for each in named_for(position) if each.person_id == person_id]
    if not found:
        raise NotFound
    for each in found:
        db.session.delete(each)
    db.session.flush()


def named_for(position: Position) -> list[PositionSuccessor]:
    """Who was named for which topic of the post, whether he counts yet or not."""
    found = select(PositionSuccessor).where(PositionSuccessor.position_id == position.id)
    found = found.options(*(joinedload(getattr(PositionSuccessor, name)) for name in ("person", "topic", "named_by")))
    return list(db.session.scalars(found))


def get_named_post(position_id: str, viewer: Viewer) -> Position:
    """The post, for who manages it, holds it or is named for it. Raises: NotFound, SwitchedOff."""
    position = db.session.get(Position, position_id)
    if position is None:
        raise NotFound
    ways = [position.holder_id, *(each.person_id for each in named_for(position) if is_self(each.person_id, viewer))]
    if not any(is_reached(position.institution_id, each) for each in ways):
        raise NotFound
    require_on(position.institution_id)
    return position


def shown(position: Position, viewer: Viewer) -> dict[str, Any]:
    """The successors as this viewer may see them: who is only named himself sees himself."""
    sees_all = is_reached(position.institution_id, position.holder_id)
    told: dict[str, dict[str, Any]] = {}
    for each in named_for(position):
        if is_self(each.person_id, viewer) or (sees_all and _is_told(each.person, position, viewer)):
            row = told.setdefault(each.person_id, {"person": each.person, "named_by": each.named_by, "topics": []})
            row["topics"].append(each.topic)
    people = sorted(told.values(), key=lambda row: (row["person"].name, row["person"].id))
    for row in people:
        row["topics"].sort(key=lambda topic: topic.ref)
    return {"position": {"id": position.id, "name": position.title}, "items": people}


def _is_told(person: Person, position: Position, viewer: Viewer) -> bool:
    """Who works there no more succeeds nobody there."""
    return is_shown(person, viewer) and person.left_on is None and person.institution_id == position.institution_id
