"""`sankofa sso`: identities tied to accounts, and what claims give."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from app.commands import cli

ISSUER = "https://login.office.example"


@pytest.fixture
def sankofa(application, make, monkeypatch):
    """A function that runs a command on the database of the test, where there is one account and one institution."""
    make.institution(ref="ke-water")
    make.token(make.person(email="amina@office.example"), "member")
    monkeypatch.setattr("app.terminal.configure", lambda level: None)
    address = application.config["SETTINGS"].database_url

    def run(*words, issuer=ISSUER):
        known = {"SANKOFA_DATABASE_URL": address, "SANKOFA_ENV": "test", "SANKOFA_OIDC_CLIENT_ID": "c"}
        return CliRunner().invoke(cli, ["sso", *words], env={**known, "SANKOFA_OIDC_ISSUER": issuer})

    return run


RULE = ("groups", "water staff", "--role", "coordinator", "--institution", "ke-water")


def test_an_identity_is_tied_shown_and_untied(sankofa):
    assert sankofa("link", "Amina@office.example", "248289761001").exit_code == 0
    assert "248289761001  amina@office.example" in sankofa("list").stdout
    assert sankofa("unlink", "248289761001").exit_code == 0
    assert "248289761001" not in sankofa("list").stdout


def test_a_rule_is_made_once_shown_and_taken_out(sankofa):
    assert [sankofa("map", *RULE).exit_code for _ in range(2)] == [0, 0]
    shown = [line.split() for line in sankofa("list").stdout.splitlines() if "groups" in line]
    assert shown == [["groups", "water", "staff", "coordinator", "ke-water"]]
    assert sankofa("unmap", *RULE).exit_code == 0
    assert "groups" not in sankofa("list").stdout


def test_a_rule_for_the_whole_network_is_another_than_one_at_an_institution(sankofa):
    sankofa("map", *RULE)
    assert sankofa("unmap", *RULE[:4]).exit_code == 1
    assert sankofa("map", *RULE[:4]).exit_code == 0
    assert sankofa("list").stdout.count("groups") == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("link", "nobody@office.example", "1"), 1),
        (("unlink", "1"), 1),
        (("unmap", *RULE), 1),
        (("map", *RULE[:4], "--institution", "no-such"), 1),
        (("map", "groups", "root", "--role", "admin", "--institution", "ke-water"), 1),
        (("map", "groups", "root", "--role", "emperor"), 2),
        (("map", "groups", "root"), 2),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(sankofa, words, code):
    refused = sankofa(*words)
    assert (refused.exit_code, "Traceback" in refused.output) == (code, False)
    assert refused.stderr.strip()


def test_an_identity_belongs_to_one_account_only(sankofa, make):
    make.token(make.person(email="joseph@office.example"), "member")
    sankofa("link", "amina@office.example", "1")
    assert sankofa("link", "amina@office.example", "1").exit_code == 0
    refused = sankofa("link", "joseph@office.example", "1")
    assert (refused.exit_code, "another account" in refused.stderr) == (1, True)


def test_without_a_provider_nothing_is_tied(sankofa):
    refused = sankofa("link", "amina@office.example", "1", issuer="")
    assert (refused.exit_code, "SANKOFA_OIDC_ISSUER" in refused.stderr) == (1, True)
