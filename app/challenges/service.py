"""Rules of challenges."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.challenges.models import Challenge, challenge_topic
from app.extensions import db, new_id, utc_now
from app.facets import Facet, counted, narrowed
from app.institutions.service import require_institution
from app.people.authorship import author_in, authored_facets, require_say, require_visible, visible
from app.topics.service import require_topics
from app.viewer import Viewer

FACETS = {
    **authored_facets(Challenge, challenge_topic, challenge_topic.c.challenge_id),
    "language": Facet(Challenge.language),
    "status": Facet(Challenge.status),
}


def challenges_matching(asked: dict[str, Any], viewer: Viewer) -> Select[Any]:
    """The select of what the viewer may see with these filters."""
    found = select(Challenge).join(Challenge.institution).where(visible(viewer, Challenge))
    found = found.options(
        joinedload(Challenge.institution), joinedload(Challenge.author), selectinload(Challenge.topics)
    )
    found = narrowed(found, FACETS, asked)
    if asked.get("q"):
        found = found.where(Challenge.title.icontains(asked["q"], autoescape=True))
    return found


def count_challenges(asked: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """How many challenges the list has with these filters, and with each value of them."""
    return counted(lambda filters: challenges_matching(filters, viewer), Challenge, FACETS, asked)


def get_challenge(challenge_id: str, viewer: Viewer) -> Challenge:
    """The challenge. Raises: NotFound, also for one the viewer may not see."""
    challenge = db.session.get(Challenge, challenge_id)
    require_visible(challenge, viewer)
    assert challenge is not None  # noqa: S101 - for the type checker: require_visible refused None
    return challenge


def create_challenge(said: dict[str, Any], viewer: Viewer) -> Challenge:
    """A new challenge in an institution's name. Raises: Forbidden, Invalid for an unknown institution or topic."""
    institution = require_institution(said["institution_id"])
    challenge = Challenge(id=new_id(), ref=new_id(), institution=institution)
    challenge.author_id = author_in(institution.id, viewer)
    _say(challenge, said)
    db.session.add(challenge)
    db.session.flush()
    return challenge


def update_challenge(challenge: Challenge, said: dict[str, Any], viewer: Viewer) -> Challenge:
    """The challenge with these changes. Raises: Forbidden, Invalid."""
    require_say(challenge, said, viewer)
    if said.get("institution_id", challenge.institution_id) != challenge.institution_id:
        author_in(said["institution_id"], viewer)
        challenge.institution = require_institution(said["institution_id"])
    _say(challenge, said)
    challenge.updated_at = utc_now()
    db.session.flush()
    return challenge


def _say(challenge: Challenge, said: dict[str, Any]) -> None:
    with db.session.no_autoflush:
        if "topic_ids" in said:
            challenge.topics = require_topics(said["topic_ids"])
        for name in said.keys() - {"topic_ids", "institution_id"}:
            setattr(challenge, name, said[name])


def delete_challenge(challenge: Challenge, viewer: Viewer) -> None:
    """Remove a challenge. Raises: Forbidden."""
    require_say(challenge, {}, viewer)
    db.session.delete(challenge)
    db.session.flush()
