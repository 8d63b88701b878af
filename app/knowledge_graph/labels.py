"""What nodes are called, as far as the viewer may know it; the graph holds ids only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Select, select

from app.challenges.models import Challenge
from app.extensions import db
from app.institutions.models import Institution
from app.lessons.models import Lesson
from app.people.authorship import visible
from app.people.models import Person
from app.topics.models import Topic
from app.viewer import Viewer

_NAMES: dict[str, Callable[[Viewer], Select[Any]]] = {
    "person": lambda _: select(Person.id, Person.name),
    "institution": lambda _: select(Institution.id, Institution.name),
    "topic": lambda _: select(Topic.id, Topic.name),
    "lesson": lambda viewer: select(Lesson.id, Lesson.title).join(Lesson.institution).where(visible(viewer, Lesson)),
    "challenge": lambda viewer: (
        select(Challenge.id, Challenge.title).join(Challenge.institution).where(visible(viewer, Challenge))
    ),
}
_AT_ONCE = 500  # SQLite takes so many values in one statement, and more


def labels(nodes: Iterable[str], viewer: Viewer) -> dict[str, str]:
    """Name by node ("person:<id>" ...), of those that have one."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        kind, _, item_id = node.partition(":")
        wanted[kind].append(item_id)
    found: dict[str, str] = {}
    for kind, query in _NAMES.items():
        for begin in range(0, len(wanted[kind]), _AT_ONCE):
            chosen = query(viewer)
            ids = wanted[kind][begin : begin + _AT_ONCE]
            rows = db.session.execute(chosen.where(chosen.selected_columns[0].in_(ids)))
            found |= {f"{kind}:{item_id}": name for item_id, name in rows}
    return found
