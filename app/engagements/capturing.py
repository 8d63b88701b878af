"""A lesson from an engagement: a draft that begins with its question, private to whoever begins it. See ADR 21."""

from __future__ import annotations

from app.engagements.models import Engagement
from app.engagements.service import Party, act_on
from app.errors import Conflict, Forbidden
from app.extensions import db, new_id
from app.lessons.models import Lesson
from app.people.models import Person


class Captured(Conflict):
    """One lesson is begun from an engagement; the two may tell each other where it is."""

    type = "lesson-captured"

    def __init__(self, lesson_id: str) -> None:
        super().__init__(f"Rule once-per-engagement: a lesson was begun from this engagement already, {lesson_id}.")


def capture_lesson(engagement: Engagement, party: Party) -> Lesson:
    """The lesson, at its first step; only its author sees it until he shows it. Raises: WrongState, Captured.

    It is written in the name of the author's institution, as everything that somebody writes. The peer, whose know-how
    it is, is named as contact where he is the author; else naming him is for the two to agree on.
    """
    act_on(engagement, "capture", party)
    if engagement.lesson_id is not None:
        raise Captured(engagement.lesson_id)
    author = db.session.get(Person, party.person_id)
    if author is None:
        raise Forbidden("Only a person of the directory can write a lesson.")
    lesson = Lesson(
        **{"id": new_id(), "ref": new_id(), "step": "identified", "visibility": "private"},
        **{"institution_id": author.institution_id, "author_id": author.id, "language": engagement.language},
        **{"title": engagement.title or engagement.question[:200], "question": engagement.question},
        contributors=[author] if author.id == engagement.peer_id else [],
        topics=list(engagement.topics),
    )
    db.session.add(lesson)
    db.session.flush()
    engagement.lesson_id = lesson.id
    db.session.flush()
    return lesson
