"""Who somebody does not want to be paired with: for himself to say, and to know."""

from __future__ import annotations

from app.errors import Conflict, Forbidden, NotFound
from app.extensions import db
from app.match_requests.models import BlockedPair
from app.people.service import require_people
from app.viewer import Viewer


def _me(viewer: Viewer) -> str:
    if viewer.person_id is None:
        raise Forbidden("Only a person of the directory can be paired with somebody.")
    return viewer.person_id


def block(viewer: Viewer, other_id: str) -> BlockedPair:
    """From now on the two are not paired any more. Raises: Invalid for an unknown person, Conflict."""
    me, (other,) = _me(viewer), require_people([other_id], "person_id")
    if other.id == me:
        raise Conflict("You are not paired with yourself anyway.", rule="blocks-oneself")
    if db.session.get(BlockedPair, (me, other.id)) is not None:
        raise Conflict("You have said so before.", rule="blocked-already")
    pair = BlockedPair(person_id=me, other=other)
    db.session.add(pair)
    db.session.flush()
    return pair


def unblock(viewer: Viewer, other_id: str) -> None:
    """Take it back. Raises: NotFound."""
    pair = db.session.get(BlockedPair, (viewer.person_id, other_id)) if viewer.person_id else None
    if pair is None:
        raise NotFound
    db.session.delete(pair)
    db.session.flush()


def blocked_by(viewer: Viewer) -> list[BlockedPair]:
    """Whom the viewer blocked, by name."""
    found = db.select(BlockedPair).where(BlockedPair.person_id == viewer.person_id)
    return sorted(db.session.scalars(found), key=lambda each: (each.other.name, each.other_id))
