"""What is attached to mails. The features below whose words they are know it, so they say here what it is.

It is made at the moment of sending, from what is there then: a message itself holds facts only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """The message as its reader is told it: its row, the reader's zone (IANA), the title as he may read it."""

    row: Any
    time_zone: str
    title: str
    sender: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A calendar file (text/calendar) and its method (RFC 5546)."""

    name: str
    content: bytes
    method: str


Maker = Callable[[Told], Attachment | None]
_makers: dict[str, Maker] = {}


def attached_to(kind: str) -> Callable[[Maker], Maker]:
    """Have this function make what is attached to mails of that kind; it may give None."""

    def keep(maker: Maker) -> Maker:
        _makers[kind] = maker
        return maker

    return keep


def attachment_of(told: Told) -> Attachment | None:
    """What is attached to it."""
    maker = _makers.get(told.row.kind)
    return maker(told) if maker else None
