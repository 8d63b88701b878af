"""Lessons, with those who contributed and the topics they are about."""

from __future__ import annotations

from app.imports import cells
from app.imports.fields import LANGUAGE, Columns, refs_of
from app.imports.kinds import Item, Kind, Part
from app.imports.report import Problems
from app.lessons.models import LESSON_TEXTS, Lesson, lesson_contributor, lesson_topic
from app.vocabulary import LESSON_STEPS, VISIBILITIES

_TABLE = Lesson.__table__
_COLUMNS = Columns(_TABLE)
_VALIDATION = ("step", "validated_by", "validated_on")
_VALIDATED = LESSON_STEPS[LESSON_STEPS.index("validated") :]


class LessonKind(Kind):
    """Lessons: the first contributor is the author, and a validated one says by whom and when."""

    def finish(self, item: Item, problems: Problems) -> None:
        """Set the author; report a validation that names nobody or no day."""
        if "contributors" in item.links:
            item.columns["author_id"] = next(iter(item.links["contributors"]), None)
        # A validator who was erased leaves a gap that an import of other columns must not stumble over.
        if item.columns["step"] not in _VALIDATED or item.given.keys().isdisjoint(_VALIDATION):
            return
        for name, column in (("validated_by", "validated_by_id"), ("validated_on", "validated_on")):
            if item.columns[column] is None:
                step = item.columns["step"]
                problems.add(item.line, name, f"is required at step {step}: fill it in, or write an earlier step")


LESSONS = LessonKind(
    "lessons",
    "lesson",
    _TABLE,
    {
        "ref": _COLUMNS.parsed("ref", cells.ref),
        "title": _COLUMNS.line("title"),
        **{name: _COLUMNS.text(name, 20_000) for name in LESSON_TEXTS},
        "language": _COLUMNS.parsed("language", LANGUAGE),
        "institution": _COLUMNS.one("institution_id", "institution"),
        "contributors": refs_of("person"),
        "topics": refs_of("topic"),
        "step": _COLUMNS.choice("step", LESSON_STEPS),
        "validated_by": _COLUMNS.one("validated_by_id", "person"),
        "validated_on": _COLUMNS.parsed("validated_on", cells.day),
        "place": _COLUMNS.line("place"),
        "happened_on": _COLUMNS.parsed("happened_on", cells.day),
        "review_by": _COLUMNS.parsed("review_by", cells.day),
        "visibility": _COLUMNS.choice("visibility", VISIBILITIES),
    },
    parts=(
        Part("topics", lesson_topic, "lesson_id", ("topic_id",)),
        Part("contributors", lesson_contributor, "lesson_id", ("person_id",)),
    ),
)
