"""Rules of membership: one joins and leaves oneself, and who leaves as the last coordinator names another before.

A coordinator counts only as far as the viewer may see that he is one: else a refusal would tell of somebody hidden.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.communities.models import Community, CommunityMember
from app.communities.service import find_member, get_community, require_coordination, visible_membership
from app.database import locked
from app.errors import Conflict, Forbidden, NotFound
from app.extensions import db, new_id, utc_now
from app.people.models import Person
from app.viewer import Viewer


class LastCoordinator(Conflict):
    """Others are in the community, and nobody would look after it."""

    type = "last-coordinator"

    def __init__(self) -> None:
        super().__init__("You are its last coordinator. Name another one first, or remove the community.")


def members_of(community_id: str, viewer: Viewer) -> Select[Any]:
    """The select of the people in it whom the viewer may see there. Raises: NotFound."""
    community = get_community(community_id, viewer)
    found = select(Person).join(CommunityMember, CommunityMember.person_id == Person.id).join(Person.institution)
    found = found.options(joinedload(Person.institution))
    return found.where(CommunityMember.community_id == community.id, visible_membership(viewer))


def with_roles(community_id: str, people: list[Person]) -> list[CommunityMember]:
    """The memberships of these people, in their order."""
    chosen = CommunityMember.person_id.in_([each.id for each in people])
    found = db.session.scalars(select(CommunityMember).where(CommunityMember.community_id == community_id, chosen))
    by_person = {each.person_id: each for each in found}
    return [by_person[each.id] for each in people]


def get_member(community_id: str, person_id: str, viewer: Viewer) -> CommunityMember:
    """Somebody's membership. Raises: NotFound, also for one the viewer may not see."""
    found = members_of(community_id, viewer).where(Person.id == person_id)
    person = db.session.scalar(found)
    if person is None:
        raise NotFound
    return with_roles(community_id, [person])[0]


def join(community_id: str, person_id: str, visibility: str, viewer: Viewer) -> CommunityMember:
    """The viewer is in it from now on, shown to these; who is in it already says who may see so.

    Raises: NotFound; Forbidden for anybody else: nobody is made a member by another.
    """
    community = get_community(community_id, viewer)
    if viewer.person_id is None or person_id != viewer.person_id:
        raise Forbidden("Everybody joins a community himself: ask the person to.")
    _wait(community.id)
    member = find_member(community.id, person_id)
    if member is None:
        member = CommunityMember(id=new_id(), community_id=community.id, person_id=person_id)
        db.session.add(member)
    member.visibility = visibility
    db.session.flush()
    return member


def give_role(member: CommunityMember, role: str, viewer: Viewer) -> CommunityMember:
    """The member in another role. Raises: Forbidden, LastCoordinator."""
    require_coordination(member.community, viewer)
    _wait(member.community_id)
    if role != "coordinator":
        _require_another(member, viewer)
    member.role, member.updated_at = role, utc_now()
    db.session.flush()
    return member


def take_out(community_id: str, person_id: str, viewer: Viewer) -> None:
    """The person is in it no more: he says so himself at any time, or a coordinator does.

    Raises: NotFound, Forbidden, LastCoordinator.
    """
    if person_id != viewer.person_id:
        require_coordination(get_member(community_id, person_id, viewer).community, viewer)
    _wait(community_id)
    member = find_member(community_id, person_id)
    if member is None:
        raise NotFound
    _require_another(member, viewer)
    db.session.delete(member)
    db.session.flush()


def _wait(community_id: str) -> None:
    """Only one at a time alters who is in a community: two coordinators who leave at once would leave nobody."""
    locked(db.session(), Community, community_id)


def _require_another(member: CommunityMember, viewer: Viewer) -> None:
    """Raises: LastCoordinator where the viewer sees others in it, and none of them is a coordinator."""
    db.session.refresh(member)
    if member.role != "coordinator":
        return
    seen = select(CommunityMember.role).join(CommunityMember.person).join(Person.institution)
    others = (CommunityMember.community_id == member.community_id, CommunityMember.id != member.id)
    roles = set(db.session.scalars(seen.where(*others, visible_membership(viewer))))
    if roles and "coordinator" not in roles:
        raise LastCoordinator
