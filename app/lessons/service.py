"""Rules of lessons: a validated one names who validated it and when; nobody validates what he wrote himself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.errors import Invalid
from app.extensions import db, new_id, utc_now
from app.facets import Facet, counted, narrowed
from app.institutions.service import require_institution
from app.lessons.models import Lesson, lesson_topic
from app.people.authorship import author_in, authored_facets, require_say, require_visible, visible
from app.people.models import Person
from app.people.service import require_people
from app.topics.service import require_topics
from app.viewer import Viewer

VALIDATED_STEPS = ("validated", "prepared", "in_use")
_REFERENCES = {"institution_id", "topic_ids", "contributor_ids", "validated_by_id"}
_VALIDATION = {"step", "validated_by_id", "validated_on"}

FACETS = {
    **authored_facets(Lesson, lesson_topic, lesson_topic.c.lesson_id),
    "language": Facet(Lesson.language),
    "step": Facet(Lesson.step),
}


def lessons_matching(asked: dict[str, Any], viewer: Viewer) -> Select[Any]:
    """The select of what the viewer may see with these filters."""
    found = select(Lesson).join(Lesson.institution).where(visible(viewer, Lesson))
    found = found.options(joinedload(Lesson.institution), joinedload(Lesson.author), joinedload(Lesson.validated_by))
    found = found.options(selectinload(Lesson.topics), selectinload(Lesson.contributors))
    found = narrowed(found, FACETS, asked)
    if "contributor_id" in asked:
        found = found.where(Lesson.contributors.any(Person.id == asked["contributor_id"]))
    if asked.get("q"):
        found = found.where(Lesson.title.icontains(asked["q"], autoescape=True))
    return found


def count_lessons(asked: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """How many lessons the list has with these filters, and with each value of them."""
    return counted(lambda filters: lessons_matching(filters, viewer), Lesson, FACETS, asked)


def get_lesson(lesson_id: str, viewer: Viewer) -> Lesson:
    """The lesson. Raises: NotFound, also for one the viewer may not see."""
    lesson = db.session.get(Lesson, lesson_id)
    require_visible(lesson, viewer)
    assert lesson is not None  # noqa: S101 - for the type checker: require_visible refused None
    return lesson


def create_lesson(said: dict[str, Any], viewer: Viewer) -> Lesson:
    """A new lesson in an institution's name; its author is a contributor unless others are named.

    Raises: Forbidden, Invalid for unknown references or a validation without name and date.
    """
    institution = require_institution(said["institution_id"])
    lesson = Lesson(id=new_id(), ref=new_id(), step="captured", institution=institution)
    lesson.author_id = author_in(institution.id, viewer)
    _say(lesson, {"contributor_ids": [viewer.person_id] if viewer.person_id else [], **said})
    db.session.add(lesson)
    db.session.flush()
    return lesson


def update_lesson(lesson: Lesson, said: dict[str, Any], viewer: Viewer) -> Lesson:
    """The lesson with these changes. Raises: Forbidden, Invalid."""
    require_say(lesson, said, viewer)
    if said.get("institution_id", lesson.institution_id) != lesson.institution_id:
        author_in(said["institution_id"], viewer)
        lesson.institution = require_institution(said["institution_id"])
    _say(lesson, said)
    lesson.updated_at = utc_now()
    db.session.flush()
    return lesson


def _say(lesson: Lesson, said: dict[str, Any]) -> None:
    with db.session.no_autoflush:
        if "topic_ids" in said:
            lesson.topics = require_topics(said["topic_ids"])
        if "contributor_ids" in said:
            lesson.contributors = require_people(said["contributor_ids"], "contributor_ids")
        if "validated_by_id" in said:
            named = [said["validated_by_id"]] if said["validated_by_id"] else []
            lesson.validated_by = next(iter(require_people(named, "validated_by_id")), None)
        for name in said.keys() - _REFERENCES:
            setattr(lesson, name, said[name])
        if _VALIDATION & said.keys():  # else a lesson whose validator was erased could never be mended again
            _check_validation(lesson)


def _check_validation(lesson: Lesson) -> None:
    if lesson.step not in VALIDATED_STEPS:
        return
    if lesson.validated_by is None or lesson.validated_on is None:
        need = ["A lesson at this step names who validated it, and when."]
        raise Invalid("Say who validated the lesson and when.", validated_by_id=need, validated_on=need)
    if lesson.validated_by.id == lesson.author_id:
        raise Invalid("Somebody else must validate a lesson.", validated_by_id=["This is its author."])


def delete_lesson(lesson: Lesson, viewer: Viewer) -> None:
    """Remove a lesson. Raises: Forbidden."""
    require_say(lesson, {}, viewer)
    db.session.delete(lesson)
    db.session.flush()
