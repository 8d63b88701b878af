"""Users of SCIM: accounts of people of the directory, with the staff record of those people and nothing personal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.administration import require_other_administrator, set_active
from app.accounts.models import Account
from app.accounts.service import create_account, find_account
from app.errors import Conflict, Invalid
from app.extensions import db, utc_now
from app.institutions.models import Institution
from app.people.employment import record_leaving, record_return
from app.people.models import Person
from app.people.service import create_person, update_person
from app.provisioning.schemas import EnterpriseUser, ScimUser
from app.provisioning.shapes import StaffShape, shaped
from app.viewer import current_viewer

# Where a filter looks for an attribute.
COLUMNS: dict[str, Any] = {
    "id": Account.id,
    "external_id": Account.external_id,
    "user_name": Account.email,
    "display_name": Person.name,
    "title": func.nullif(Person.position, ""),
    "active": Account.is_active,
    "organization": Institution.ref,
    "department": func.nullif(Person.unit, ""),
}
_JOB = ("name", "position", "unit", "institution_id")
_UNKNOWN = "There is no institution with this ref: import it first, or look its ref up in /api/v1/institutions."


def users() -> Select[Any]:
    """The select of accounts of people; one that is nobody's in the directory is not for clients to see or close."""
    found = select(Account).join(Account.person).join(Person.institution)
    return found.options(contains_eager(Account.person).contains_eager(Person.institution))


def shown_user(account: Account) -> Any:
    """The account and its person as SCIM shows them."""
    person = account.person
    assert person is not None  # noqa: S101 - for the type checker: users() joins them
    user = ScimUser(
        id=account.id,
        external_id=account.external_id,
        user_name=account.email,
        display_name=person.name,
        title=person.position or None,
        active=account.is_active,
    )
    user[EnterpriseUser] = EnterpriseUser(organization=person.institution.ref, department=person.unit or None)
    return user


def _read(said: Any) -> dict[str, Any]:
    work = said[EnterpriseUser]
    told = {"userName": said.user_name, "displayName": said.display_name, "title": said.title or ""}
    told |= {"department": work.department or "", "externalId": said.external_id}
    staff = shaped(StaffShape, told)
    place = db.session.scalar(select(Institution.id).where(Institution.ref == work.organization))
    if place is None:
        raise Invalid("The organization is not known.", organization=[_UNKNOWN])
    return {**staff, "institution_id": place}


def create_user(said: Any) -> Account:
    """An account, and the person it belongs to: who has the address in the directory already, or somebody new.

    Raises: Conflict where the address has an account, Invalid.
    """
    staff = _read(said)
    person = db.session.scalar(select(Person).where(Person.email == staff["email"]))
    if person is None:
        person = create_person({name: staff[name] for name in (*_JOB, "email")})
    elif db.session.scalar(select(Account.id).where(Account.person_id == person.id)):
        raise Conflict(
            "The person with this address signs in with another one: change the userName of that user.",
            rule="signs-in-otherwise",
        )
    account = create_account(staff["email"], None, [])
    account.person = person
    record_return(person)
    return _apply(account, staff, said.active)


def update_user(account: Account, said: Any) -> Account:
    """The account and its person as said. Raises: Conflict where the address is another's, Invalid."""
    staff = _read(said)
    if staff["email"] != account.email:
        _rename(account, staff["email"])
    return _apply(account, staff, said.active)


def _apply(account: Account, staff: dict[str, Any], is_active: bool) -> Account:
    person = account.person
    changes = {name: staff[name] for name in _JOB if staff[name] != getattr(person, name)}
    if changes:
        update_person(person, changes, current_viewer())
    account.external_id = staff["external_id"] or None
    if is_active and not account.is_active:
        set_active(account, True)
        record_return(person)
    elif account.is_active and not is_active:
        set_active(account, False)
        record_leaving(person)
    account.updated_at = utc_now()
    db.session.flush()
    return account


def _rename(account: Account, email: str) -> None:
    """Another address to sign in with; in the contact card too, if the same one stood there."""
    owner = db.session.scalar(select(Person.id).where(Person.email == email))
    if find_account(email) or owner not in (None, account.person_id):
        raise Conflict(f"{email} is the address of somebody else.", rule="address-taken")
    if account.person.email == account.email:
        update_person(account.person, {"email": email}, current_viewer())
    account.email = email


def delete_user(account: Account) -> None:
    """Remove the account; the person counts as having left, and what he or she knows and wrote stays.

    Raises: Conflict for the last administrator.
    """
    require_other_administrator(account)
    record_leaving(account.person)
    db.session.delete(account)
    db.session.flush()
