"""The record of choices: who changed what of his privacy, when, from what to what; in the same transaction.

One place notices them all: the session when it flushes. Writes that bypass the session (bulk imports) say so with
`record_choices`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import insert, inspect
from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.extensions import db
from app.rights.models import Choice
from app.viewer import Viewer, current_viewer

# By table: the column that says whose choice it is, and the columns he chooses.
CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "person": (
        "id",
        (
            *("contact_visibility", "about_visibility", "languages_visibility", "availability_visibility"),
            *("ring_open", "is_paused", "objects_to_matching", "objects_to_risk"),
        ),
    ),
    "expertise": ("person_id", ("visibility",)),
    "lesson": ("author_id", ("visibility",)),
    "challenge": ("author_id", ("visibility",)),
    "community": ("author_id", ("visibility",)),
    "community_member": ("person_id", ("visibility",)),
    "engagement": ("peer_id", ("visibility",)),
}


def record_choices(session: Session, table: str, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> None:
    """Note what differs between two states of a row, both with its id; `old` is None for a new one."""
    whose, names = CHOICES.get(table, ("", ()))
    person_id = new.get(whose)
    if not person_id:
        return
    rows = [
        {
            "person_id": person_id,
            "item": table,
            "item_id": new["id"],
            "name": name,
            "from_value": _told(old[name]) if old else None,
            "to_value": _told(new[name]),
            "is_own_act": current_viewer().person_id == person_id,
        }
        for name in names
        if name in new and _is_choice(table, name, old, new[name])
    ]
    if rows:
        session.execute(insert(Choice), rows)


def note_notice(viewer: Viewer, version: str) -> None:
    """Note that the viewer was shown the notice of that version. Raises: Forbidden for who is no person here."""
    if viewer.person_id is None:
        raise Forbidden("Notices are kept for people in the directory; this account is of nobody there.")
    db.session.add(Choice(person_id=viewer.person_id, kind="notice", item="purposes", name="shown", to_value=version))
    db.session.flush()


def _told(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_choice(table: str, name: str, old: Mapping[str, Any] | None, value: Any) -> bool:
    """True for a change; of a new row, where it is not what everybody begins with."""
    if old is not None:
        return bool(old[name] != value)
    default = db.metadata.tables[table].c[name].default
    return default is None or getattr(default, "arg", None) != value


def notice_choices(session: Session, _context: object) -> None:
    """Note the choices in what the session has just flushed."""
    for item in (*session.new, *session.dirty):
        table = getattr(item, "__tablename__", "")
        if table in CHOICES:
            whose, names = CHOICES[table]
            new = {name: getattr(item, name) for name in ("id", whose, *names)}
            old = {**new, **dict(_before(item, names))} if item in session.dirty else None
            record_choices(session, table, old, new)


def _before(item: object, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in names:
        history = inspect(item).attrs[name].history  # type: ignore[union-attr]
        if history.deleted:
            yield name, history.deleted[0]
