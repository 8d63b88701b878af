"""Settings that would not be safe are refused by name, and secrets are never shown."""

from __future__ import annotations

import pytest

from config import InsecureSettings, Settings


@pytest.mark.parametrize(
    "said",
    [
        {"session_idle_minutes": 0},
        {"session_hours": 0},
        {"limit_minutes": 0},
        {"limit_account": 0},
        {"limit_client": -1},
        {"trusted_proxies": -1},
        {"oidc_issuer": "https://login.example"},
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


def test_no_secret_is_shown():
    secrets = {"secret_key": "k" * 40, "oidc_client_secret": "s3cr3t", "database_url": "postgresql://u:pw99@h/d"}
    shown = repr(Settings(**secrets).shown())
    assert not [each for each in ("k" * 40, "s3cr3t", "pw99") if each in shown]
