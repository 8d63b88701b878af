"""`sankofa sso`: who of an identity provider may sign in here, and what its claims give him."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import select

from app.accounts.identities import add_rule, remove_rule, tie, untie
from app.accounts.models import Account, ClaimRole, Identity
from app.accounts.service import find_account
from app.errors import DomainError
from app.extensions import db
from app.institutions.models import Institution
from app.printing import table_lines
from app.terminal import show, with_app
from app.viewer import Grant
from app.vocabulary import ROLES


def existing_account(email: str) -> Account:
    """The account of that address. Raises: DomainError where there is none."""
    account = find_account(email)
    if account is None:
        raise DomainError(f"There is no account {email}. Make one with: sankofa account create {email}")
    return account


def grant_of(role: str, institution: str | None) -> Grant:
    """A role at the institution with that ref, or in the whole network. Raises: DomainError for an unknown ref."""
    place = db.session.scalar(select(Institution.id).where(Institution.ref == institution)) if institution else None
    if institution and place is None:
        raise DomainError(f"There is no institution with the ref {institution}.")
    return Grant(role, place)


def _issuer() -> str:
    issuer: str = current_app.config["SETTINGS"].oidc_issuer
    if not issuer:
        raise DomainError("No identity provider is set: set SANKOFA_OIDC_ISSUER first.")
    return issuer


@click.group()
def sso() -> None:
    """Single sign-on: who of the identity provider may come in, and in which roles."""


@sso.command()
@click.argument("email")
@click.argument("subject")
@with_app
def link(email: str, subject: str) -> None:
    """Let SUBJECT (the provider's `sub`) sign in to the account EMAIL."""
    tie(existing_account(email), _issuer(), subject)
    db.session.commit()
    click.echo(f"{subject} signs in as {email}.")


@sso.command()
@click.argument("subject")
@with_app
def unlink(subject: str) -> None:
    """Let SUBJECT sign in no more. Sessions that are open go on; close the account to end them."""
    untie(_issuer(), subject)
    db.session.commit()
    click.echo(f"{subject} signs in no more.")


_role = click.option("--role", type=click.Choice(ROLES), required=True, help="The role it gives.")
_place = click.option("--institution", metavar="REF", help="Where; without it, in the whole network.")


@sso.command("map")
@click.argument("claim")
@click.argument("value")
@_role
@_place
@with_app
def map_claim(claim: str, value: str, role: str, institution: str | None) -> None:
    """Give whoever has VALUE in CLAIM a role, as long as he has it; somebody new gets an account."""
    add_rule(claim, value, grant_of(role, institution))
    db.session.commit()
    click.echo(f"{claim} {value} gives {role}, from the next sign-in on.")


@sso.command("unmap")
@click.argument("claim")
@click.argument("value")
@_role
@_place
@with_app
def unmap_claim(claim: str, value: str, role: str, institution: str | None) -> None:
    """Take such a row out; who has the role from it loses it with the next sign-in."""
    remove_rule(claim, value, grant_of(role, institution))
    db.session.commit()
    click.echo(f"{claim} {value} gives {role} no more.")


@sso.command("list")
@with_app
def list_all() -> None:
    """What claims give, and whose identities are tied to which account."""
    rules = select(ClaimRole, Institution.ref).outerjoin(Institution).order_by(ClaimRole.claim, ClaimRole.value)
    rows = [[rule.claim, rule.value, rule.role, ref or "network"] for rule, ref in db.session.execute(rules)]
    show(table_lines(["claim", "value", "role", "where"], rows))
    tied = select(Identity.subject, Account.email, Identity.issuer).join(Account).order_by(Account.email)
    click.echo()
    show(table_lines(["subject", "account", "issuer"], [list(row) for row in db.session.execute(tied)]))
