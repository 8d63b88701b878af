"""The `sankofa` command line. Exit codes: 0 done, 1 it failed and said why, 2 it was called wrongly."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import current_app

from app import round_commands
from app.accounts.passwords import MIN_PASSWORD
from app.accounts.service import create_account, viewer_of
from app.accounts.service import create_token as make_token
from app.database import reading_only
from app.demo import load as demo_world
from app.errors import DomainError
from app.evaluation import evaluate
from app.extensions import db
from app.imports.service import KINDS, import_file
from app.keeping import backup, erase, restore, retention
from app.matches.schemas import RANKED, PeerAnswerSchema, PeerSearchSchema
from app.matches.service import search_peers
from app.oversight import audit
from app.plan_commands import plan
from app.printing import match_lines, report_lines
from app.risk_commands import risk
from app.serving import serve_forever
from app.sso_commands import existing_account, grant_of, sso
from app.terminal import FailsInOneSentence, ProgressBar, as_json, show, show_json, with_app
from app.upkeep import database, index
from app.viewer import Viewer
from app.vocabulary import RINGS, ROLES, TOKEN_SCOPES
from app.worker_commands import webhook, worker
from config import Settings
from config.logging import configure


@click.group(cls=FailsInOneSentence, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sankofa")
def cli() -> None:
    """Sankofa finds the peer who has been there before: next door, in the country, abroad."""


@cli.command()
@click.option("--serve/--no-serve", default=True, help="Go on to serve the demo (default), or stop after the match.")
@with_app
def demo(serve: bool) -> None:
    """Load the demo world (invented people), show a first match, and serve on port 8000."""
    settings = current_app.config["SETTINGS"]
    if settings.env == "production":
        raise DomainError("The demo has a password that everybody knows: it does not run with SANKOFA_ENV=production.")
    flask_migrate.upgrade()
    if demo_world.is_loaded():
        click.echo("The demo world is there already.")
    else:
        demo_world.load_world(lambda report: show(report_lines(report)))
        db.session.commit()
    click.echo(f"\nAsked as {demo_world.SEEKER}:\n“{demo_world.QUESTION}”")
    show(match_lines(_search(demo_world.QUESTION, demo_world.SEEKER, {})))
    click.echo(f"\nSign in as {demo_world.SEEKER}, password {demo_world.PASSWORD}. All people here are invented.")
    if serve:
        click.echo(f"Serving on http://{settings.host}:{settings.port}/ now; stop with Ctrl-C.")
        # A fresh process: the server forks workers, who must not inherit the connections and threads of this one.
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, sys.argv[0], "serve"])  # noqa: S606 - our own words only


@cli.command()
def serve() -> None:
    """Serve the API and the pages; stop with Ctrl-C."""
    settings = Settings.from_environment()
    configure(settings.log_level)
    serve_forever(settings)


@cli.command()
@click.argument("text")
@click.option("--as", "email", metavar="EMAIL", help="Ask as this account; without it, as an unknown network member.")
@click.option("--ring", type=click.Choice(RINGS), default="international", help="The widest ring to search.")
@click.option("--rank", type=click.Choice(RANKED), default="people", help="What to rank.")
@click.option("--language", "languages", multiple=True, help="Only people known to speak one of these (fr, sw ...).")
@click.option("--limit", type=click.IntRange(1, 100), default=10, help="How many at most.")
@as_json
@with_app
def match(text: str, email: str | None, is_json: bool, **asked: Any) -> None:
    """Find the most experienced peers for TEXT, with reasons."""
    answer = _search(text, email, asked)
    if is_json:
        show_json(answer)
    else:
        show(match_lines(answer))


def _search(text: str, email: str | None, asked: dict[str, Any]) -> dict[str, Any]:
    defaults = {"ring": "international", "rank": "people", "languages": (), "topics": (), "limit": 10}
    wanted = PeerSearchSchema().load({**defaults, **asked, "text": text})
    with reading_only():
        answer: dict[str, Any] = PeerAnswerSchema().dump(search_peers(wanted, _viewer(email)))
    return answer


def _viewer(email: str | None) -> Viewer | None:
    return viewer_of(existing_account(email)) if email else None


@cli.command("import")
@click.argument("kind", type=click.Choice([*KINDS, *round_commands.KINDS]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--round", "round_name", metavar="ROUND", help="Of needs and offers: the round, by reference or title.")
@click.option("--as", "email", metavar="EMAIL", help="Of needs and offers: who enters them; the roles decide.")
@as_json
@with_app
def import_command(kind: str, file: Path, round_name: str | None, email: str | None, is_json: bool) -> None:
    """Import FILE (CSV with a header, or JSON lines). All rows or none; the same file twice changes nothing.

    Needs and offers of a round are CSV or XLSX, as exported from it.
    """
    if kind in round_commands.KINDS:
        report = round_commands.import_entries(kind, file, round_name, email)
    else:
        report = import_file(kind, file, ProgressBar(f"Reading {kind}"))
    if report.is_done:
        db.session.commit()
    else:
        db.session.rollback()
    if is_json:
        show_json(asdict(report))
    else:
        show(report_lines(report))
    sys.exit(0 if report.is_done else 1)


for each in (evaluate, database, index, sso, audit, backup, restore, erase, retention, plan, risk, worker, webhook):
    cli.add_command(each)


@cli.group()
def account() -> None:
    """Who may sign in."""


@account.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), help="A role beside that of a member.")
@click.option("--institution", metavar="REF", help="Where the role is granted; without it, in the whole network.")
@click.password_option(help=f"At least {MIN_PASSWORD} characters; asked for where it is not given.")
@with_app
def create_account_command(email: str, role: str | None, institution: str | None, password: str) -> None:
    """Give EMAIL an account, tied to the person in the directory who has that address."""
    create_account(email, password, [grant_of(role, institution)] if role else [])
    db.session.commit()
    click.echo(f"{email} can sign in.")


@cli.group()
def token() -> None:
    """Bearer tokens for programs."""


@token.command("create")
@click.argument("email")
@click.option("--label", default="", help="What it is for.")
@click.option("--scope", type=click.Choice(TOKEN_SCOPES), default="full", help="read alters nothing.")
@as_json
@with_app
def create_token(email: str, label: str, scope: str, is_json: bool) -> None:
    """Make a token for EMAIL; it is shown this once."""
    secret, made = make_token(existing_account(email), label, scope)
    db.session.commit()
    if is_json:
        show_json({"token": secret, "expires_at": made.expires_at.isoformat()})
    else:
        show([secret, f"It ends on {made.expires_at:%Y-%m-%d}. It is shown only now."])


def main() -> None:
    """The entry point of the installed command."""
    cli(prog_name="sankofa")
