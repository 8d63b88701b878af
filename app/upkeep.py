"""Commands that look after what Sankofa keeps: the database and the index."""

from __future__ import annotations

import click
import flask_migrate

from app.database import reading_only
from app.engine import current_engine
from app.errors import DomainError
from app.terminal import with_app

_SHOWN = 10


@click.group("db")
def database() -> None:
    """Look after the database."""


@database.command()
@with_app
def upgrade() -> None:
    """Bring the tables to this version; nothing happens where they are."""
    flask_migrate.upgrade()
    click.echo("The database is at this version.")


@click.group("index")
def index() -> None:
    """Look after the index, which can be made again from the database at any time."""


@index.command()
@with_app
def build() -> None:
    """Lay out the index in files that all workers of this machine share; they go over to it with their next answer."""
    with reading_only():
        number = current_engine().lay_out()
    click.echo(f"The index is laid out; it holds what was written up to change {number}.")


@index.command()
@with_app
def check() -> None:
    """Compare the index as it is, with all that was folded into it, with one built afresh from the database."""
    with reading_only():
        differing = current_engine().differing_items()
    if differing:
        shown = ", ".join(differing[:_SHOWN])
        raise DomainError(f"{len(differing)} items differ ({shown}). Lay it out again with: sankofa index build")
    click.echo("The index holds what the database holds.")
