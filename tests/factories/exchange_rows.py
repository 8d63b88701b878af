"""Requests that are right for exchanges and replications: what the matrix asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.factories.requests import Owner, World

WISH = {"outcomes": ["enhanced_skill"], "days": 3, "people": 4, "budget": "low", "weeks": 4}


def exchange_of(world: World, owner: Owner, **said: Any) -> dict[str, str]:
    """An exchange of that institution with one that nobody coordinates; this person learns."""
    exchange = world.make.exchange(owner.institution, world.make.institution(), **said)
    world.make.participant(exchange, owner.person)
    return {"exchange_id": exchange}


def held(world: World, owner: Owner) -> dict[str, str]:
    """The same with something on its agenda."""
    ids = exchange_of(world, owner)
    world.make.activity(ids["exchange_id"])
    return ids


def named(world: World, owner: Owner) -> dict[str, str]:
    """The same, and the participant."""
    exchange = world.make.exchange(owner.institution, world.make.institution())
    return {"exchange_id": exchange, "participant_id": world.make.participant(exchange, owner.person)}


def to_name(world: World, owner: Owner) -> tuple[dict[str, str], dict[str, Any]]:
    """The same, and a colleague to name."""
    return exchange_of(world, owner), {"person_id": world.make.person(owner.institution), "role": "learner"}


def taken_up(world: World, owner: Owner) -> dict[str, str]:
    """A lesson that this person said his institution took up."""
    lesson = world.make.lesson(visibility="network")
    replication = world.make.replication(lesson, owner.institution, author_id=owner.person)
    return {"lesson_id": lesson, "replication_id": replication}


def to_take_up(world: World, owner: Owner) -> tuple[dict[str, str], dict[str, Any]]:
    """A lesson of another institution, and what this one says of it."""
    said = {"institution_id": owner.institution, "uptake": "adopted", "why": "It fits."}
    return {"lesson_id": world.make.lesson(visibility="network")}, said
