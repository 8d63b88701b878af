"""Rules of replications: who says that a lesson was taken up, and who sees it. ONE predicate.

It is seen by whoever sees its lesson; what came of an exchange, only by who sees that exchange, too.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from app.errors import Invalid, NotFound
from app.exchanges.models import Exchange
from app.exchanges.replication_models import Replication
from app.exchanges.seeing import seen_by
from app.extensions import db, new_id, utc_now
from app.institutions.service import require_institution
from app.lessons.models import Lesson
from app.lessons.service import get_lesson
from app.people.authorship import author_in, visible
from app.policy import require_reach
from app.viewer import Viewer


def seen_replications(viewer: Viewer) -> Select[Any]:
    """The select of the replications that the viewer sees."""
    found = select(Replication).join(Replication.lesson).join(Lesson.institution).where(visible(viewer, Lesson))
    return found.where(or_(Replication.exchange_id.is_(None), Replication.exchange.has(seen_by(viewer))))


def replications_of(lesson_id: str, asked: dict[str, Any], viewer: Viewer) -> Select[Any]:
    """Those of one lesson, with these filters. Raises: NotFound where the viewer does not see the lesson."""
    found = seen_replications(viewer).where(Replication.lesson_id == get_lesson(lesson_id, viewer).id)
    return found.where(Replication.uptake == asked["uptake"]) if "uptake" in asked else found


def get_replication(lesson_id: str, replication_id: str, viewer: Viewer) -> Replication:
    """The replication. Raises: NotFound, also where the viewer does not see it."""
    one = (Replication.id == replication_id, Replication.lesson_id == lesson_id)
    found = db.session.scalar(seen_replications(viewer).where(*one))
    if found is None:
        raise NotFound
    return found


def create_replication(lesson_id: str, said: dict[str, Any], viewer: Viewer) -> Replication:
    """A lesson was taken up by an institution, in whose name the viewer says so.

    Raises: NotFound for a lesson that he does not see, Forbidden, Invalid.
    """
    lesson, place = get_lesson(lesson_id, viewer), require_institution(said["institution_id"])
    if place.id == lesson.institution_id:
        detail = "A lesson is taken up elsewhere: this is the institution that it comes from."
        raise Invalid(detail, institution_id=[detail])
    replication = Replication(id=new_id(), lesson=lesson, author_id=author_in(place.id, viewer))
    with db.session.no_autoflush:
        replication.institution = place
        _say(replication, {name: value for name, value in said.items() if name != "institution_id"}, viewer)
    db.session.add(replication)
    db.session.flush()
    return replication


def update_replication(replication: Replication, said: dict[str, Any], viewer: Viewer) -> None:
    """The replication with these changes. Raises: Forbidden, Invalid."""
    require_reach(replication.institution_id, replication.author_id)
    _say(replication, said, viewer)
    replication.updated_at = utc_now()
    db.session.flush()


def delete_replication(replication: Replication) -> None:
    """Remove it. Raises: Forbidden."""
    require_reach(replication.institution_id, replication.author_id)
    db.session.delete(replication)
    db.session.flush()


def _say(replication: Replication, said: dict[str, Any], viewer: Viewer) -> None:
    for name in said.keys() - {"exchange_id"}:
        setattr(replication, name, said[name])
    if "exchange_id" in said:
        replication.exchange = _exchange(said["exchange_id"], viewer)


def _exchange(exchange_id: str | None, viewer: Viewer) -> Exchange | None:
    if exchange_id is None:
        return None
    exchange = db.session.scalar(select(Exchange).where(Exchange.id == exchange_id, seen_by(viewer)))
    if exchange is None:
        raise Invalid("There is no such exchange.", exchange_id=["Not known; look it up in /exchanges."])
    return exchange
