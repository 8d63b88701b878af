"""Audited reads: those that the policy marks make their event, or are not answered.

What is asked with a purpose (risk data of others) is noted by the rule that shows it, with that purpose.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, g, request

from app.audit.recording import Touched, is_pending, record
from app.extensions import db
from app.purposes import AUDITED_READS, PURPOSED_READS


def note_look(kind: str, item_ids: Iterable[str], purpose: str) -> None:
    """Note a look at these things, or at none of that kind; its event is made before the answer goes out."""
    g.purpose = purpose
    found = [Touched(kind, each, "read") for each in item_ids]
    for touched in found or [Touched(kind, None, "read", count=0)]:
        record(db.session(), touched)


def _note() -> None:
    if request.endpoint not in AUDITED_READS or request.method == "OPTIONS":
        return
    named = {name.removesuffix("_id"): str(value) for name, value in (request.view_args or {}).items()}
    for kind, item_id in named.items() or [(request.endpoint.partition(".")[2], None)]:
        record(db.session(), Touched(kind, item_id, "read"))


def _commit(response: Response) -> Response:
    """What was not read leaves no trace; what can't be recorded is not given: the error takes the answer's place."""
    if request.endpoint in AUDITED_READS | PURPOSED_READS and response.status_code < 400 and is_pending(db.session()):
        db.session.commit()
    return response


def setup_audited_reads(app: Flask) -> None:
    """Listen to requests; must be registered after the policy."""
    app.before_request(_note)
    app.after_request(_commit)
