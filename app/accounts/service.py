"""Accounts: making one, signing in with a password and changing it, bearer tokens that are kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, bindparam, delete, literal, select, union_all, update

from app.accounts.models import Account, ApiToken, RoleGrant, RoleGroup, WebSession, role_group_member
from app.accounts.passwords import hashed, rehashed, verify
from app.database import reading_only
from app.errors import Conflict, Invalid, NotFound, Unauthenticated
from app.extensions import db, utc_now
from app.institutions.models import Institution
from app.limits import count_attempt, forget_attempts, of_account, of_client
from app.pagination import paginate
from app.people.models import Person
from app.viewer import Grant, Viewer
from app.vocabulary import NETWORK_ROLES, ROLES

_REFUSED = "This e-mail and password do not belong together. Check both; an administrator can help."


def find_account(email: str) -> Account | None:
    """The account of an e-mail address, whatever its case; None where there is none."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def create_account(email: str, password: str | None, grants: Iterable[Grant]) -> Account:
    """A new account, tied to the person in the directory who has the same address.

    Raises: Conflict where the address has an account, Invalid for a weak password or an unknown role.
    """
    email = email.strip().lower()
    if find_account(email):
        raise Conflict(f"{email} has an account already.", rule="account-exists")
    person = db.session.scalar(select(Person).where(Person.email == email))
    account = Account(
        email=email,
        password_hash=hashed(password, _context(email, person)) if password is not None else None,
        person_id=person.id if person else None,
        roles=[granted(grant) for grant in grants],
    )
    db.session.add(account)
    db.session.flush()
    return account


def check_grant(grant: Grant) -> None:
    """Raises: Invalid for a role that does not exist, or not at one institution."""
    if grant.role not in ROLES:
        raise Invalid(f"{grant.role!r} is no role; known are {', '.join(ROLES)}.", role=["Unknown."])
    if grant.role in NETWORK_ROLES and grant.institution_id is not None:
        raise Invalid(f"{grant.role} is a role in the whole network.", role=["Grant it without an institution."])


def granted(grant: Grant) -> RoleGrant:
    """A row for the grant. Raises: as check_grant."""
    check_grant(grant)
    return RoleGrant(role=grant.role, institution_id=grant.institution_id)


def _context(email: str, person: Person | None) -> list[str]:
    return [email, person.name] if person else [email]


def sign_in(email: str, password: str) -> Account:
    """The account, after its password was verified: once for every address, whether it has an account or not.

    Raises: Unauthenticated, the same for every reason; TooMany.
    """
    of_address = of_account("sign-in", email)
    count_attempt(of_client("sign-in"), of_address)
    kept = _kept_password(Account.email == email.strip().lower())
    if not verify(kept, password) or kept is None:
        raise Unauthenticated(_REFUSED)
    renewed = rehashed(kept, password)
    account = find_account(email)
    if account is None or not account.is_active or account.password_hash != kept:
        raise Unauthenticated(_REFUSED)  # it was closed or changed while the password was verified
    account.password_hash = renewed
    forget_attempts(of_address)
    return account


def _kept_password(whose: ColumnElement[bool]) -> str | None:
    """The password hash of an active account, read in a transaction that is over before anything is hashed.

    A hash takes as long as many requests, and a request that may write has SQLite for itself.
    """
    with reading_only(), db.engine.connect() as connection:
        return connection.scalar(select(Account.password_hash).where(whose, Account.is_active))


def change_password(account_id: str, old: str, new: str, kept_id: str | None) -> None:
    """Give an account a new password; all that is signed in with it ends, but for the session or token `kept_id`.

    Raises: Invalid for a wrong old or a weak new password, TooMany.
    """
    count_attempt(of_account("password", account_id))
    kept = _kept_password(Account.id == account_id)
    if not verify(kept, old):
        raise Invalid("The old password is not the one of this account.", old=["Wrong."])
    with reading_only(), db.engine.connect() as connection:
        names = select(Account.email, Person.name).outerjoin(Person, Person.id == Account.person_id)
        context = connection.execute(names.where(Account.id == account_id)).one()
    renewed = hashed(new, filter(None, context))
    account = db.session.get_one(Account, account_id)
    if account.password_hash != kept:
        raise Conflict("The password was changed meanwhile. Sign in again.", rule="password-changed")
    account.password_hash = renewed
    end_all(account_id, kept_id)


