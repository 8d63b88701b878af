"""Engagements that were completed: who helped, with what question, and what came of it."""

from __future__ import annotations

from dataclasses import replace

from app.engagements.models import Engagement, engagement_topic
from app.imports import cells
from app.imports.fields import LANGUAGE, Columns, refs_of
from app.imports.kinds import Item, Kind, Part
from app.imports.report import Problems
from app.vocabulary import OUTCOMES, VISIBILITIES

_TABLE = Engagement.__table__
_COLUMNS = Columns(_TABLE)


class EngagementKind(Kind):
    """Engagements: between two people."""

    def finish(self, item: Item, problems: Problems) -> None:
        """Report who learnt from himself."""
        if item.columns["seeker_id"] is not None and item.columns["seeker_id"] == item.columns["peer_id"]:
            problems.add(item.line, "seeker", "is the peer too: name who learnt from the peer, or leave it empty")


ENGAGEMENTS = EngagementKind(
    "engagements",
    "engagement",
    _TABLE,
    {
        "ref": _COLUMNS.parsed("ref", cells.ref),
        "peer": _COLUMNS.one("peer_id", "person"),
        "seeker": _COLUMNS.one("seeker_id", "person"),
        "question": _COLUMNS.text("question", 20_000),
        "language": _COLUMNS.parsed("language", LANGUAGE),
        "topics": refs_of("topic"),
        "completed_on": replace(_COLUMNS.parsed("completed_on", cells.day), is_required=True),
        "outcome": replace(_COLUMNS.choice("outcome", OUTCOMES), is_required=True),
        "visibility": _COLUMNS.choice("visibility", VISIBILITIES),
    },
    parts=(Part("topics", engagement_topic, "engagement_id", ("topic_id",)),),
)
