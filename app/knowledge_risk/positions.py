"""Rules of positions: managers name and rate posts, the holder sees his entry and contests it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import locked
from app.errors import Conflict, Forbidden, NotFound
from app.extensions import db, new_id, utc_now
from app.institutions.service import require_institution
from app.knowledge_risk.looking import actor, is_self, is_shown, nameable, reachable
from app.knowledge_risk.models import Position, PositionContest
from app.knowledge_risk.settings import require_on
from app.people.service import require_people
from app.policy import is_reached, require_reach
from app.topics.models import Topic
from app.topics.service import narrower_closure, require_topics
from app.viewer import Viewer


def shown(position: Position, viewer: Viewer) -> dict[str, Any]:
    """The post as this viewer may see it: without a holder who objected, and without others' former contests."""
    is_holder = is_self(position.holder_id, viewer)
    return {
        **{name: getattr(position, name) for name in ("id", "title", "unit", "institution", "topics", "factor")},
        **{name: getattr(position, name) for name in ("evidence", "rated_by", "rated_at", "updated_at")},
        "holder": position.holder if is_shown(position.holder, viewer) else None,
        "contests": [each for each in position.contests if _is_contest_shown(each, is_holder, viewer)],
    }


def _is_contest_shown(contest: PositionContest, is_holder: bool, viewer: Viewer) -> bool:
    """A holder sees his own only, a manager those of who does not object."""
    return is_self(contest.person_id, viewer) or (not is_holder and is_shown(contest.person, viewer))


def positions_of(viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The select of the posts that the viewer holds, or that his roles reach. Raises: SwitchedOff."""
    found = select(Position).where(reachable(Position, Position.holder_id, viewer, asked))
    found = found.options(*(joinedload(each) for each in (Position.institution, Position.holder, Position.rated_by)))
    found = found.options(selectinload(Position.topics), selectinload(Position.contests))
    if "topic_id" in asked:
        found = found.where(Position.topics.any(Topic.id.in_(narrower_closure([asked["topic_id"]]))))
    return found


def get_position(position_id: str) -> Position:
    """The post. Raises: NotFound, also out of reach; SwitchedOff."""
    return _within_reach(db.session.get(Position, position_id))


def open_position(position_id: str) -> Position:
    """The same to write in it: nobody else alters it until the commit. Raises: NotFound, SwitchedOff."""
    return _within_reach(locked(db.session(), Position, position_id))


def _within_reach(position: Position | None) -> Position:
    if position is None or not is_reached(position.institution_id, position.holder_id):
        raise NotFound
    require_on(position.institution_id)
    return position


def create_position(said: dict[str, Any]) -> Position:
    """A new post, not rated yet. Raises: Forbidden, SwitchedOff, Invalid."""
    institution = require_institution(said.pop("institution_id"))
    require_reach(institution.id)
    require_on(institution.id)
    position = Position(id=new_id(), ref=new_id(), institution=institution)
    update_position(position, said)
    db.session.add(position)
    db.session.flush()
    return position


def update_position(position: Position, said: dict[str, Any]) -> None:
    """Say these things of the post; a rating stays, for it is the post's. Raises: Invalid."""
    with db.session.no_autoflush:
        if "topic_ids" in said:
            position.topics = require_topics(said.pop("topic_ids"))
        if "holder_id" in said:
            holder_id = said.pop("holder_id")
            named = require_people([holder_id], "holder_id") if holder_id else [None]
            position.holder = named[0] and nameable(named[0], position.institution.id, "holder_id")
        for name, value in said.items():
            setattr(position, name, value)
    position.updated_at = utc_now()
    db.session.flush()


def delete_position(position: Position, viewer: Viewer) -> None:
    """Remove the post; contests that were answered stay with who wrote them. Raises: Conflict."""
    if _waiting(position, viewer):
        raise Conflict("The holder contests this entry: answer first.", rule="contest-not-answered")
    db.session.delete(position)
    db.session.flush()


def rate(position: Position, factor: int, evidence: str, viewer: Viewer) -> None:
    """Rate the post in the viewer's name. Raises: Forbidden for its holder, and who is no person of the directory."""
    _require_another(position.holder_id, viewer)
    position.factor, position.evidence = factor, evidence
    position.rated_by, position.rated_at = actor(viewer), utc_now()
    db.session.flush()


def contest(position: Position, text: str, viewer: Viewer, now: datetime) -> PositionContest:
    """What the holder says against his entry. Raises: Conflict while he waits for an answer."""
    if any(is_self(each.person_id, viewer) for each in position.contests if each.answered_at is None):
        raise Conflict("You have contested this; a manager has to answer first.", rule="contested-already")
    made = PositionContest(id=new_id(), position_id=position.id, person=actor(viewer), text=text, contested_at=now)
    db.session.add(made)
    db.session.flush()
    return made


def answer(position: Position, text: str, viewer: Viewer, now: datetime) -> PositionContest:
    """Answer the contest that has waited longest. Raises: Conflict where none waits, Forbidden."""
    waiting = _waiting(position, viewer)
    if not waiting:
        raise Conflict("Nobody waits for an answer here.", rule="nothing-to-answer")
    _require_another(waiting[0].person_id, viewer)
    waiting[0].answer, waiting[0].answered_at, waiting[0].answered_by = text, now, actor(viewer)
    db.session.flush()
    return waiting[0]


def _require_another(person_id: str | None, viewer: Viewer) -> None:
    if is_self(person_id, viewer):
        raise Forbidden("This is about yourself: another manager of the institution has to say it.")


def _waiting(position: Position, viewer: Viewer) -> list[PositionContest]:
    return [each for each in position.contests if each.answered_at is None and is_shown(each.person, viewer)]
