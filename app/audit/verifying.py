"""Whether the log is whole: every event as it was sealed, each after the one before, up to the head; without a gap."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.audit.chain import START, key_of, seal_of_event, seal_of_head
from app.audit.models import AuditEvent, AuditHead, AuditItem
from app.database import read_one_moment
from app.extensions import db

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written, and the number of the event where it shows."""

    number: int
    what: str


@dataclass(slots=True)
class Verified:
    """How many events there are, the last of them (number, seal), and what is wrong."""

    count: int = 0
    head: tuple[int, str] = (0, START)
    findings: list[Finding] = field(default_factory=list)


def verify(anchors: Mapping[int, str]) -> Verified:
    """Read the whole log; `anchors` are seals by number that were noted elsewhere."""
    read_one_moment(db.session())
    settings = current_app.config["SETTINGS"]
    walk = _Walk(dict(map(key_of, (settings.secret_key, *settings.audit_keys))), dict(anchors))
    for event, items in _events():
        walk.take(event, items)
    walk.end(db.session.execute(select(*AuditHead.__table__.columns)).first())
    return walk.found


def _events() -> Iterator[tuple[Any, list[Any]]]:
    number = -1
    while True:
        chosen = select(AuditEvent.id, AuditEvent.number).where(AuditEvent.number > number)
        part = chosen.order_by(AuditEvent.number).limit(_CHUNK).subquery()
        events = db.session.execute(_all(AuditEvent, AuditEvent.id, part).order_by(AuditEvent.number)).all()
        if not events:
            return
        rows = _all(AuditItem, AuditItem.event_id, part).order_by(AuditItem.event_id, AuditItem.position)
        items = {key: list(group) for key, group in groupby(db.session.execute(rows), lambda row: row.event_id)}
        yield from ((event, items.get(event.id, [])) for event in events)
        number = events[-1].number


def _all(model: Any, key: Any, part: Any) -> Any:
    return select(*model.__table__.columns).join(part, key == part.c.id)


class _Walk:
    """Goes along the chain and notes what does not fit."""

    def __init__(self, keys: Mapping[str, bytes], anchors: dict[int, str]):
        self.found = Verified()
        self._keys, self._anchors, self._unknown = keys, anchors, set[str]()

    def take(self, event: Any, items: list[Any]) -> None:
        """The next event."""
        number, mac = self.found.head
        if event.number > number + 1:
            gone = f"{number + 1}" if event.number == number + 2 else f"{number + 1} to {event.number - 1}"
            self._note(number + 1, f"missing: {gone}")
        elif event.number < 1:
            self._note(event.number, "was inserted: no event has such a number")
        elif not hmac.compare_digest(event.previous, mac):
            self._note(event.number, "does not follow the one before it: one of the two was put in or exchanged")
        self._check_seal(event, items)
        self._check_anchor(event)
        self.found.count += 1
        self.found.head = (event.number, event.mac)

    def _check_seal(self, event: Any, items: list[Any]) -> None:
        key = self._keys.get(event.key_id)
        if key is None:
            self._note_key(event.number, event.key_id)
        elif not hmac.compare_digest(event.mac, seal_of_event(key, event, items)):
            self._note(event.number, "is not as it was written: its seal does not fit")

    def _check_anchor(self, event: Any) -> None:
        noted = self._anchors.pop(event.number, None)
        if noted is not None and noted != event.mac:
            self._note(event.number, "is not the one that was noted elsewhere: its seal is another")

    def end(self, head: Any) -> None:
        """Nothing comes after; this is the head that is kept."""
        number, mac = self.found.head
        for noted in sorted(self._anchors):
            self._note(noted, "was noted elsewhere, and is not there")
        if head is None:
            if number:
                self._note(number, "is the last, and the head is missing")
            return
        key = self._keys.get(head.key_id)
        if key is None:
            self._note_key(head.number, head.key_id)
        elif not hmac.compare_digest(head.seal, seal_of_head(key, head.number, head.mac)):
            self._note(head.number, "stands in the head, which is not as it was written")
        if head.number > number:
            self._note(number + 1, f"cut off: the log ended at {head.number}")
        elif (head.number, head.mac) != (number, mac):
            self._note(number, f"is the last, and the head says {head.number}: it was put in, or the head exchanged")

    def _note(self, number: int, what: str) -> None:
        self.found.findings.append(Finding(number, what))

    def _note_key(self, number: int, key_id: str) -> None:
        if key_id not in self._unknown:  # one word for all of its events
            self._unknown.add(key_id)
            self._note(
                number,
                f"and maybe more were sealed under another secret (key {key_id}): if SANKOFA_SECRET_KEY "
                "was changed, name its former value in SANKOFA_AUDIT_KEYS",
            )
