"""A request that is right for every endpoint of communities; `requests` puts them to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.factories.asked import MINE, OWNED, Asked, Row

if TYPE_CHECKING:
    from tests.factories.requests import Owner, World

HELD = {"title": "Meters over tea", "starts_at": "2099-01-01T09:00:00Z", "minutes": 60}


def community_of(world: World, owner: Owner) -> dict[str, str]:
    """A community that this person founded and coordinates."""
    return {"community_id": world.make.community(owner.person, visibility=owner.visibility)}


def with_member(world: World, owner: Owner) -> dict[str, str]:
    """The same, and the person in it."""
    return {**community_of(world, owner), "person_id": owner.person}


def to_join(world: World, owner: Owner) -> dict[str, str]:
    """A community of nobody in particular, and somebody who is not in it."""
    return {"community_id": world.make.community(), "person_id": owner.person}


def with_gathering(world: World, owner: Owner) -> dict[str, str]:
    """A community of this person, and a gathering of it."""
    ids = community_of(world, owner)
    return {**ids, "gathering_id": world.make.gathering(ids["community_id"])}


COMMUNITY_ROWS: dict[str, Row] = {
    "communities.list_communities": Row(),
    "communities.count_communities": Row(),
    "communities.get_community": Row(lambda w, o: Asked(community_of(w, o)), OWNED),
    "communities.create_community": Row(
        lambda _, o: Asked(body={"name": "Meters that last", "institution_id": o.institution}), MINE, 201
    ),
    "communities.update_community": Row(lambda w, o: Asked(community_of(w, o), {"name": "Leaks"}), OWNED),
    "communities.delete_community": Row(lambda w, o: Asked(community_of(w, o)), OWNED, 204),
    "communities.list_members": Row(lambda w, o: Asked(community_of(w, o)), OWNED),
    "communities.get_member_role": Row(lambda w, o: Asked(with_member(w, o)), OWNED),
    "communities.join_community": Row(lambda w, o: Asked(to_join(w, o), {"visibility": "network"}), OWNED),
    "communities.put_member_role": Row(lambda w, o: Asked(with_member(w, o), {"role": "core"}), OWNED),
    "communities.remove_member": Row(lambda w, o: Asked(with_member(w, o)), OWNED, 204),
    "gatherings.list_gatherings": Row(lambda w, o: Asked(community_of(w, o)), OWNED),
    "gatherings.create_gathering": Row(lambda w, o: Asked(community_of(w, o), {**HELD}), OWNED, 201),
    "gatherings.get_gathering": Row(lambda w, o: Asked(with_gathering(w, o)), OWNED),
    "gatherings.update_gathering": Row(lambda w, o: Asked(with_gathering(w, o), {"notes": "Nine came."}), OWNED),
    "gatherings.get_gathering_calendar": Row(lambda w, o: Asked(with_gathering(w, o)), OWNED),
}
