"""Sankofa: peers who have been there, found for public institutions. `create_app` builds the web application."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts.authentication import setup_authentication
from app.accounts.single_sign_on import setup_single_sign_on
from app.audit.reads import setup_audited_reads
from app.audit.recording import setup_audit
from app.changes import setup_changes
from app.database import setup_database
from app.engine import setup_engine
from app.errors import setup_errors
from app.extensions import db, migrate
from app.features import setup_features
from app.headers import setup_headers
from app.idempotency import setup_idempotency
from app.policy import setup_policy
from app.request_ids import setup_request_ids
from app.rights.listeners import setup_rights
from config import Settings

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application for these settings (by default those of the environment).

    Raises: InsecureSettings where the settings would run, but not safely.
    """
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        PROPAGATE_EXCEPTIONS=False,
        SETTINGS=settings,
    )
    if proxies := settings.trusted_proxies:  # else what a sender writes into X-Forwarded-For is not looked at
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    setup_database(app)
    setup_changes()
    setup_audit()  # after the changes: at a commit their turn comes first
    setup_request_ids(app)
    setup_rights()
    setup_errors(app)
    setup_headers(app)
    setup_authentication(app)
    setup_single_sign_on(app)
    setup_policy(app)
    setup_idempotency(app)
    setup_audited_reads(app)
    setup_features(app)
    setup_engine(app)
    return app
