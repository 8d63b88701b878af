"""`sankofa import needs` and `offers`: the same rules as over HTTP, each bad row by its line."""

import json

import pytest
from click.testing import CliRunner

from app.commands import cli
from tests.features.rounds.test_files import FORMS, a_file, need_row


@pytest.fixture
def sankofa(application, monkeypatch, tmp_path, make, office):
    """A function that imports a file of a kind for the round as somebody with that role."""
    monkeypatch.setattr("app.terminal.configure", lambda level: None)
    known = {"SANKOFA_DATABASE_URL": application.config["SETTINGS"].database_url, "SANKOFA_ENV": "test"}

    def run(kind, content, form="csv", place=office.place, role="coordinator"):
        make.token(make.person(place, email=f"{role}@office.example"), (role, place))
        file = tmp_path / f"entries.{form}"
        file.write_bytes(content)
        said = ("--round", office.round.rpartition("/")[2], "--as", f"{role}@office.example", "--json")
        return CliRunner().invoke(cli, ("import", kind, str(file), *said), env=known, prog_name="sankofa")

    return run


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_needs_is_entered_and_the_same_again_alters_it(office, sankofa, form):
    content = a_file("needs", form, need_row(office, visitors="2"))
    done = sankofa("needs", content, form)
    assert (done.exit_code, json.loads(done.stdout)["created"]) == (0, 1)
    assert [each["visitors"] for each in office.coordinator.get(f"{office.round}/needs").json["items"]] == [2]


def test_each_bad_row_is_told_by_line_and_nothing_is_written(office, sankofa):
    rows = ({"institution": f"X [{office.place}]", "title": "Meters", "cost": "x"}, {"institution": "Nowhere"})
    failed = sankofa("offers", a_file("offers", "csv", *rows))
    problems = [(each["line"], each["field"]) for each in json.loads(failed.stdout)["problems"]]
    assert (failed.exit_code, problems) == (1, [(2, "cost"), (3, "institution")])
    assert office.coordinator.get(f"{office.round}/offers").json["items"] == []


def test_the_roles_of_the_account_decide(make, office, sankofa):
    content = a_file("needs", "csv", need_row(office))
    elsewhere = sankofa("needs", content, place=make.institution())
    assert (elsewhere.exit_code, "Your roles do not reach this" in elsewhere.output) == (1, True)
    assert "do not allow it" in sankofa("needs", content, role="member").output
    assert office.planner.get(f"{office.round}/needs").json["items"] == []
