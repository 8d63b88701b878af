"""Who comes from an identity provider: known by issuer and subject only; roles by a table that administrators keep."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account, ClaimRole, Identity, RoleGrant
from app.accounts.service import check_grant, find_account
from app.errors import Conflict, NotFound, Unauthenticated
from app.extensions import db
from app.viewer import Grant

_UNKNOWN = "No account here is tied to who you are there. Ask an administrator to tie yours to it."


def find_identity(issuer: str, subject: str) -> Identity | None:
    """The identity, if an account is tied to it."""
    return db.session.scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def account_of(claims: Mapping[str, Any]) -> Account:
    """The account of whoever these verified claims are about, its roles brought in step with them.

    Somebody new gets an account only where a claim gives a role. Raises: Unauthenticated, the same for every reason.
    """
    granted = _granted_by(claims)
    identity = find_identity(claims["iss"], claims["sub"])
    if identity is None and granted:
        identity = _new_account(claims)
    if identity is None or not identity.account.is_active:
        raise Unauthenticated(_UNKNOWN)
    _settle_roles(identity.account, granted)
    db.session.flush()
    return identity.account


def _granted_by(claims: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    said = {(claim, value) for claim, given in claims.items() for value in _values(given)}
    rows = db.session.scalars(select(ClaimRole).where(ClaimRole.claim.in_(claims)))
    return {(row.role, row.institution_id) for row in rows if (row.claim, row.value) in said}


def _values(given: Any) -> Iterable[str]:
    several = given if isinstance(given, list) else [given]
    return [each if isinstance(each, str) else json.dumps(each) for each in several]


def _new_account(claims: Mapping[str, Any]) -> Identity | None:
    """An account for somebody new; None where the address is missing, not verified, or somebody's already.

    It is tied to nobody in the directory: an address that a provider tells proves nothing about a person here.
    """
    email = str(claims.get("email") or "").strip().lower()
    is_one = 0 < len(email) <= 254 and email.isprintable()
    if not is_one or claims.get("email_verified") is False or find_account(email):
        return None
    identity = Identity(account=Account(email=email, roles=[]), issuer=claims["iss"], subject=claims["sub"])
    db.session.add(identity)
    db.session.flush()
    return identity


def _settle_roles(account: Account, granted: set[tuple[str, str | None]]) -> None:
    kept = [each for each in account.roles if not each.is_from_claim or (each.role, each.institution_id) in granted]
    held = {(each.role, each.institution_id) for each in kept}
    new = [RoleGrant(role=role, institution_id=place, is_from_claim=True) for role, place in granted - held]
    account.roles = [*kept, *new]


def tie(account: Account, issuer: str, subject: str) -> None:
    """Let whoever has that identity sign in to the account. Raises: Conflict where it is another account's."""
    found = find_identity(issuer, subject)
    if found and found.account_id != account.id:
        raise Conflict(f"{subject} is tied to another account already.", rule="identity-tied-already")
    if not found:
        db.session.add(Identity(account_id=account.id, issuer=issuer, subject=subject))
        db.session.flush()


def untie(issuer: str, subject: str) -> None:
    """Nobody signs in with that identity any more. Raises: NotFound."""
    found = find_identity(issuer, subject)
    if found is None:
        raise NotFound
    db.session.delete(found)


def find_rule(claim: str, value: str, grant: Grant) -> ClaimRole | None:
    """The row of the table that says just this."""
    place = ClaimRole.institution_id.is_not_distinct_from(grant.institution_id)
    same = (ClaimRole.claim == claim, ClaimRole.value == value, ClaimRole.role == grant.role, place)
    return db.session.scalar(select(ClaimRole).where(*same))


def add_rule(claim: str, value: str, grant: Grant) -> None:
    """From the next sign-in on, this value of the claim gives that role. Raises: Invalid for an impossible role."""
    check_grant(grant)
    if find_rule(claim, value, grant) is None:
        db.session.add(ClaimRole(claim=claim, value=value, role=grant.role, institution_id=grant.institution_id))
        db.session.flush()


def remove_rule(claim: str, value: str, grant: Grant) -> None:
    """The claim gives it no more; who has it from there keeps it to the next sign-in. Raises: NotFound."""
    found = find_rule(claim, value, grant)
    if found is None:
        raise NotFound
    db.session.delete(found)
