"""Settings that would not be safe are refused by name, and secrets are never shown."""

from __future__ import annotations

import pytest

from config import InsecureSettings, Settings


@pytest.mark.parametrize(
    "said",
    [
        {"database_url": ""},
        {"database_url": "mysql://u:pw99@h/d"},
        {"session_idle_minutes": 0},
        {"session_hours": 0},
        {"limit_minutes": 0},
        {"limit_account": 0},
        {"limit_client": -1},
        {"trusted_proxies": -1},
        {"oidc_issuer": "https://login.example"},
        {"smtp_url": "http://mail.example", "mail_from": "a@b.example"},
        {"smtp_url": "smtp://mail.example"},
        {"smtp_url": "smtp://mail.example", "mail_from": "a@b.example", "env": "production", "secret_key": "k" * 40},
        {"base_url": "sankofa.example"},
        {"digest_hours": -1},
        {"oidc_issuer": "http://login.example", "oidc_client_id": "c", "env": "production", "secret_key": "k" * 40},
    ],
)
def test_what_is_not_safe_is_refused_by_name(said):
    with pytest.raises(InsecureSettings, match=r"SANKOFA_[A-Z_]+"):
        Settings(**said)


def test_every_setting_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("SANKOFA_SESSION_IDLE_MINUTES", "5")
    monkeypatch.setenv("SANKOFA_TRUSTED_PROXIES", "2")
    monkeypatch.setenv("SANKOFA_LIMIT_ACCOUNT", "3")
    monkeypatch.setenv("SANKOFA_OIDC_ISSUER", "https://login.example")
    monkeypatch.setenv("SANKOFA_OIDC_CLIENT_ID", "c")
    read = Settings.from_environment()
    assert (read.session_idle_minutes, read.trusted_proxies, read.limit_account) == (5, 2, 3)
    assert (read.oidc_issuer, read.oidc_client_id) == ("https://login.example", "c")


def test_numbers_words_and_the_other_name_of_the_database_are_read(monkeypatch):
    monkeypatch.setenv("SANKOFA_NEWCOMER_SHARE", "0.5")
    monkeypatch.setenv("SANKOFA_AUDIT_KEYS", "one,two")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///other.db")
    read = Settings.from_environment()
    assert (read.newcomer_share, read.audit_keys, read.database_url) == (0.5, ("one", "two"), "sqlite:///other.db")

    monkeypatch.setenv("SANKOFA_DATABASE_URL", "sqlite:///own.db")
    assert Settings.from_environment().database_url == "sqlite:///own.db"


def test_no_secret_is_shown():
    secrets = {"secret_key": "k" * 40, "oidc_client_secret": "s3cr3t", "database_url": "postgresql://u:pw99@h/d"}
    secrets |= {"smtp_url": "smtps://u:pw98@mail.example", "mail_from": "a@b.example"}
    shown = repr(Settings(**secrets).shown())
    assert not [each for each in ("k" * 40, "s3cr3t", "pw99", "pw98") if each in shown]
