"""Communities and who is in them, over HTTP."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from app.communities import membership, schemas, service
from app.communities.models import Community, CommunityMember
from app.exports import Listing, as_asked
from app.extensions import db
from app.pagination import paginate
from app.people.models import Person
from app.requests import Blueprint
from app.viewer import current_viewer

communities = Blueprint("communities", __name__, url_prefix="/communities", description="Communities of practice")
LISTING = Listing(Community, {"name": Community.name, "updated": Community.updated_at}, schemas.CommunitySchema)
ONE, MEMBERS = "/<uuid:community_id>", "/<uuid:community_id>/members"
MEMBER = "/<uuid:community_id>/members/<uuid:person_id>"
ROLE = f"{MEMBER}/role"


@communities.route("", methods=["GET"])
@communities.arguments(schemas.CommunityArgs, location="query")
@communities.response(200, schemas.CommunityPage)
def list_communities(args: dict[str, Any]) -> Any:
    """Communities you may see, by name."""
    viewer = current_viewer()
    return as_asked(service.communities_matching(args, viewer), LISTING, args, partial(service.shown, viewer=viewer))


@communities.route("/counts", methods=["GET"])
@communities.arguments(schemas.CommunityCountArgs, location="query")
@communities.response(200, schemas.CommunityCounts)
def count_communities(args: dict[str, Any]) -> dict[str, Any]:
    """How many communities the list finds, and how many with each value of a filter in place of its own."""
    return service.count_communities(args, current_viewer())


@communities.route("", methods=["POST"])
@communities.arguments(schemas.CommunityWriteSchema)
@communities.response(201, schemas.CommunitySchema)
def create_community(said: dict[str, Any]) -> dict[str, Any]:
    """Found a community; you are its coordinator."""
    community = service.found_community(said, current_viewer())
    db.session.commit()
    return service.shown(community, current_viewer())


@communities.route(ONE, methods=["GET"])
@communities.etag
@communities.response(200, schemas.CommunitySchema)
def get_community(community_id: UUID) -> dict[str, Any]:
    """One community."""
    return service.shown(service.get_community(str(community_id), current_viewer()), current_viewer())


@communities.route(ONE, methods=["PATCH"])
@communities.etag
@communities.arguments(schemas.CommunityWriteSchema(partial=True))
@communities.response(200, schemas.CommunitySchema)
def update_community(said: dict[str, Any], community_id: UUID) -> dict[str, Any]:
    """Alter a community; who may see it is for its own coordinators to say."""
    community = service.get_community(str(community_id), current_viewer())
    communities.check_etag(service.shown(community, current_viewer()), schemas.CommunitySchema)
    service.update_community(community, said, current_viewer())
    db.session.commit()
    return service.shown(community, current_viewer())


@communities.route(ONE, methods=["DELETE"])
@communities.etag
@communities.response(204)
def delete_community(community_id: UUID) -> None:
    """Remove a community, with who is in it and its gatherings."""
    community = service.get_community(str(community_id), current_viewer())
    communities.check_etag(service.shown(community, current_viewer()), schemas.CommunitySchema)
    service.delete_community(community, current_viewer())
    db.session.commit()


@communities.route(MEMBERS, methods=["GET"])
@communities.arguments(schemas.MemberArgs, location="query")
@communities.response(200, schemas.MemberPage)
def list_members(args: dict[str, Any], community_id: UUID) -> dict[str, Any]:
    """Who is in it, as far as they show you, by name."""
    found = membership.members_of(str(community_id), current_viewer())
    page = paginate(found, Person, {"name": Person.name}, args)
    return {**page, "items": membership.with_roles(str(community_id), page["items"])}


@communities.route(ROLE, methods=["GET"])
@communities.etag
@communities.response(200, schemas.MemberSchema)
def get_member_role(community_id: UUID, person_id: UUID) -> CommunityMember:
    """As what somebody is in it."""
    return membership.get_member(str(community_id), str(person_id), current_viewer())


@communities.route(MEMBER, methods=["PUT"])
@communities.arguments(schemas.JoinSchema)
@communities.response(200, schemas.MemberSchema)
def join_community(said: dict[str, Any], community_id: UUID, person_id: UUID) -> CommunityMember:
    """Join a community yourself, or say anew who may see that you are in it."""
    member = membership.join(str(community_id), str(person_id), said["visibility"], current_viewer())
    db.session.commit()
    return member


@communities.route(ROLE, methods=["PUT"])
@communities.etag
@communities.arguments(schemas.CommunityRoleSchema)
@communities.response(200, schemas.MemberSchema)
def put_member_role(said: dict[str, Any], community_id: UUID, person_id: UUID) -> CommunityMember:
    """Give a member another role."""
    member = membership.get_member(str(community_id), str(person_id), current_viewer())
    communities.check_etag(member, schemas.MemberSchema)
    membership.give_role(member, said["role"], current_viewer())
    db.session.commit()
    return member


@communities.route(MEMBER, methods=["DELETE"])
@communities.response(204)
def remove_member(community_id: UUID, person_id: UUID) -> None:
    """Leave a community, or take somebody out of the one that you coordinate."""
    membership.take_out(str(community_id), str(person_id), current_viewer())
    db.session.commit()
