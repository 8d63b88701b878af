"""Groups of SCIM: a role each, at one institution or in the whole network; members have it while they are in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.accounts.administration import require_administrator
from app.accounts.models import Account, RoleGroup
from app.accounts.service import granted
from app.errors import Conflict, Invalid
from app.extensions import db, new_id, utc_now
from app.institutions.models import Institution
from app.provisioning.schemas import Group, GroupMember
from app.provisioning.shapes import GroupShape, shaped
from app.viewer import Grant

# Where a filter looks for an attribute.
COLUMNS: dict[str, Any] = {
    "id": RoleGroup.id,
    "external_id": RoleGroup.external_id,
    "display_name": RoleGroup.name,
}
_NAMING = "Name it after a role (`admin`), or a role at an institution (`coordinator@ke-devolution`)."


def groups() -> Select[Any]:
    """The select of all groups with their members."""
    return select(RoleGroup).options(selectinload(RoleGroup.members))


def shown_group(group: RoleGroup) -> Any:
    """The group as SCIM shows it."""
    members = [GroupMember(value=each.id, ref=f"Users/{each.id}", type="User") for each in group.members]
    return Group(id=group.id, external_id=group.external_id, display_name=group.name, members=members or None)


def create_group(said: Any) -> RoleGroup:
    """A group for a role. Raises: Conflict where there is one of that name, Invalid."""
    group = RoleGroup(id=new_id())
    with db.session.no_autoflush:
        _say(group, said)
    db.session.add(group)
    db.session.flush()
    return group


def update_group(group: RoleGroup, said: Any) -> RoleGroup:
    """The group as said: its role follows its name. Raises: Conflict, Invalid."""
    made_administrators = group.role == "admin"
    _say(group, said)
    group.updated_at = utc_now()
    db.session.flush()
    if made_administrators:
        require_administrator()
    return group


def _say(group: RoleGroup, said: Any) -> None:
    told = shaped(GroupShape, {"displayName": said.display_name, "externalId": said.external_id})
    if told["name"] != group.name:
        if db.session.scalar(select(RoleGroup.id).where(RoleGroup.name == told["name"])):
            raise Conflict(f"There is a group {told['name']} already.", rule="group-exists")
        group.role, group.institution_id = _role(told["name"])
    group.name, group.external_id = told["name"], told["external_id"] or None
    group.members = _members([member.value for member in said.members or ()])


def _role(name: str) -> tuple[str, str | None]:
    role, _, ref = name.partition("@")
    place = db.session.scalar(select(Institution.id).where(Institution.ref == ref)) if ref else None
    if ref and place is None:
        raise Invalid("The group has no role.", displayName=[f"No institution has this ref. {_NAMING}"])
    try:
        granted(Grant(role, place))
    except Invalid as error:
        raise Invalid("The group has no role.", displayName=[f"{error.detail} {_NAMING}"]) from error
    return role, place


def _members(ids: list[str]) -> list[Account]:
    wanted = {each for each in ids if _is_id(each)}
    found = db.session.scalars(select(Account).where(Account.id.in_(wanted), Account.person_id.is_not(None))).all()
    unknown = sorted(set(ids) - {each.id for each in found})
    if unknown:
        raise Invalid("Some members are not known.", members=[f"There is no user {each[:80]}." for each in unknown])
    return list(found)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def delete_group(group: RoleGroup) -> None:
    """Remove the group; its members have the role no more. Raises: Conflict where no administrator is left."""
    db.session.delete(group)
    db.session.flush()
    if group.role == "admin":
        require_administrator()
