"""What the rights hear of the session: choices as they are flushed, erasures once they are committed."""

from __future__ import annotations

from sqlalchemy import event

from app.extensions import db
from app.rights.choices import notice_choices
from app.rights.traces import after_end, note_commit, note_rollback

_LISTENERS = (
    ("after_flush", notice_choices),
    ("after_commit", note_commit),
    ("after_rollback", note_rollback),
    ("after_transaction_end", after_end),
)


def setup_rights() -> None:
    """Listen to the session; once a process is enough."""
    for name, listener in _LISTENERS:
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)
