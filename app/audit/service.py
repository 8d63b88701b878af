"""Reading the audit log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, select

from app.audit.models import AuditEvent, AuditItem


def events_matching(asked: dict[str, Any]) -> Select[Any]:
    """The select of the events with these filters; kind and item id are of one and the same thing."""
    found = select(AuditEvent)
    if "account_id" in asked:
        found = found.where(AuditEvent.account_id == asked["account_id"])
    if "from" in asked:
        found = found.where(AuditEvent.at >= asked["from"])
    if "to" in asked:
        found = found.where(AuditEvent.at < asked["to"])
    touched = [getattr(AuditItem, name) == asked[name] for name in ("kind", "item_id") if name in asked]
    return found.where(exists().where(AuditItem.event_id == AuditEvent.id, *touched)) if touched else found
