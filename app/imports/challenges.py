"""Challenges, with the topics they are about."""

from __future__ import annotations

from app.challenges.models import Challenge, challenge_topic
from app.imports import cells
from app.imports.fields import LANGUAGE, Columns, refs_of
from app.imports.kinds import Kind, Part
from app.vocabulary import CHALLENGE_STATUSES, VISIBILITIES

_TABLE = Challenge.__table__
_COLUMNS = Columns(_TABLE)

CHALLENGES = Kind(
    "challenges",
    "challenge",
    _TABLE,
    {
        "ref": _COLUMNS.parsed("ref", cells.ref),
        "institution": _COLUMNS.one("institution_id", "institution"),
        "author": _COLUMNS.one("author_id", "person"),
        "title": _COLUMNS.line("title"),
        "description": _COLUMNS.text("description", 20_000),
        "language": _COLUMNS.parsed("language", LANGUAGE),
        "topics": refs_of("topic"),
        "deadline": _COLUMNS.parsed("deadline", cells.day),
        "status": _COLUMNS.choice("status", CHALLENGE_STATUSES),
        "visibility": _COLUMNS.choice("visibility", VISIBILITIES),
    },
    parts=(Part("topics", challenge_topic, "challenge_id", ("topic_id",)),),
)
