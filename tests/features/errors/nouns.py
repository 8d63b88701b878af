"""The five collections of the API, each with what a test must know to write into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.lessons.models import LESSON_TEXTS


@dataclass(frozen=True)
class Noun:
    """A collection: how to make one by the factory, and what a POST and a PATCH need."""

    path: str
    make: str
    body: Callable[[Any], dict[str, Any]]
    texts: dict[str, int]  # text fields with their greatest length
    refused: dict[str, Any] = field(default_factory=dict)  # fields with values that are on no list
    required: tuple[str, ...] = ()
    lists_by: dict[str, Any] = field(default_factory=dict)  # filters with values that are on no list

    def __str__(self) -> str:
        return self.path.strip("/")

    def new(self, make: Any) -> str:
        """The address of a new one."""
        return f"{self.path}/{getattr(make, self.make)()}"


BAD_ID, BAD_DATE = "not-an-id", "2026-02-30"
WRITTEN = {"institution_id": BAD_ID, "topic_ids": [BAD_ID], "language": "xx", "visibility": "public", "ref": "a b"}
LISTED = {"country": "XX", "institution_id": BAD_ID, "topic_id": BAD_ID, "language": "french", "q": "a" * 201}
NOUNS = (
    Noun(
        "/institutions",
        "institution",
        lambda _: {"name": "Ministry of Water"},
        {"name": 200, "acronym": 40, "about": 5000},
        {
            **{"country": "XX", "kind": "club", "level": "galactic", "language": "fra", "ring_open": "everywhere"},
            **{"parent_id": BAD_ID, "cofog": ["11"], "ref": "a\n", "name": None},
        },
        ("name",),
        {"country": "ke", "kind": "club", "level": "x", "parent_id": "1", "q": "a" * 201},
    ),
    Noun(
        "/topics",
        "topic",
        lambda _: {"labels": [{"language": "en", "kind": "pref", "label": "Water"}]},
        {"scheme": 80, "definition": 5000},
        {"labels": [], "broader_ids": [BAD_ID], "cofog": "5", "ref": ""},
        ("labels",),
        {"scheme": "a" * 81, "broader_id": "1", "q": "\0"},
    ),
    Noun(
        "/people",
        "person",
        lambda make: {"name": "Ann", "institution_id": make.institution()},
        {"name": 200, "position": 200, "unit": 200},
        {"institution_id": BAD_ID, "email": "nobody", "name": ""},
        ("name", "institution_id"),
        {**LISTED, "language": "xx"},
    ),
    Noun(
        "/challenges",
        "challenge",
        lambda make: {"title": "Leaking pipes", "institution_id": make.institution()},
        {"title": 300, "description": 20_000},
        {**WRITTEN, "status": "solved", "deadline": BAD_DATE, "title": " "},
        ("title", "institution_id"),
        {**LISTED, "status": "solved"},
    ),
    Noun(
        "/lessons",
        "lesson",
        lambda make: {"title": "How we metered water", "institution_id": make.institution()},
        {"title": 300, "place": 200, **dict.fromkeys(LESSON_TEXTS, 20_000)},
        {
            **{**WRITTEN, "step": "done", "happened_on": BAD_DATE, "review_by": "soon", "validated_on": 3},
            **{"contributor_ids": BAD_ID, "validated_by_id": BAD_ID},
        },
        ("title", "institution_id"),
        {**LISTED, "step": "done", "contributor_id": BAD_ID},
    ),
)


def each(name: str) -> list[tuple[Noun, str]]:
    """Every noun with every field that the attribute of that name lists."""
    return [(noun, key) for noun in NOUNS for key in getattr(noun, name)]


def named(value: object) -> str | None:
    """How a parameter is called in the name of a test."""
    return str(value) if isinstance(value, Noun) else None
