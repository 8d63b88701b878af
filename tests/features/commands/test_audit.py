"""`sankofa audit verify`: what it prints, and its exit codes."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.commands import cli
from app.extensions import db
from tests.factories.append_only import append_only_lifted


@pytest.fixture
def verify(application, make, monkeypatch):
    """A function that runs `sankofa audit verify` on a database with three events."""
    monkeypatch.setattr("app.terminal.configure", lambda level: None)
    for _ in range(3):
        make.institution()
    address = application.config["SETTINGS"].database_url

    def run(*words, **environment):
        settings = {"SANKOFA_DATABASE_URL": address, "SANKOFA_ENV": "test", **environment}
        return CliRunner().invoke(cli, ["audit", "verify", *words], env=settings, prog_name="sankofa")

    return run


@pytest.fixture
def edited(application, verify):
    """The second event was edited by the owner of the database."""
    with application.app_context(), db.engine.begin() as connection, append_only_lifted(connection):
        connection.execute(text("UPDATE audit_event SET doing = 'nothing' WHERE number = 2"))


def test_a_whole_log_is_exit_code_0_with_the_head_to_note(verify):
    done = verify()
    assert done.exit_code == 0
    assert "3 events" in done.stdout
    assert re.search(r"Note this head elsewhere: 3:[0-9a-f]{64}\n", done.stdout)


def test_a_head_that_was_noted_is_an_anchor(verify, make):
    head = json.loads(verify("--json").stdout)["head"]
    make.institution()
    assert verify("--anchor", head).exit_code == 0
    assert verify("--anchor", head.replace("3:", "2:")).exit_code == 1


def test_a_broken_log_is_exit_code_1_and_says_where(edited, verify):
    done = verify()
    assert (done.exit_code, "Event 2 is not as it was written" in done.stdout) == (1, True)
    assert "not whole" in done.stdout


def test_programs_read_where_it_is_broken(edited, verify):
    done = verify("--json")
    assert (done.exit_code, [each["number"] for each in json.loads(done.stdout)["findings"]]) == (1, [2])


def test_many_findings_are_told_in_few_lines(application, make, verify):
    for _ in range(30):
        make.institution()
    with application.app_context(), db.engine.begin() as connection, append_only_lifted(connection):
        connection.execute(text("UPDATE audit_event SET doing = 'nothing'"))
    assert "... and 13 more." in verify().stdout


@pytest.mark.parametrize("anchor", ["3", "3:abc", "x:" + "a" * 64, ""])
def test_what_is_no_anchor_is_exit_code_2(verify, anchor):
    assert verify("--anchor", anchor).exit_code == 2


def test_another_secret_is_told_and_the_former_one_helps(application, verify):
    new, former = "another secret, long enough for everybody", application.config["SETTINGS"].secret_key
    assert "SANKOFA_AUDIT_KEYS" in verify(SANKOFA_SECRET_KEY=new).stdout
    assert verify(SANKOFA_SECRET_KEY=new, SANKOFA_AUDIT_KEYS=f"one before,{former}").exit_code == 0


def test_a_command_that_writes_is_recorded_by_its_name(application, verify, events):
    words = ["account", "create", "chief@office.example", "--role", "admin", "--password", "a long pass phrase"]
    settings = {"SANKOFA_DATABASE_URL": application.config["SETTINGS"].database_url, "SANKOFA_ENV": "test"}
    assert CliRunner().invoke(cli, words, env=settings, prog_name="/opt/bin/sankofa").exit_code == 0
    last = events()[-1]
    assert (last.actor, last.doing, last.purpose) == ("command line", "sankofa account create", "operation")
    assert [(each.kind, each.act) for each in last.items] == [("account", "created"), ("role_grant", "created")]
