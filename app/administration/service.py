"""Who may administer which accounts: a coordinator those of the people at the own institution, as members only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.administration import set_active, set_roles
from app.accounts.models import Account, RoleGrant
from app.accounts.service import create_account
from app.errors import Forbidden, NotFound
from app.extensions import db
from app.institutions.service import require_institution
from app.people.models import Person
from app.policy import reached_institutions
from app.viewer import Grant, Viewer

_OTHERS = "Your roles reach only accounts of people at your institution, as members. Ask an administrator for others."


def accounts_matching(asked: dict[str, Any]) -> Select[Any]:
    """The select of the accounts that the viewer's roles reach, with these filters."""
    found = select(Account).outerjoin(Person, Person.id == Account.person_id)
    found = found.options(joinedload(Account.person), selectinload(Account.roles))
    reached = reached_institutions()
    if reached is not None:
        found = found.where(Person.institution_id.in_(reached))
    if "institution_id" in asked:
        found = found.where(Person.institution_id == asked["institution_id"])
    if "is_active" in asked:
        found = found.where(Account.is_active == asked["is_active"])
    if "role" in asked:
        found = found.where(Account.roles.any(RoleGrant.role == asked["role"]))
    if asked.get("q"):
        words = {"other": asked["q"], "autoescape": True}
        found = found.where(or_(Account.email.icontains(**words), Person.name.icontains(**words)))
    return found


def get_account(account_id: str) -> Account:
    """The account. Raises: NotFound, also for one that the viewer's roles do not reach."""
    account, reached = db.session.get(Account, account_id), reached_institutions()
    if account is None or not (reached is None or (account.person and account.person.institution_id in reached)):
        raise NotFound
    return account


def open_account(said: dict[str, Any], viewer: Viewer) -> Account:
    """A new account. Raises: Forbidden, Conflict where there is one, Invalid."""
    grants = _grants(said)
    if not any(grant.role == "admin" for grant in viewer.grants):
        _require_colleague(said["email"], grants)
    _require_places(grants)
    return create_account(said["email"], said["password"], grants)


def _require_colleague(email: str, grants: list[Grant]) -> None:
    """Let somebody who is no administrator go on only with a colleague who will be a member.

    Whether the address is unknown or somebody else's is not told: it may be hidden. Raises: Forbidden.
    """
    place = db.session.scalar(select(Person.institution_id).where(Person.email == email))
    reached = reached_institutions()
    reach_all = place is not None and (
        reached is None or {place, *(grant.institution_id for grant in grants)} <= reached
    )
    if not reach_all or any(grant.role != "member" for grant in grants):
        raise Forbidden(_OTHERS)


def update_account(account: Account, said: dict[str, Any]) -> Account:
    """The account with these changes; they hold from its next request on. Raises: Conflict, Invalid."""
    if "roles" in said:
        grants = _grants(said)
        _require_places(grants)
        set_roles(account, grants)
    if "is_active" in said:
        set_active(account, said["is_active"])
    return account


def _grants(said: dict[str, Any]) -> list[Grant]:
    return [Grant(each["role"], each["institution_id"]) for each in said["roles"]]


def _require_places(grants: list[Grant]) -> None:
    for place in {grant.institution_id for grant in grants} - {None}:
        require_institution(str(place), "roles")