def end_all(account_id: str, kept_id: str | None = None) -> None:
    """End every session and token of an account, but for that one."""
    db.session.execute(delete(WebSession).where(WebSession.account_id == account_id, WebSession.id != kept_id))
    mine = (ApiToken.account_id == account_id, ApiToken.id != kept_id, ApiToken.revoked_at.is_(None))
    db.session.execute(update(ApiToken).where(*mine).values(revoked_at=utc_now()))


def fingerprint(secret: str) -> str:
    """What is kept of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(account: Account, label: str, scope: str = "full") -> tuple[str, ApiToken]:
    """A new bearer token, shown this once, and its row; it ends after SANKOFA_TOKEN_DAYS."""
    secret = secrets.token_urlsafe(32)
    expires_at = utc_now() + timedelta(days=current_app.config["SETTINGS"].token_days)
    token = ApiToken(
        account_id=account.id, token_hash=fingerprint(secret), label=label, scope=scope, expires_at=expires_at
    )
    db.session.add(token)
    db.session.flush()
    return secret, token


def find_by_token(secret: str) -> tuple[ApiToken, Account] | None:
    """A token that is neither revoked nor over, and its active account; None otherwise."""
    valid = (ApiToken.token_hash == fingerprint(secret), *_in_force())
    found = db.session.execute(select(ApiToken, Account).join(Account).where(*valid, Account.is_active)).first()
    return (found[0], found[1]) if found else None


def _in_force() -> tuple[Any, ...]:
    return ApiToken.revoked_at.is_(None), ApiToken.expires_at > utc_now()


def list_tokens(account_id: str | None, args: dict[str, Any]) -> Any:
    """One page of an account's tokens that are in force."""
    mine = select(ApiToken).where(ApiToken.account_id == account_id, *_in_force())
    return paginate(mine, ApiToken, {"created": ApiToken.created_at}, args)


def revoke_token(token_id: str, account_id: str | None) -> None:
    """End one of one's own tokens. Raises: NotFound."""
    token = db.session.get(ApiToken, token_id)
    if token is None or token.account_id != account_id:
        raise NotFound
    token.revoked_at = token.revoked_at or utc_now()
    db.session.flush()


# Every request asks these two: made once, so that only their one value is new each time.
_WORK = select(Person.institution_id, Institution.country).join(Person.institution)
_WORK = _WORK.where(Person.id == bindparam("person_id"))
_OWN = select(literal(0).label("source"), RoleGrant.id.label("id"), RoleGrant.role, RoleGrant.institution_id)
_SHARED = select(literal(1), RoleGroup.id, RoleGroup.role, RoleGroup.institution_id).join(role_group_member)
_GIVEN = union_all(
    _OWN.where(RoleGrant.account_id == bindparam("account_id")),
    _SHARED.where(role_group_member.c.account_id == bindparam("account_id")),
).order_by("source", "id")


def viewer_of(account: Account) -> Viewer:
    """What policy and visibility need to know of an account. Who works at an institution is a member there."""
    work = db.session.execute(_WORK, {"person_id": account.person_id}).first() if account.person_id else None
    given = db.session.execute(_GIVEN, {"account_id": account.id})
    grants = [Grant(role, institution_id) for _, _, role, institution_id in given]
    if work:
        grants.append(Grant("member", work.institution_id))
    return Viewer(
        account_id=account.id,
        person_id=account.person_id if work else None,
        institution_id=work.institution_id if work else None,
        country=work.country if work else None,
        grants=tuple(dict.fromkeys(grants)),
    )
