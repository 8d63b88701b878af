"""Lessons as pure values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.institutions.models import Institution
from app.lessons.models import LESSON_TEXTS, Lesson, lesson_contributor, lesson_topic
from app.snapshot import Ids, Snapshot, chosen, ids_where
from app.visibility import Ownership, audience_of
from graph.types import Edge, Facts, Node
from matching.types import Evidence

_ROW = (
    *(Lesson.id, Lesson.institution_id, Lesson.author_id, Lesson.title, Lesson.language, Lesson.visibility),
    *(getattr(Lesson, name) for name in LESSON_TEXTS),
    Institution.country,
)


def snapshots(ids: Ids) -> Iterator[Snapshot]:
    """A snapshot of each of these lessons that exists."""
    people, topics = defaultdict(list), defaultdict(list)
    for row in chosen(select(lesson_contributor), lesson_contributor.c.lesson_id, ids):
        people[row.lesson_id].append(row.person_id)
    for row in chosen(select(lesson_topic), lesson_topic.c.lesson_id, ids):
        topics[row.lesson_id].append(row.topic_id)
    for row in chosen(select(*_ROW).join(Lesson.institution), Lesson.id, ids):
        yield _snapshot(row, tuple(sorted(people[row.id])), tuple(sorted(topics[row.id])))


def touched_by(changed: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Lessons whose snapshot depends on institutions that changed."""
    return ids_where(Lesson.id, Lesson.institution_id, changed.get("institution", ()))


def _snapshot(row: Any, people: tuple[str, ...], topics: tuple[str, ...]) -> Snapshot:
    node = f"lesson:{row.id}"
    audience = audience_of(Ownership(row.visibility, row.author_id, row.institution_id, row.country))
    texts = (getattr(row, name) for name in LESSON_TEXTS)
    evidence = Evidence(
        id=node,
        kind="lesson",
        title=row.title,
        text="\n".join(filter(None, texts)),
        people=people,
        institutions=(row.institution_id,),
        audience=audience,
        language=row.language,
        topics=topics,
    )
    edges = (
        Edge(f"institution:{row.institution_id}", node, "wrote", 1.0, audience),
        *(Edge(f"person:{person}", node, "wrote", 1.0, audience) for person in people),
        *(Edge(node, f"topic:{topic}", "about", 1.0, audience) for topic in topics),
    )
    return Snapshot(row.id, Facts((Node(node, "lesson", audience),), edges), (evidence,))
