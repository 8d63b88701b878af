"""The `sankofa` command line. Exit codes: 0 done, 1 it failed and said why, 2 it was called wrongly."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import current_app
from sqlalchemy import select

from app.accounts.service import MIN_PASSWORD, create_account, find_account, viewer_of
from app.accounts.service import create_token as make_token
from app.database import reading_only
from app.demo import load as demo_world
from app.errors import DomainError
from app.extensions import db
from app.imports.service import KINDS, import_file
from app.institutions.models import Institution
from app.keeping import backup, erase, restore, retention
from app.matches.schemas import RANKED, PeerAnswerSchema, PeerSearchSchema
from app.matches.service import search_peers
from app.printing import match_lines, report_lines, table_lines
from app.serving import serve_forever
from app.terminal import FailsInOneSentence, ProgressBar, as_json, show, show_json, with_app
from app.upkeep import database, index
from app.viewer import Grant, Viewer
from app.vocabulary import RINGS, ROLES
from config import Settings
from config.logging import configure
from matching.bootstrap import LEVEL, Interval
from matching.collection import read_collection
from matching.evaluate import COMPARED, ENGINE, Comparison, Evaluation, compare, verdict
from matching.evaluate import evaluate as measure


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
    return viewer_of(_account(email)) if email else None


def _account(email: str) -> Any:
    account = find_account(email)
    if account is None:
        raise DomainError(f"There is no account {email}. Make one with: sankofa account create {email}")
    return account


@cli.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@with_app
def import_command(kind: str, file: Path, is_json: bool) -> None:
    """Import FILE (CSV with a header, or JSON lines). All rows or none; the same file twice changes nothing."""
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


@cli.command()
@click.argument(
    "collections",
    metavar="COLLECTION...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
)
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the ranking (TSV: query_id, person_id, score); one COLLECTION only.",
)
@as_json
def evaluate(collections: tuple[Path, ...], run_file: Path | None, is_json: bool) -> None:
    """Measure match quality beside plain peers on each COLLECTION: documents, queries and judgements in a folder.

    Each peer's figures come with the difference from the engine and its 95 % interval (paired bootstrap over queries).
    """
    if len(set(collections)) < len(collections):
        raise click.UsageError("Each collection counts once: one of them is named twice.")
    if run_file and len(collections) > 1:
        raise click.UsageError("--run writes the ranking of one collection: name only one.")
    read = [(folder.name, read_collection(folder)) for folder in collections]  # all, before the first is measured
    told, compared = [], []
    for name, collection in read:
        found = measure(collection, ProgressBar("Asking"))
        compared.append(compare(found))
        told.append(_figures_for_programs(name, found, compared[-1]))
        if run_file:
            _write_run(run_file, found)
        if not is_json:
            show(_figures(name, found, compared[-1]))
    if is_json:
        show_json({"collections": told, "verdict": verdict(compared)})
    else:
        click.echo(verdict(compared))


def _write_run(file: Path, found: Evaluation) -> None:
    lines = (f"{line.query_id}\t{line.person_id}\t{line.score!r}\n" for line in found.run)
    file.write_text("".join(lines), encoding="utf-8")


def _figures_for_programs(name: str, found: Evaluation, compared: Iterable[Comparison]) -> dict[str, Any]:
    return {
        "collection": name,
        "queries": found.queries,
        "people": found.people,
        "documents": found.documents,
        "rows": [{"name": row.name, "measures": asdict(row.measures)} for row in found.rows],
        "differences": [{"peer": each.peer, "measure": each.measure, **asdict(each.interval)} for each in compared],
    }


def _figures(name: str, found: Evaluation, compared: Iterable[Comparison]) -> Iterable[str]:
    yield f"{name}: {found.queries} queries, {found.people} people, {found.documents} documents"
    heads = ["method", "MAP", "MRR", "P@5", "nDCG@10"]
    yield from table_lines(
        heads, ([row.name, *(f"{each:.3f}" for each in asdict(row.measures).values())] for row in found.rows)
    )
    yield ""
    cells: dict[str, list[str]] = {}
    for each in compared:
        cells.setdefault(each.peer, [each.peer]).extend((f"{each.interval.difference:+.3f}", _bounds(each.interval)))
    heads = [f"{ENGINE} minus", *(head for name in COMPARED for head in (name, f"{LEVEL} %"))]
    yield from table_lines(heads, cells.values())
    yield ""


def _bounds(interval: Interval) -> str:
    if interval.low is None or interval.high is None:
        return "too few queries"
    return f"{interval.low:+.3f} to {interval.high:+.3f}"


cli.add_command(database)
cli.add_command(index)
cli.add_command(backup)
cli.add_command(restore)
cli.add_command(erase)
cli.add_command(retention)


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
    place = db.session.scalar(select(Institution.id).where(Institution.ref == institution)) if institution else None
    if institution and place is None:
        raise DomainError(f"There is no institution with the ref {institution}.")
    create_account(email, password, [Grant(role, place)] if role else [])
    db.session.commit()
    click.echo(f"{email} can sign in.")


@cli.group()
def token() -> None:
    """Bearer tokens for programs."""


@token.command("create")
@click.argument("email")
@click.option("--label", default="", help="What it is for.")
@as_json
@with_app
def create_token(email: str, label: str, is_json: bool) -> None:
    """Make a token for EMAIL; it is shown this once."""
    secret, made = make_token(_account(email), label)
    db.session.commit()
    if is_json:
        show_json({"token": secret, "expires_at": made.expires_at.isoformat()})
    else:
        show([secret, f"It ends on {made.expires_at:%Y-%m-%d}. It is shown only now."])


def main() -> None:
    """The entry point of the installed command."""
    cli(prog_name="sankofa")
