"""Who may sign in and in which roles, altered. Everything that does so goes through here: one administrator stays."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.models import Account, RoleGrant, RoleGroup
from app.accounts.service import end_all, granted
from app.database import Turn, wait_for
from app.errors import Conflict, Invalid
from app.extensions import db, utc_now
from app.rights.erasure import before_erasing, erase_account, erase_person
from app.viewer import Grant, Viewer


def set_active(account: Account, is_active: bool) -> None:
    """Let the account sign in, or not any more: all that was opened with it ends, and who comes back signs in anew.

    Raises: Conflict for the last admin.
    """
    if account.is_active and not is_active:
        require_other_administrator(account)
        end_all(account.id)
    account.is_active = is_active
    db.session.flush()


def set_roles(account: Account, grants: Iterable[Grant]) -> None:
    """Grant exactly these roles. Raises: Conflict for the last admin, Invalid for an unknown role."""
    wanted = list(dict.fromkeys(grants))
    if Grant("admin") not in wanted:
        require_other_administrator(account)
    kept = {Grant(role.role, role.institution_id): role for role in account.roles}
    account.roles = [kept.get(grant) or granted(grant) for grant in wanted]
    account.updated_at = utc_now()  # roles are part of it: the version must rise with them
    db.session.flush()


def require_other_administrator(account: Account) -> None:
    """Let an administrator go only where another one stays. Raises: Conflict."""
    if account.is_active and any(given.role == "admin" for given in (*account.roles, *account.groups)):
        _require_administrator(Account.id != account.id)


def require_administrator() -> None:
    """What made administrators may only have gone where one is left. Raises: Conflict."""
    _require_administrator()


def _require_administrator(*among: ColumnElement[bool]) -> None:
    wait_for(Turn.ADMINISTRATORS, db.session())  # two could let each other go at once
    is_one = or_(Account.roles.any(RoleGrant.role == "admin"), Account.groups.any(RoleGroup.role == "admin"))
    if not db.session.scalar(select(func.count()).select_from(Account).where(Account.is_active, is_one, *among)):
        raise Conflict("This is the last active administrator. Make another one first.", rule="last-administrator")


def erase_own(viewer: Viewer, email: str) -> None:
    """Erase the viewer, and the person behind the account. Raises: Invalid for another address; Conflict as `erase`."""
    account = db.session.get(Account, viewer.account_id) if viewer.account_id else None
    if account is None or account.email != email:
        raise Invalid("Type the e-mail address you sign in with.", email=["This is not your address."])
    erase(account)


def erase(account: Account) -> None:
    """Erase an account, and the person behind it. Raises: Conflict for the last administrator."""
    if account.person_id:
        erase_person(db.session(), account.person_id)
    else:
        erase_account(db.session(), account.id)


@before_erasing
def _keep_an_administrator(account_id: str) -> None:
    require_other_administrator(db.session.get_one(Account, account_id))
