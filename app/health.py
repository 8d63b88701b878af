"""Health checks for whoever keeps the service running: alive, and ready to answer from the database."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from app.extensions import db

health = Blueprint("health", __name__, url_prefix="/health")


@health.get("/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/ready")
def ready() -> dict[str, str]:
    """The database answers too; 503 as long as it does not."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
