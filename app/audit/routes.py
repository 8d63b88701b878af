"""The audit log over HTTP: for reading only, and each reading is an event itself."""

from __future__ import annotations

from typing import Any

from app.audit.models import AuditEvent
from app.audit.schemas import AuditEventArgs, AuditEventPage
from app.audit.service import events_matching
from app.pagination import paginate
from app.requests import Blueprint

audit_events = Blueprint("audit_events", __name__, url_prefix="/audit-events", description="Who did what, and when")
SORTS = {"number": AuditEvent.number}


@audit_events.route("", methods=["GET"])
@audit_events.arguments(AuditEventArgs, location="query")
@audit_events.response(200, AuditEventPage)
def list_audit_events(args: dict[str, Any]) -> Any:
    """What was done, newest first; that you looked is recorded too."""
    return paginate(events_matching(args), AuditEvent, SORTS, args)
