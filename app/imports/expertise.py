"""What people know: one row a person and topic."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, FromClause

from app.imports import cells
from app.imports.fields import LANGUAGE, Columns
from app.imports.kinds import Item, Kind
from app.people.models import Expertise, Person
from app.topics.models import Topic
from app.vocabulary import EXPERTISE_LEVELS, VISIBILITIES

_TABLE = Expertise.__table__
_COLUMNS = Columns(_TABLE)


class ExpertiseKind(Kind):
    """Expertise: told apart by person and topic, and a part of its person for the change feed."""

    @property
    def key_columns(self) -> tuple[Column[Any], ...]:
        """The refs of the person and the topic."""
        return (Person.__table__.c.ref, Topic.__table__.c.ref)

    @property
    def key_source(self) -> FromClause:
        """Expertise with its person and topic."""
        return _TABLE.join(Person.__table__).join(Topic.__table__, _TABLE.c.topic_id == Topic.__table__.c.id)

    def change(self, item: Item) -> tuple[str, str]:
        """The person who knows more, or something else, now."""
        return ("person", item.columns["person_id"])


EXPERTISE = ExpertiseKind(
    "expertise",
    "expertise",
    _TABLE,
    {
        "person": _COLUMNS.one("person_id", "person"),
        "topic": _COLUMNS.one("topic_id", "topic"),
        "level": _COLUMNS.choice("level", EXPERTISE_LEVELS),
        "years": _COLUMNS.parsed("years", cells.whole(0, 70)),
        "statement": _COLUMNS.text("statement", 5000),
        "language": _COLUMNS.parsed("language", LANGUAGE),
        "last_used": _COLUMNS.parsed("last_used", cells.day),
        "last_verified": _COLUMNS.parsed("last_verified", cells.day),
        "visibility": _COLUMNS.choice("visibility", VISIBILITIES),
    },
    key=("person", "topic"),
)
