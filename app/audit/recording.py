"""How events come to be: the session notices every write, and appends one event to the chain before it commits.

Nothing has to ask for it. Rows that are flushed are named one by one; statements that write in bulk (imports) are
counted by kind. The event is part of the same transaction: no write without its event, no event without its write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import click
from flask import current_app, g, has_request_context, request
from sqlalchemy import event, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, object_session

from app.audit.chain import START, key_of, seal_of_event, seal_of_head
from app.audit.models import AuditEvent, AuditHead, AuditItem
from app.changes import Change
from app.database import Turn, wait_for
from app.extensions import db, new_id, utc_now
from app.idempotency import IdempotencyKey
from app.limits import Attempt
from app.purposes import PURPOSES
from app.request_ids import current_request_id
from app.viewer import current_viewer

# The books themselves and the counts of rate limits: an entry is no write of its own.
BOOKS = frozenset(each.__tablename__ for each in (Change, AuditEvent, AuditItem, AuditHead, Attempt, IdempotencyKey))
_FOLLOWING = {"updated_at", "version"}  # they change with every write
_PENDING = "things to audit"


@dataclass(slots=True)
class Touched:
    """A thing and what was done to it; without an id, `count` things of a kind."""

    kind: str
    item_id: str | None
    act: str
    fields: set[str] = field(default_factory=set)
    count: int = 1


def record(session: Session, touched: Touched) -> None:
    """Note it for the event that the next commit of the session makes; the same thing twice is noted once."""
    pending: dict[Any, Touched] = session.info.setdefault(_PENDING, {})
    known = pending.setdefault((touched.kind, touched.item_id or touched.act), touched)
    if known is touched:
        return
    if touched.item_id is None:
        known.count += touched.count
        return
    known.fields |= touched.fields
    if touched.act == "removed" or known.act == "read":
        known.act = touched.act
    elif (known.act, touched.act) == ("removed", "created"):
        known.act = "altered"


def is_pending(session: Session) -> bool:
    """Whether something is noted that no commit has written yet."""
    return bool(session.info.get(_PENDING))


def _notice(session: Session, _context: object) -> None:
    for item in session.new:
        _record_row(session, item, "created")
    for item in session.dirty:
        if session.is_modified(item):
            changed = {each.key for each in inspect(item).attrs if each.history.has_changes()}
            _record_row(session, item, "altered", changed - _FOLLOWING)


def _notice_removed(_mapper: object, _connection: object, item: Any) -> None:
    """Also of what is removed since its owner does not have it any more: session.deleted does not know of it."""
    session = object_session(item)
    if session is not None:
        _record_row(session, item, "removed")


def _record_row(session: Session, item: Any, act: str, changed: Iterable[str] = ()) -> None:
    if item.__tablename__ not in BOOKS:
        record(session, Touched(item.__tablename__, _id_of(item), act, set(changed)))


def _id_of(item: Any) -> str:
    """The first column of its key: a row without an id of its own is told by the id of its owner."""
    return str(inspect(item).mapper.primary_key_from_instance(item)[0])


def _notice_bulk(state: ORMExecuteState) -> Any:
    acts = {"created": state.is_insert, "altered": state.is_update, "removed": state.is_delete}
    act = next((name for name, is_so in acts.items() if is_so), None)
    kind = getattr(getattr(state.statement, "table", None), "name", None)
    if act is None or kind is None or kind in BOOKS:
        return None
    rows = state.parameters
    result = state.invoke_statement()
    told = getattr(result, "rowcount", -1)
    count = len(rows) if isinstance(rows, list) else 1 if told < 0 else told
    if count:
        record(state.session, Touched(kind, None, act, count=count))
    return result


def _append(session: Session) -> None:
    if session.in_nested_transaction():  # the commit of the whole counts
        return
    session.flush()
    pending: dict[Any, Touched] = session.info.pop(_PENDING, {})
    if pending:
        wait_for(Turn.AUDIT, session)
        append(session, pending.values())


def append(session: Session, touched: Collection[Touched]) -> None:
    """Write one event about these things at the end of the chain; nobody else may do so before the commit."""
    key_id, key = key_of(current_app.config["SETTINGS"].secret_key)
    head = session.execute(select(AuditHead.number, AuditHead.mac)).first()
    number, previous = (head.number + 1, head.mac) if head else (1, START)
    told = {"id": new_id(), "number": number, "at": utc_now(), **_who(), "key_id": key_id, "previous": previous}
    items = list(_rows(told["id"], touched))
    mac = seal_of_event(key, told, items)
    session.execute(insert(AuditEvent), {**told, "mac": mac})
    session.execute(insert(AuditItem), items)
    _move_head(session, head is None, number=number, mac=mac, key_id=key_id, seal=seal_of_head(key, number, mac))


def _move_head(session: Session, is_first: bool, **said: Any) -> None:
    statement = insert(AuditHead).values(id=1) if is_first else AuditHead.__table__.update()
    session.execute(statement.values(**said))


def _rows(event_id: str, touched: Iterable[Touched]) -> Iterable[dict[str, Any]]:
    for position, each in enumerate(touched):
        yield {
            **{"event_id": event_id, "position": position, "kind": each.kind, "item_id": each.item_id},
            **{"act": each.act, "fields": sorted(each.fields), "count": each.count},
        }


def _who() -> dict[str, Any]:
    said: dict[str, Any] = {"account_id": None, "person_id": None, "request_id": current_request_id()}
    command = click.get_current_context(silent=True)
    if has_request_context():
        viewer, endpoint = current_viewer(), request.endpoint or ""
        purpose = g.get("purpose") or PURPOSES.get(endpoint.partition(".")[0], "not declared")
        return said | {
            **{"actor": "account" if viewer.is_signed_in else "anonymous", "doing": endpoint, "purpose": purpose},
            **{"account_id": viewer.account_id, "person_id": viewer.person_id},
        }
    if command:
        words = " ".join(command.command_path.split()[1:])  # without the path that it was started by
        return said | {"actor": "command line", "doing": f"sankofa {words}", "purpose": "operation"}
    return said | {"actor": "worker", "doing": "worker", "purpose": "operation"}


def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


def setup_audit() -> None:
    """Listen to the session; once a process is enough."""
    listeners = {
        "after_flush": _notice,
        "do_orm_execute": _notice_bulk,
        "before_commit": _append,
        "after_rollback": _forget,
    }
    for name, listener in listeners.items():
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)
    if not event.contains(db.Model, "after_delete", _notice_removed):
        event.listen(db.Model, "after_delete", _notice_removed, propagate=True)
