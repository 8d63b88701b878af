"""Events to other systems, signed after the Standard Webhooks specification (standardwebhooks.com), version 1."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
from contextlib import suppress
from datetime import datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from app.outbox.addresses import Guard, public_only

DEADLINE = 20  # seconds for the whole of an attempt


class Refused(Exception):
    """The receiver did not take it; `is_final` where it said that it never will."""

    def __init__(self, status: int):
        super().__init__(f"answered {status}")
        self.is_final = status == 410


def secret_of(server_secret: str, webhook_id: str) -> str:
    """The signing secret of a webhook as its receiver is given it; derived, so that none is stored."""
    key = hmac.digest(server_secret.encode(), f"webhook, version 1\0{webhook_id}".encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(key).decode()}"


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The header that shows who sent it: HMAC-SHA256 of id, time and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.digest(key, b".".join((message_id.encode(), str(timestamp).encode(), body)), hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def post(url: str, secret: str, row: Any, now: datetime, guard: Guard = public_only) -> None:
    """The receiver took the event. Raises: Refused, NotPublic, OSError, and HTTPException where it speaks no HTTP."""
    said = {"type": row.kind, "timestamp": row.created_at.isoformat(), "data": row.facts}
    body, timestamp = json.dumps(said, separators=(",", ":")).encode(), int(now.timestamp())
    headers = {
        **{"Content-Type": "application/json", "User-Agent": "Sankofa", "webhook-id": row.id},
        **{"webhook-timestamp": str(timestamp), "webhook-signature": signature(secret, row.id, timestamp, body)},
    }
    status = _send(urlsplit(url), body, headers, guard)
    if not 200 <= status < 300:  # also a redirect: it could lead where we must not go
        raise Refused(status)


def _send(url: SplitResult, body: bytes, headers: dict[str, str], guard: Guard) -> int:
    address, port = guard(url)
    connection = HTTPConnection(url.hostname or "", port, timeout=DEADLINE)
    connection.auto_open = 0
    connection.default_port = 443 if url.scheme == "https" else 80
    connection.sock = _connected(url, address, port)  # to the address that was looked at, not to what its name says now
    ends = threading.Timer(DEADLINE, _cut, (connection.sock,))  # a timeout alone holds for each byte anew
    ends.daemon = True
    ends.start()
    try:
        connection.request("POST", (url.path or "/") + (f"?{url.query}" if url.query else ""), body, headers)
        return connection.getresponse().status
    finally:
        ends.cancel()
        connection.close()


def _connected(url: SplitResult, address: str, port: int) -> socket.socket:
    plain = socket.create_connection((address, port), timeout=DEADLINE)
    if url.scheme != "https":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=url.hostname)
    except OSError:
        plain.close()
        raise


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
