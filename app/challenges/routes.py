"""Challenges over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.challenges import service
from app.challenges.models import Challenge
from app.challenges.schemas import (
    ChallengeArgs,
    ChallengeCountArgs,
    ChallengeCounts,
    ChallengePage,
    ChallengeSchema,
    ChallengeWriteSchema,
)
from app.exports import Listing, as_asked
from app.extensions import db
from app.requests import Blueprint
from app.viewer import current_viewer

challenges = Blueprint("challenges", __name__, url_prefix="/challenges", description="What institutions need help with")
LISTING = Listing(Challenge, {"name": Challenge.title, "updated": Challenge.updated_at}, ChallengeSchema)


@challenges.route("", methods=["GET"])
@challenges.arguments(ChallengeArgs, location="query")
@challenges.response(200, ChallengePage)
def list_challenges(args: dict[str, Any]) -> Any:
    """Challenges you may see, by title."""
    return as_asked(service.challenges_matching(args, current_viewer()), LISTING, args)


@challenges.route("/counts", methods=["GET"])
@challenges.arguments(ChallengeCountArgs, location="query")
@challenges.response(200, ChallengeCounts)
def count_challenges(args: dict[str, Any]) -> dict[str, Any]:
    """How many challenges the list finds, and how many with each value of a filter in place of its own."""
    return service.count_challenges(args, current_viewer())


@challenges.route("", methods=["POST"])
@challenges.arguments(ChallengeWriteSchema)
@challenges.response(201, ChallengeSchema)
def create_challenge(said: dict[str, Any]) -> Challenge:
    """Tell what your institution needs help with."""
    challenge = service.create_challenge(said, current_viewer())
    db.session.commit()
    return challenge


@challenges.route("/<uuid:challenge_id>", methods=["GET"])
@challenges.etag
@challenges.response(200, ChallengeSchema)
def get_challenge(challenge_id: UUID) -> Challenge:
    """One challenge."""
    return service.get_challenge(str(challenge_id), current_viewer())


@challenges.route("/<uuid:challenge_id>", methods=["PATCH"])
@challenges.etag
@challenges.arguments(ChallengeWriteSchema(partial=True))
@challenges.response(200, ChallengeSchema)
def update_challenge(said: dict[str, Any], challenge_id: UUID) -> Challenge:
    """Alter a challenge; who may see it is for its author to say."""
    challenge = service.get_challenge(str(challenge_id), current_viewer())
    challenges.check_etag(challenge, ChallengeSchema)
    service.update_challenge(challenge, said, current_viewer())
    db.session.commit()
    return challenge


@challenges.route("/<uuid:challenge_id>", methods=["DELETE"])
@challenges.etag
@challenges.response(204)
def delete_challenge(challenge_id: UUID) -> None:
    """Remove a challenge."""
    challenge = service.get_challenge(str(challenge_id), current_viewer())
    challenges.check_etag(challenge, ChallengeSchema)
    service.delete_challenge(challenge, current_viewer())
    db.session.commit()
