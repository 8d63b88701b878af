"""Requests that are right for match requests, offers and engagements: what the matrix asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.engagements.models import EngagementFeedback
from app.extensions import db
from app.match_requests.models import BlockedPair
from app.people.models import Person

if TYPE_CHECKING:
    from tests.factories.requests import Owner, World

PEER = {"hours_per_month": 40.0}


def request_of(world: World, owner: Owner, **said: Any) -> dict[str, str]:
    """An open request of that person."""
    return {"request_id": world.make.match_request(owner.person, **said)}


def suggesting(world: World, owner: Owner) -> tuple[dict[str, str], dict[str, str]]:
    """A request of that person, and a suggested peer of the same institution, so that a coordinator reaches both."""
    peer = world.make.person(owner.institution, **PEER)
    return request_of(world, owner, suggested=[peer]), {"peer_id": peer}


def offer_to(world: World, owner: Owner) -> dict[str, str]:
    """A pending offer to that person by somebody of an institution that nobody coordinates."""
    with world.application.app_context():
        db.session.get_one(Person, owner.person).hours_per_month = 160.0
        db.session.commit()
    return {"offer_id": world.make.offer(owner.person)}


def offer_by(world: World, owner: Owner) -> dict[str, str]:
    """A pending offer of that person to somebody of such an institution."""
    peer = world.make.person(**PEER)
    return {"offer_id": world.make.offer(peer, world.make.match_request(owner.person, [peer], is_inviting=True))}


def learning_from(world: World, owner: Owner, **said: Any) -> dict[str, str]:
    """An active engagement in which that person helps somebody of such an institution."""
    return {"engagement_id": world.make.learning(owner.person, **said)}


def meeting_of(world: World, owner: Owner) -> dict[str, str]:
    """The same with a meeting planned."""
    ids = learning_from(world, owner)
    return ids | {"session_id": world.make.session_of(ids["engagement_id"])}


def session_of(world: World, owner: Owner) -> dict[str, str]:
    """The same, where the meeting is not what is asked about."""
    return {"engagement_id": meeting_of(world, owner)["engagement_id"]}


def helped(world: World, owner: Owner) -> dict[str, str]:
    """A completed engagement of that person."""
    return {"engagement_id": world.make.engagement(owner.person, visibility="private")}


def judged(world: World, owner: Owner) -> dict[str, str]:
    """The same where that person has said what came of it."""
    ids = helped(world, owner)
    said = EngagementFeedback(**ids, person_id=owner.person, outcome="partly", would_again=True)
    with world.application.app_context():
        db.session.add(said)
        db.session.commit()
    return ids


def blocked_by(world: World, owner: Owner) -> dict[str, str]:
    """Somebody whom that person does not want to be paired with."""
    other = world.make.person()
    with world.application.app_context():
        db.session.add(BlockedPair(person_id=owner.person, other_id=other))
        db.session.commit()
    return {"person_id": other}
