"""Who was erased, remembered outside the database and its backups, so that a restore erases again.

A line is a keyed hash (HMAC-SHA-256) of the id: it names nobody, and nobody without SANKOFA_SECRET_KEY can tell whom it
means. Ids are never given twice; an address can be, to somebody who comes back, so addresses are not in it.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from pathlib import Path

from flask import current_app

from app.errors import Conflict


def mark_of(item_id: str) -> str:
    """The line of that id: eight letters that tell the key, and the keyed hash."""
    key = _digest(current_app.config["SETTINGS"].secret_key.encode(), "erasure ledger")
    return f"{_key_name(key)}:{_digest(key, item_id).hex()}"


def marks_in_file() -> set[str]:
    """The lines of the ledger file; none where there is no file.

    Raises: Conflict where some were written with another secret key, for nobody could then be found by them.
    """
    return require_readable(_lines(ledger_file()))


def require_readable(marks: Iterable[str]) -> set[str]:
    """These marks. Raises: Conflict where some were made with another secret key."""
    found, own = set(marks), mark_of("").partition(":")[0]
    if any(each.partition(":")[0] != own for each in found):
        raise Conflict(
            "The ledger of erasures was written with another SANKOFA_SECRET_KEY. Set that one.",
            rule="another-secret-key",
        )
    return found


def remember(marks: Iterable[str]) -> None:
    """Add what is missing to the file; it is on the disk when this returns."""
    path = ledger_file()
    missing = sorted(set(marks) - _lines(path))
    if not missing:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write("".join(f"{mark}\n" for mark in missing))  # one write: others may append at the same moment
        file.flush()
        os.fsync(file.fileno())


def ledger_file() -> Path:
    """Where the ledger is kept."""
    return Path(current_app.config["SETTINGS"].erasure_ledger)


def _lines(path: Path) -> set[str]:
    try:
        return set(path.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return set()


def _key_name(key: bytes) -> str:
    return _digest(key, "which key").hex()[:8]


def _digest(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
