"""Commands about what is kept of people: erasing somebody, removing what is over."""

from __future__ import annotations

import click
from sqlalchemy import select

from app.accounts.service import erase as erase_account
from app.accounts.service import find_account
from app.errors import DomainError
from app.extensions import db
from app.people.models import Person
from app.rights.erasure import erase_person, what_goes_and_stays
from app.rights.retention import remove_what_is_over
from app.rights.traces import remove_traces
from app.terminal import show, with_app

_IN_THE_WAY = "What was erased may still stand in the database's files: somebody was in the way. Run it again."


@click.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@with_app
def erase(email: str, yes: bool) -> None:
    """Erase the person with that EMAIL everywhere, at once and for good."""
    email = email.strip().lower()
    account, person_id = find_account(email), db.session.scalar(select(Person.id).where(Person.email == email))
    if account is None and person_id is None:
        raise DomainError("There is nobody with that address.")
    goes, stays = what_goes_and_stays()
    show([f"Goes: {', '.join(goes)}.", f"Stays: {'; '.join(stays)}."])
    if not yes:
        click.confirm("Erase this person? It can not be undone.", abort=True)
    if account is not None:
        erase_account(account)
    if person_id is not None and (account is None or account.person_id != person_id):
        erase_person(db.session(), person_id)
    db.session.commit()
    _remove_traces()
    click.echo("Erased.")


@click.group()
def retention() -> None:
    """How long what is kept."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@with_app
def run(dry_run: bool) -> None:
    """Remove what is over, and what erasures left in the database's files. For once a night."""
    counts = remove_what_is_over(dry_run=dry_run)
    if not dry_run:
        db.session.commit()
        _remove_traces()
    word = "would be removed" if dry_run else "removed"
    show(f"{data}: {count} {word}" for data, count in counts.items())


def _remove_traces() -> None:
    if not remove_traces(db.engine, thorough=True):
        raise DomainError(_IN_THE_WAY)
