"""How the commands talk to people and programs: progress, failures in one sentence, an application around a command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

import click
from environs import EnvError
from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import create_app
from app.errors import DomainError
from app.extensions import db
from config import InsecureSettings, Settings
from config.logging import configure
from matching.errors import MatchingError

_NO_TABLES = "The database has no tables of this version yet. Run: sankofa db upgrade"


class ProgressBar:
    """A bar on standard error that begins with the first step it hears of; nothing where nobody looks."""

    def __init__(self, label: str):
        self._label = label
        self._bar: Any = None

    def __call__(self, done: int, total: int | None) -> None:
        """Show that so many of so many are done."""
        if self._bar is None:
            self._bar = click.progressbar(length=total or done, label=self._label, file=sys.stderr)
        self._bar.update(done - self._bar.pos)
        if done >= (total or 0):
            self._bar.render_finish()


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command runs inside an application made from the environment's settings."""

    def run(*args: Any, **kwargs: Any) -> Any:
        settings = Settings.from_environment()
        configure(settings.log_level)
        with create_app(settings).app_context():
            try:
                return command(*args, **kwargs)
            finally:
                db.session.remove()
                db.engine.dispose()

    return update_wrapper(run, command)


def show(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        click.echo(line)


def show_json(value: Any) -> None:
    """Print a value for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


class FailsInOneSentence(click.Group):
    """A group whose known failures are told in one sentence, exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except ValidationError as error:
            raise click.ClickException("; ".join(_flat(error.messages))) from error
        except (DomainError, InsecureSettings, EnvError, MatchingError) as error:
            raise click.ClickException(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            is_empty = "no such table" in str(error.orig) or "does not exist" in str(error.orig)
            away = f"The database is not available: {error.orig}"
            raise click.ClickException(_NO_TABLES if is_empty else away) from error


def _flat(messages: Any) -> Iterable[str]:
    """The messages of a schema, each with the name of its field before it."""
    if isinstance(messages, dict):
        return [f"{field}: {text}" for field, below in messages.items() for text in _flat(below)]
    return [str(each) for each in messages]


as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for programs.")
