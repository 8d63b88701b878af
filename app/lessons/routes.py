"""Lessons over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.exports import Listing, as_asked
from app.extensions import db
from app.lessons import service
from app.lessons.models import Lesson
from app.lessons.schemas import LessonArgs, LessonCountArgs, LessonCounts, LessonPage, LessonSchema, LessonWriteSchema
from app.requests import Blueprint
from app.viewer import current_viewer

lessons = Blueprint("lessons", __name__, url_prefix="/lessons", description="Captured know-how")
LISTING = Listing(Lesson, {"name": Lesson.title, "updated": Lesson.updated_at}, LessonSchema)


@lessons.route("", methods=["GET"])
@lessons.arguments(LessonArgs, location="query")
@lessons.response(200, LessonPage)
def list_lessons(args: dict[str, Any]) -> Any:
    """Lessons you may see, by title."""
    return as_asked(service.lessons_matching(args, current_viewer()), LISTING, args)


@lessons.route("/counts", methods=["GET"])
@lessons.arguments(LessonCountArgs, location="query")
@lessons.response(200, LessonCounts)
def count_lessons(args: dict[str, Any]) -> dict[str, Any]:
    """How many lessons the list finds, and how many with each value of a filter in place of its own."""
    return service.count_lessons(args, current_viewer())


@lessons.route("", methods=["POST"])
@lessons.arguments(LessonWriteSchema)
@lessons.response(201, LessonSchema)
def create_lesson(said: dict[str, Any]) -> Lesson:
    """Write down what was learned."""
    lesson = service.create_lesson(said, current_viewer())
    db.session.commit()
    return lesson


@lessons.route("/<uuid:lesson_id>", methods=["GET"])
@lessons.etag
@lessons.response(200, LessonSchema)
def get_lesson(lesson_id: UUID) -> Lesson:
    """One lesson."""
    return service.get_lesson(str(lesson_id), current_viewer())


@lessons.route("/<uuid:lesson_id>", methods=["PATCH"])
@lessons.etag
@lessons.arguments(LessonWriteSchema(partial=True))
@lessons.response(200, LessonSchema)
def update_lesson(said: dict[str, Any], lesson_id: UUID) -> Lesson:
    """Alter a lesson; who may see it is for its author to say."""
    lesson = service.get_lesson(str(lesson_id), current_viewer())
    lessons.check_etag(lesson, LessonSchema)
    service.update_lesson(lesson, said, current_viewer())
    db.session.commit()
    return lesson


@lessons.route("/<uuid:lesson_id>", methods=["DELETE"])
@lessons.etag
@lessons.response(204)
def delete_lesson(lesson_id: UUID) -> None:
    """Remove a lesson."""
    lesson = service.get_lesson(str(lesson_id), current_viewer())
    lessons.check_etag(lesson, LessonSchema)
    service.delete_lesson(lesson, current_viewer())
    db.session.commit()
