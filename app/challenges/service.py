"""Rules of challenges."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.challenges.models import Challenge
from app.extensions import db, new_id, utc_now
from app.institutions.models import Institution
from app.institutions.service import require_institution
from app.people.authorship import author_in, require_say, require_visible, visible
from app.topics.models import Topic
from app.topics.service import narrower_closure, require_topics
from app.viewer import Viewer


def challenges_matching(asked: dict[str, Any], viewer: Viewer) -> Select[Any]:
    """The select of what the viewer may see with these filters."""
    found = select(Challenge).join(Challenge.institution).where(visible(viewer, Challenge))
    found = found.options(
        joinedload(Challenge.institution), joinedload(Challenge.author), selectinload(Challenge.topics)
    )
    for name in ("institution_id", "language", "status"):
        if name in asked:
            found = found.where(getattr(Challenge, name) == asked[name])
    if "country" in asked:
        found = found.where(Institution.country == asked["country"])
    if "topic_id" in asked:
        found = found.where(Challenge.topics.any(Topic.id.in_(narrower_closure([asked["topic_id"]]))))
    if asked.get("q"):
        found = found.where(Challenge.title.icontains(asked["q"], autoescape=True))
    return found


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
