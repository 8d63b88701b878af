"""Rules of communities: who sees one, who may alter it, and what is told of who is in it.

A community is altered by its coordinators, and by who coordinates its home institution. Whoever is not shown to the
viewer as a member is not counted either.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.communities.models import Community, CommunityLanguage, CommunityMember, community_topic
from app.errors import Forbidden, Invalid
from app.extensions import db, new_id, utc_now
from app.facets import Facet, counted, narrowed
from app.institutions.models import Institution
from app.institutions.service import require_institution
from app.people.authorship import author_in, authored_facets, require_visible, visible
from app.people.models import Person
from app.policy import require_reach
from app.topics.service import require_topics
from app.viewer import Viewer
from app.visibility import Ownership, can_see, is_visible

FACETS = {
    **authored_facets(Community, community_topic, community_topic.c.community_id),
    "language": Facet(CommunityLanguage.language, CommunityLanguage, CommunityLanguage.community_id == Community.id),
    "stage": Facet(Community.stage),
}
_APART = {"topic_ids", "languages", "institution_id"}


def visible_membership(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL condition that a membership, joined to its person and institution, may be seen."""
    owned = Ownership(CommunityMember.visibility, Person.id, Person.institution_id, Institution.country)
    return is_visible(viewer, owned)


def communities_matching(asked: dict[str, Any], viewer: Viewer) -> Select[Any]:
    """The select of what the viewer may see with these filters."""
    found = select(Community).join(Community.institution).where(visible(viewer, Community))
    found = found.options(
        joinedload(Community.institution), selectinload(Community.topics), selectinload(Community.spoken)
    )
    found = narrowed(found, FACETS, asked)
    if "member_id" in asked:
        found = found.where(Community.id.in_(_joined_by(asked["member_id"], viewer)))
    if asked.get("q"):
        found = found.where(Community.name.icontains(asked["q"], autoescape=True))
    return found


def count_communities(asked: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """How many communities the list has with these filters, and with each value of them."""
    return counted(lambda filters: communities_matching(filters, viewer), Community, FACETS, asked)


def _joined_by(person_id: str, viewer: Viewer) -> Select[Any]:
    """The communities that somebody is in, as far as the viewer may see that he is."""
    found = select(CommunityMember.community_id).join(CommunityMember.person).join(Person.institution)
    return found.where(Person.id == person_id, visible_membership(viewer))


def get_community(community_id: str, viewer: Viewer) -> Community:
    """The community. Raises: NotFound, also for one the viewer may not see."""
    community = db.session.get(Community, community_id)
    require_visible(community, viewer)
    assert community is not None  # noqa: S101 - for the type checker: require_visible refused None
    return community


def find_member(community_id: str, person_id: str | None) -> CommunityMember | None:
    """The membership of somebody, whoever may see it."""
    found = select(CommunityMember).where(
        CommunityMember.community_id == community_id, CommunityMember.person_id == person_id
    )
    return db.session.scalar(found) if person_id else None


def shown(community: Community, viewer: Viewer) -> dict[str, Any]:
    """The community as this viewer may see it: the members whom he may see are counted, and what he is himself."""
    counted = select(func.count(CommunityMember.id)).join(CommunityMember.person).join(Person.institution)
    counted = counted.where(CommunityMember.community_id == community.id, visible_membership(viewer))
    names = ("id", "name", "domain", "practice", "stage", "topics", "languages", "institution", "visibility")
    return {
        **{name: getattr(community, name) for name in (*names, "updated_at")},
        "member_count": db.session.scalar(counted),
        "mine": find_member(community.id, viewer.person_id),
    }


def found_community(said: dict[str, Any], viewer: Viewer) -> Community:
    """A new community at an institution; who founds it is its coordinator, shown to whom the community is shown.

    Raises: Forbidden, Invalid for an unknown institution or topic.
    """
    institution = require_institution(said["institution_id"])
    community = Community(id=new_id(), institution=institution)
    community.author_id = author_in(institution.id, viewer)
    _say(community, said)
    if viewer.person_id:
        seen_by = said.get("visibility", "institution")
        community.members = [CommunityMember(person_id=viewer.person_id, role="coordinator", visibility=seen_by)]
    db.session.add(community)
    db.session.flush()
    return community


def update_community(community: Community, said: dict[str, Any], viewer: Viewer) -> Community:
    """The community with these changes.

    Raises: Forbidden; Invalid, also where the viewer would not see it himself any more.
    """
    is_own = require_coordination(community, viewer)
    if said.get("visibility", community.visibility) != community.visibility and not is_own:
        raise Forbidden("Only a coordinator of the community decides who may see it.")
    if said.get("institution_id", community.institution_id) != community.institution_id:
        author_in(said["institution_id"], viewer)
        community.institution = require_institution(said["institution_id"])
        community.institution_id = community.institution.id
    _say(community, said)
    if not can_see(viewer, community.ownership()):
        wrong = {name: ["Choose so that you see it yourself."] for name in ("visibility", "institution_id")}
        raise Invalid(
            "You would not see the community any more.", **{each: wrong[each] for each in wrong if each in said}
        )
    community.updated_at = utc_now()
    db.session.flush()
    return community


def _say(community: Community, said: dict[str, Any]) -> None:
    with db.session.no_autoflush:
        if "topic_ids" in said:
            community.topics = require_topics(said["topic_ids"])
        if "languages" in said:
            known = {each.language: each for each in community.spoken}
            chosen = sorted(set(said["languages"]))
            community.spoken = [known.get(each) or CommunityLanguage(language=each) for each in chosen]
        for name in said.keys() - _APART:
            setattr(community, name, said[name])


def delete_community(community: Community, viewer: Viewer) -> None:
    """Remove a community, with its memberships and gatherings. Raises: Forbidden."""
    require_coordination(community, viewer)
    db.session.delete(community)
    db.session.flush()


def require_coordination(community: Community, viewer: Viewer) -> bool:
    """Let the request go on only for who coordinates the community, or its home; True for the former.

    Raises: Forbidden.
    """
    member = find_member(community.id, viewer.person_id)
    is_own = member is not None and member.role == "coordinator"
    require_reach(community.institution_id, viewer.person_id if is_own else None)
    return is_own
