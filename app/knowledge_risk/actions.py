"""Rules of a plan's actions: whom and what they may name, and what has to be true before one is done."""

from __future__ import annotations

from typing import Any

from app.errors import Conflict, Invalid
from app.extensions import db, utc_now
from app.knowledge_risk.holdings import eyes_of
from app.knowledge_risk.looking import nameable
from app.knowledge_risk.plan_models import PlanAction
from app.knowledge_risk.plans import score_of
from app.knowledge_risk.successors import named_for
from app.lessons.models import Lesson
from app.people.models import Person
from app.people.service import require_people
from app.visibility import can_see
from graph.positions import AtStake


def update_action(action: PlanAction, said: dict[str, Any]) -> None:
    """Say these things of it; another day is reminded of anew. Raises: Invalid; Conflict for what is done."""
    _require_not_done(action)
    if "due_on" in said and said["due_on"] != action.due_on:
        if said["due_on"] < utc_now().date():
            raise Invalid("This day is over.", due_on=["Name a day to come."])
        action.reminded_at = action.warned_at = None
    with db.session.no_autoflush:
        if "person_id" in said:
            action.person = _person(action, said.pop("person_id"))
        if "lesson_id" in said:
            action.lesson = _lesson(action, said.pop("lesson_id"))
        for name, value in said.items():
            setattr(action, name, value)
    db.session.flush()


def finish_action(action: PlanAction) -> None:
    """It is done. Raises: Conflict where it was before, or what it is for is not reached."""
    _require_not_done(action)
    if action.kind == "lesson":
        _require_captured(action)
    if action.kind == "successor":
        _require_competent(action)
    action.done_at = utc_now()
    db.session.flush()


def _require_not_done(action: PlanAction) -> None:
    if action.done_at is not None:
        raise Conflict("This action is done.", rule="action-done-already")


def _require_captured(action: PlanAction) -> None:
    if action.lesson is None:
        raise Conflict(
            "No lesson is named: write it down and name it in this action (lesson_id).", rule="no-lesson-named"
        )
    if action.lesson_id not in _at_stake(action).lessons:
        raise Conflict(
            "A lesson of the holder on this topic counts once somebody else has validated it and colleagues may read "
            "it. Have it validated first.",
            rule="lesson-not-validated",
        )


def _require_competent(action: PlanAction) -> None:
    if action.person is None:
        raise Conflict("Nobody is named: say who takes over (person_id).", rule="no-successor-named")
    named = {(each.person_id, each.topic_id) for each in named_for(action.plan.position)}
    if (action.person_id, action.topic_id) not in named:
        raise Conflict(
            "This person is not successor of the post for this topic: name the person as successor first.",
            rule="not-a-successor",
        )
    if action.person_id not in _at_stake(action).successors:
        raise Conflict(
            "A successor counts once competent in the topic, as the entry in the directory shows to colleagues. This "
            "person's does not yet.",
            rule="successor-not-competent",
        )


def _at_stake(action: PlanAction) -> AtStake:
    """What covers its topic now; nothing where the post is not about it any more."""
    risk = score_of(action.plan.position).risk
    covers = {each.topic: each for each in risk.topics} if risk else {}
    return covers.get(action.topic_id or "", AtStake("", 2, (), ()))


def _person(action: PlanAction, person_id: str | None) -> Person | None:
    """A colleague; as a mentor also somebody elsewhere. Raises: Invalid, in the same words whatever is against it."""
    if person_id is None:
        return None
    person = require_people([person_id], "person_id")[0]
    place = person.institution_id if action.kind == "mentoring" else action.plan.institution_id
    return nameable(person, place, "person_id")


def _lesson(action: PlanAction, lesson_id: str | None) -> Lesson | None:
    """A lesson of the holder on the topic that colleagues may read. Raises: Invalid, in the same words for all else."""
    if lesson_id is None:
        return None
    lesson, place, holder_id = (
        db.session.get(Lesson, lesson_id),
        action.plan.institution,
        action.plan.position.holder_id,
    )
    is_fit = (
        action.kind == "lesson"
        and lesson is not None
        and lesson.institution_id == place.id
        and can_see(eyes_of(place), lesson.ownership())
        and holder_id in {lesson.author_id, *(each.id for each in lesson.contributors)}
        and action.topic_id in {each.id for each in lesson.topics}
    )
    if not is_fit:
        raise Invalid(
            "This lesson can't be named here.",
            lesson_id=[
                "Name a lesson of the holder on this topic that colleagues may read, in an action for a lesson."
            ],
        )
    return lesson
