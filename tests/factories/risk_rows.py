"""Requests that are right for positions, departures and the settings of risk: what the matrix asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.factories.requests import Owner, World

DAY = {"kind": "retirement", "leaves_on": "2099-01-01"}


def post_of(world: World, owner: Owner) -> dict[str, str]:
    """A rated post that this person holds."""
    return {"position_id": world.make.position(owner.person, owner.institution)}


def contested(world: World, owner: Owner) -> dict[str, str]:
    """The same, contested by its holder."""
    ids = post_of(world, owner)
    world.make.contest(owner.person, ids["position_id"])
    return ids


def post_to_name(world: World, owner: Owner) -> dict[str, Any]:
    """A post of an institution that looks at risk."""
    return {"title": "Chief hydrologist", "institution_id": world.make.risk_on(owner.institution)}


def day_to_declare(world: World, owner: Owner) -> dict[str, Any]:
    """When this person leaves an institution that looks at risk."""
    world.make.risk_on(owner.institution)
    return {"person_id": owner.person, **DAY}


def declared(world: World, owner: Owner) -> dict[str, str]:
    """A departure: who asks declared his own, a manager that of others."""
    is_others = owner.person in (world.colleague, world.stranger)
    by = world.make.person(owner.institution) if is_others else owner.person
    return {"departure_id": world.make.departure(owner.person, declared_by_id=by)}


def post_at_stake(world: World, owner: Owner) -> str:
    """The same, about a topic, so that there is something to plan."""
    return world.make.position(owner.person, owner.institution, topics=[world.topic])


def planned(world: World, owner: Owner) -> dict[str, str]:
    """A plan for a post that this person holds, with an action."""
    plan = world.make.plan(post_at_stake(world, owner))
    return {"plan_id": plan, "action_id": world.make.plan_action(plan)}


def plan_of(world: World, owner: Owner) -> dict[str, str]:
    """Such a plan alone."""
    return {"plan_id": planned(world, owner)["plan_id"]}


def taken_over(world: World, owner: Owner) -> tuple[dict[str, str], dict[str, Any]]:
    """Such a post, and a colleague to take it over."""
    said = {"person_id": world.make.person(owner.institution), "topic_ids": [world.topic]}
    return {"position_id": post_at_stake(world, owner)}, said


def succeeded(world: World, owner: Owner) -> dict[str, str]:
    """Such a post, and who is named to take it over."""
    ids, said = taken_over(world, owner)
    return {**ids, "person_id": world.make.successor(ids["position_id"], said["person_id"], world.topic)}


def agreed(world: World, owner: Owner) -> dict[str, str]:
    """An institution that looks at risk."""
    return {"institution_id": world.make.risk_on(owner.institution)}


def leaving(world: World, owner: Owner) -> dict[str, Any]:
    """A person of an institution that looks at risk, who might leave."""
    place = world.make.risk_on(owner.institution)
    return {"institution_id": place, "people": [owner.person], "purpose": "succession_planning"}
