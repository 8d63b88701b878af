"""`sankofa plan`, on the database of the test."""

import json

import pytest
from click.testing import CliRunner

from app.commands import cli
from tests.factories.plan_rows import seek


@pytest.fixture
def sankofa(application, monkeypatch):
    monkeypatch.setattr("app.terminal.configure", lambda level: None)
    known = {"SANKOFA_DATABASE_URL": application.config["SETTINGS"].database_url, "SANKOFA_ENV": "test"}
    return lambda *words: CliRunner().invoke(cli, words, env=known, prog_name="sankofa")


def test_the_command_plans_a_round_and_says_who_has_a_place_and_what_keeps_others_out(make, fair, planner, sankofa):
    seek(make, fair.rows, "school")
    done = sankofa("plan", fair.rows.round)
    assert done.exit_code == 0
    assert "Plan 1: 2 needs have a place, 1 have none." in done.stdout
    assert "village radio for early warning" in done.stdout
    assert "Nobody in the round has evidence that answers this." in done.stdout
    assert planner.get(f"{fair.path}/plans").json["items"][0]["number"] == 1


def test_for_programs_it_prints_json(fair, sankofa):
    assert json.loads(sankofa("plan", fair.rows.round, "--json").stdout)["served"] == 2


def test_an_unknown_round_fails_in_one_sentence_and_no_round_is_wrong_usage(fair, sankofa):
    failed = sankofa("plan", "nothing")
    assert (failed.exit_code, failed.output) == (1, "Error: No round is called nothing. Give its reference.\n")
    assert sankofa("plan").exit_code == 2
