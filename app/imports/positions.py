"""Posts that hold know-how, as an institution's own list has them: rated in the name of who rated them."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Invalid
from app.extensions import db, utc_now
from app.imports import cells
from app.imports.fields import Columns, refs_of
from app.imports.kinds import Item, Kind, Part
from app.imports.report import Problems
from app.knowledge_risk.looking import nameable
from app.knowledge_risk.models import Position, position_topic
from app.knowledge_risk.settings import switched_on
from app.people.models import Person

_TABLE = Position.__table__
_COLUMNS = Columns(_TABLE)
_RATING = {"factor": "factor", "evidence": "evidence", "rated_by": "rated_by_id"}


class PositionKind(Kind):
    """Positions: a factor comes with evidence and a name, and a holder can be named there."""

    def finish(self, item: Item, problems: Problems) -> None:
        """Report a factor that nothing or nobody stands for; note when it was given."""
        columns, old = item.columns, item.old or {}
        # A rater who was erased leaves a gap that an import of other columns must not stumble over.
        if columns["factor"] is not None and not item.given.keys().isdisjoint(_RATING):
            for name, column in _RATING.items():
                if not columns[column]:
                    problems.add(item.line, name, "is required with a factor: fill it in")
        if any(columns[column] != old.get(column) for column in _RATING.values()):
            columns["rated_at"] = utc_now() if columns["factor"] is not None else None

    def check_all(self, items: Sequence[Item], problems: Problems) -> None:
        """Report institutions where it is switched off, and new holders who can't be named there."""
        is_on = set(db.session.scalars(switched_on()))
        for item in items:
            place, holder = item.columns["institution_id"], item.columns["holder_id"]
            if place is not None and place not in is_on:
                problems.add(item.line, "institution", "has knowledge-loss risk switched off: switch it on first")
            if holder is not None and holder != (item.old or {}).get("holder_id"):
                try:
                    nameable(db.session.get_one(Person, holder), place, "holder")
                except Invalid:
                    problems.add(item.line, "holder", "can't be named here: name somebody of this institution who can")


POSITIONS = PositionKind(
    "positions",
    "position",
    _TABLE,
    {
        "ref": _COLUMNS.parsed("ref", cells.ref),
        "institution": _COLUMNS.one("institution_id", "institution"),
        "title": _COLUMNS.line("title"),
        "unit": _COLUMNS.line("unit"),
        "holder": _COLUMNS.one("holder_id", "person"),
        "topics": refs_of("topic"),
        "factor": _COLUMNS.parsed("factor", cells.whole(1, 5)),
        "evidence": _COLUMNS.text("evidence", 5_000),
        "rated_by": _COLUMNS.one("rated_by_id", "person"),
    },
    parts=(Part("topics", position_topic, "position_id", ("topic_id",)),),
)
