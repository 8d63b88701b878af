"""Everything that can be set from outside, in one typed place. `docs/operations.md` lists the same table."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env

DEV_SECRET = "dev-only-secret-never-used-outside-dev-and-test"  # noqa: S105 - it is refused in production, see below
_PERIODS = ("offer_reminder_days", "offer_expiry_days", "cool_down_days", "request_days", "engagement_days")
DATABASES = ("sqlite://", "postgresql://", "postgresql+psycopg://", "postgres://")
MAIL_SCHEMES = ("smtps", "smtp+starttls", "smtp")
ENVIRONMENTS = ("dev", "test", "production")


class InsecureSettings(RuntimeError):
    """The settings would run, but not safely: says which and what to set."""


def _words_of(env: Env) -> Callable[[str, tuple[str, ...]], tuple[str, ...]]:
    """How a setting of several words, with commas between, is read."""
    return lambda name, given: tuple(env.list(name, list(given)))


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides. Every field is read from `SANKOFA_<NAME>`, the database also from `DATABASE_URL`."""

    env: str = "dev"
    secret_key: str = DEV_SECRET
    database_url: str = "sqlite:///var/sankofa.db"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    token_days: int = 30
    log_level: str = "INFO"
    max_request_bytes: int = 2_000_000
    index_folder: str = "var/index"
    newcomer_share: float = 0.2
    session_idle_minutes: int = 30
    session_hours: int = 12
    trusted_proxies: int = 0
    limit_minutes: int = 15
    limit_account: int = 10
    limit_client: int = 100
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "your organisation"
    audit_keys: tuple[str, ...] = ()
    erasure_ledger: str = "var/erasures.txt"
    smtp_url: str = ""
    mail_from: str = ""
    base_url: str = "http://127.0.0.1:8000"
    digest_hours: int = 12
    offer_reminder_days: int = 7
    offer_expiry_days: int = 14
    cool_down_days: int = 14
    request_days: int = 90
    engagement_days: int = 180

    def __post_init__(self) -> None:
        if self.env not in ENVIRONMENTS:
            raise InsecureSettings(f"SANKOFA_ENV is {self.env!r}; it must be one of {', '.join(ENVIRONMENTS)}")
        if self.env == "production" and (self.secret_key == DEV_SECRET or len(self.secret_key) < 32):
            raise InsecureSettings("SANKOFA_SECRET_KEY must be set to at least 32 random characters in production")
        if self.token_days < 1:
            raise InsecureSettings("SANKOFA_TOKEN_DAYS must be at least 1: a token must end some day, and not at once")
        for name in ("session_idle_minutes", "session_hours", "limit_minutes", "limit_account", "limit_client"):
            if getattr(self, name) < 1:
                raise InsecureSettings(f"SANKOFA_{name.upper()} must be at least 1: nothing is without a limit")
        self._check_periods()
        if self.trusted_proxies < 0:
            raise InsecureSettings("SANKOFA_TRUSTED_PROXIES is a number of proxies: 0 where nothing is in front")
        if self.oidc_issuer and not self.oidc_client_id:
            raise InsecureSettings("SANKOFA_OIDC_CLIENT_ID must be set where SANKOFA_OIDC_ISSUER is")
        if self.env == "production" and self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
            raise InsecureSettings("SANKOFA_OIDC_ISSUER must begin with https:// in production")
        if not 0.0 <= self.newcomer_share <= 1.0:
            raise InsecureSettings("SANKOFA_NEWCOMER_SHARE must be from 0 (off) to 1: a share of the first offers")
        self._require_a_database()
        self._require_mail_that_works()

    def _require_a_database(self) -> None:
        if not self.database_url.startswith(DATABASES):
            raise InsecureSettings(f"SANKOFA_DATABASE_URL must begin with {' or '.join(DATABASES)}, or be left unset")

    def _require_mail_that_works(self) -> None:
        url = urlsplit(self.smtp_url)
        if self.smtp_url and url.scheme not in MAIL_SCHEMES:
            raise InsecureSettings(f"SANKOFA_SMTP_URL must begin with one of {', '.join(MAIL_SCHEMES)}, then ://")
        if self.smtp_url and not self.mail_from:
            raise InsecureSettings("SANKOFA_MAIL_FROM must be set where SANKOFA_SMTP_URL is: mail has a sender")
        if self.env == "production" and url.scheme == "smtp" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise InsecureSettings(
                "SANKOFA_SMTP_URL must be smtps:// or smtp+starttls:// in production: mail is private"
            )
        if urlsplit(self.base_url).scheme not in ("http", "https"):
            raise InsecureSettings(
                "SANKOFA_BASE_URL must begin with https:// (or http://): links in mails begin with it"
            )
        if self.digest_hours < 0:
            raise InsecureSettings("SANKOFA_DIGEST_HOURS is a number of hours: 0 sends every mail at once")

    def _check_periods(self) -> None:
        for name in _PERIODS:
            if getattr(self, name) < (name != "cool_down_days"):
                raise InsecureSettings(f"SANKOFA_{name.upper()} is a number of days: only a cool-down may be 0")
        if self.offer_expiry_days <= self.offer_reminder_days:
            raise InsecureSettings("SANKOFA_OFFER_EXPIRY_DAYS must be more than SANKOFA_OFFER_REMINDER_DAYS")

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings read from the process environment; unknown `SANKOFA_` names are refused.

        Raises: InsecureSettings for an unsafe or unknown value, `environs.EnvError` for one of the wrong type.
        """
        names = {f"SANKOFA_{each.name.upper()}" for each in fields(cls)}
        unknown = sorted(name for name in os.environ if name.startswith("SANKOFA_") and name not in names)
        if unknown:
            raise InsecureSettings(f"unknown setting {', '.join(unknown)}; docs/operations.md lists the known ones")
        env, given = Env(), cls()
        readers: dict[type, Any] = {str: env.str, int: env.int, float: env.float, tuple: _words_of(env)}
        read = {each.name: readers[type(getattr(given, each.name))] for each in fields(cls)}
        said = {name: read[name](f"SANKOFA_{name.upper()}", getattr(given, name)) for name in read}
        if "SANKOFA_DATABASE_URL" not in os.environ:
            said["database_url"] = env.str("DATABASE_URL", given.database_url)
        return cls(**said)

    @property
    def sqlalchemy_url(self) -> str:
        """The database address as SQLAlchemy reads it; a relative SQLite file is made absolute, its folder created."""
        url = self.database_url
        if url.startswith("postgres://"):
            url = "postgresql://" + url.removeprefix("postgres://")
        if url.startswith("postgresql://"):
            url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////") and ":memory:" not in url:
            path = Path(url.removeprefix("sqlite:///")).resolve()
            path.parent.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{path}"
        return url

    def shown(self) -> dict[str, str | float]:
        """The settings as they may be logged: no secret, no password inside an address."""
        shown: dict[str, str | float] = {each.name: getattr(self, each.name) for each in fields(self)}
        shown["secret_key"] = "set" if self.secret_key != DEV_SECRET else "dev default"
        shown["oidc_client_secret"] = "set" if self.oidc_client_secret else ""
        shown["audit_keys"] = len(self.audit_keys)
        for name in ("database_url", "smtp_url"):
            password = urlsplit(getattr(self, name)).password
            if password:
                shown[name] = getattr(self, name).replace(password, "***")
        return shown
