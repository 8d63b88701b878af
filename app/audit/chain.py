"""Seals: HMAC-SHA256 under a key that is derived from the server's secret, so that the database alone can make none."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from app.audit.models import AuditEvent, AuditHead, AuditItem

START = "0" * 64  # what stands for the seal before the first event
_SEALED = [column.key for column in AuditEvent.__table__.columns if column.key != "mac"]
_SEALED_OF_ITEMS = [column.key for column in AuditItem.__table__.columns if column.key != "event_id"]


@cache
def key_of(secret: str) -> tuple[str, bytes]:
    """The audit key of a server's secret (HKDF, RFC 5869, one block) with the id it is known by."""
    extracted = hmac.digest(b"sankofa", secret.encode(), hashlib.sha256)
    key = hmac.digest(extracted, b"audit log, version 1\x01", hashlib.sha256)
    return hmac.new(key, b"key id", hashlib.sha256).hexdigest()[:16], key


def seal_of_event(key: bytes, event: Any, items: Iterable[Any]) -> str:
    """The seal of an event (a row, or a mapping of its columns) with its items in their order."""
    content = {name: _plain(_get(event, name)) for name in _SEALED}
    content["items"] = [{name: _get(item, name) for name in _SEALED_OF_ITEMS} for item in items]
    return _seal(key, content)


def seal_of_head(key: bytes, number: int, mac: str) -> str:
    """The seal of the head."""
    return _seal(key, {"head": AuditHead.__tablename__, "number": number, "mac": mac})


def _seal(key: bytes, content: Mapping[str, Any]) -> str:
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()


def _get(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
