"""The commands, run in this process on a database of their own; each file of tests has one of each kind."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from app.commands import cli


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request, new_database):
    """The address of an empty database without tables, for the tests of one file."""
    return new_database(request.param, "commands")


@pytest.fixture(scope="module")
def sankofa(database):
    """A function that runs a command on that database, in this process."""

    def run(*words, **environment):
        settings = {"SANKOFA_DATABASE_URL": database, "SANKOFA_ENV": "test", **environment}
        return CliRunner().invoke(cli, list(map(str, words)), env=settings, prog_name="sankofa")

    with pytest.MonkeyPatch.context() as patch:  # logging is set up once a process, and this one is pytest's
        patch.setattr("app.terminal.configure", lambda level: None)
        yield run
