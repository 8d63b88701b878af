"""Signing in: accounts with argon2id passwords, and bearer tokens that are kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import select, update

from app.accounts.models import Account, ApiToken, RoleGrant
from app.errors import Conflict, Invalid, NotFound, Unauthenticated
from app.extensions import db, utc_now
from app.people.models import Person
from app.viewer import Grant, Viewer
from app.vocabulary import NETWORK_ROLES, ROLES

MIN_PASSWORD = 12
_hasher = PasswordHasher()
# Verified when there is no such account, so that the time of the answer does not tell which addresses exist.
_NOBODY = _hasher.hash("nobody has this password")
_REFUSED = "This e-mail and password do not belong together. Check both; an administrator can help."


def find_account(email: str) -> Account | None:
    """The account of an e-mail address, whatever its case; None where there is none."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def create_account(email: str, password: str | None, grants: Iterable[Grant]) -> Account:
    """A new account, tied to the person in the directory who has the same address.

    Raises: Conflict where the address has an account, Invalid for a short password or an unknown role.
    """
    email = email.strip().lower()
    if find_account(email):
        raise Conflict(f"{email} has an account already.")
    if password is not None and len(password) < MIN_PASSWORD:
        raise Invalid(f"A password needs at least {MIN_PASSWORD} characters.", password=["Too short."])
    person = db.session.scalar(select(Person).where(Person.email == email))
    account = Account(
        email=email,
        password_hash=_hasher.hash(password) if password is not None else None,
        person_id=person.id if person else None,
        roles=[granted(grant) for grant in grants],
    )
    db.session.add(account)
    db.session.flush()
    return account


def granted(grant: Grant) -> RoleGrant:
    """The row of a grant, not yet anybody's. Raises: Invalid for a role that does not exist, or not there."""
    if grant.role not in ROLES:
        raise Invalid(f"{grant.role!r} is no role; known are {', '.join(ROLES)}.", role=["Unknown."])
    if grant.role in NETWORK_ROLES and grant.institution_id is not None:
        raise Invalid(f"{grant.role} is a role in the whole network.", role=["Grant it without an institution."])
    return RoleGrant(role=grant.role, institution_id=grant.institution_id)


def sign_in(email: str, password: str) -> Account:
    """The account, after its password was verified. Raises: Unauthenticated, the same for every reason."""
    account = find_account(email)
    is_known = account is not None and account.is_active and account.password_hash is not None
    kept = account.password_hash if account is not None and is_known else _NOBODY
    try:
        _hasher.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError) as error:
        raise Unauthenticated(_REFUSED) from error
    if account is None or not is_known:
        raise Unauthenticated(_REFUSED)
    return account


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(account: Account, label: str) -> tuple[str, ApiToken]:
    """A new bearer token, shown this once, and its row; it ends after SANKOFA_TOKEN_DAYS."""
    secret = secrets.token_urlsafe(32)
    days = current_app.config["SETTINGS"].token_days
    token = ApiToken(
        account_id=account.id, token_hash=_hashed(secret), label=label, expires_at=utc_now() + timedelta(days=days)
    )
    db.session.add(token)
    db.session.flush()
    return secret, token


def find_by_token(secret: str) -> Account | None:
    """The active account of a token that is neither revoked nor over; None otherwise."""
    is_valid = (ApiToken.token_hash == _hashed(secret), ApiToken.revoked_at.is_(None), ApiToken.expires_at > utc_now())
    return db.session.scalar(select(Account).join(ApiToken).where(*is_valid, Account.is_active))


def revoke_token(token_id: str, account_id: str | None) -> None:
    """End one of one's own tokens. Raises: NotFound."""
    token = db.session.get(ApiToken, token_id)
    if token is None or token.account_id != account_id:
        raise NotFound
    token.revoked_at = token.revoked_at or utc_now()
    db.session.flush()


def end_access(account: Account) -> None:
    """Close the account and end all that was opened with it; who comes back signs in anew."""
    account.is_active = False
    still_valid = (ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
    db.session.execute(update(ApiToken).where(*still_valid).values(revoked_at=utc_now()))
    db.session.flush()


def viewer_of(account: Account) -> Viewer:
    """What policy and visibility need to know of an account. Who works at an institution is a member there."""
    person = db.session.get(Person, account.person_id) if account.person_id else None
    grants = [Grant(given.role, given.institution_id) for given in (*account.roles, *account.groups)]
    if person:
        grants.append(Grant("member", person.institution_id))
    return Viewer(
        account_id=account.id,
        person_id=person.id if person else None,
        institution_id=person.institution_id if person else None,
        country=person.institution.country if person else None,
        grants=tuple(dict.fromkeys(grants)),
    )
