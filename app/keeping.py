"""Commands about what is kept: backup and restore, erasing somebody, removing what is over."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from app.accounts.administration import erase as erase_account
from app.accounts.service import find_account
from app.audit.recording import Touched, record
from app.database import reading_only
from app.errors import DomainError
from app.extensions import db, utc_now
from app.people.models import Person
from app.rights.backup import write_backup
from app.rights.erasure import erase_person, what_goes_and_stays
from app.rights.ledger import remember
from app.rights.models import Erased
from app.rights.restore import restore_backup
from app.rights.retention import remove_what_is_over
from app.rights.traces import drop_index, remove_traces
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
    if person_id is not None and (account is None or account.person_id != person_id):
        erase_person(db.session(), person_id)
    if account is not None:
        erase_account(account)
    db.session.commit()
    _remove_traces()
    click.echo("Erased.")


_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@_FILE
@with_app
def backup(file: Path) -> None:
    """Write everything to FILE, as it is at this moment; who has the file has everything."""
    remember(db.session.scalars(select(Erased.mark)))
    db.session.remove()
    with reading_only(), db.engine.connect().execution_options(**_one_moment()) as connection:
        counts = write_backup(connection, file)
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables are in {file}.")


def _one_moment() -> dict[str, str]:
    return {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}


@click.command()
@_FILE
@click.option("--replace", is_flag=True, help="Also where the database holds rows: they are gone then.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@with_app
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Put the backup in FILE in the database's place, without who was erased since. Stop the server before."""
    if not yes:
        click.confirm(f"Restore {file} into {db.engine.url.render_as_string()}?", abort=True)
    erased = restore_backup(file, replace=replace)
    record(db.session(), Touched("database", None, "restored"))
    db.session.commit()
    drop_index()
    _remove_traces()
    click.echo(f"Restored. People erased again, for they were since the backup: {erased}.")


@click.group()
def retention() -> None:
    """How long what is kept."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@with_app
def run(dry_run: bool) -> None:
    """Remove what is over, as `sankofa worker` does daily, and what erasures left in the database's files."""
    counts = remove_what_is_over(utc_now(), dry_run=dry_run)
    if not dry_run:
        db.session.commit()
        remember(db.session.scalars(select(Erased.mark)))
        db.session.remove()
        _remove_traces()
    word = "would be removed" if dry_run else "removed"
    show(f"{data}: {count} {word}" for data, count in counts.items())


def _remove_traces() -> None:
    if not remove_traces(db.engine, thorough=True):
        raise DomainError(_IN_THE_WAY)
