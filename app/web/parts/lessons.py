"""Lessons: searched, read, written with questions that guide, checked by another, and taken up elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template, request

from app.errors import Forbidden
from app.viewer import current_viewer
from app.vocabulary import LESSON_STEPS
from app.web.asking import Refused, ask
from app.web.facets import listed
from app.web.forms import chosen, guard, maybe, said
from app.web.lists import language_choices, topic_choices
from app.web.pages import again, pages, require_sign_in, then
from app.web.picking import colleagues

# The questions of an after-action review, in the order in which one answers them; what stands in which field.
TEXTS = (
    *("question", "context", "actions", "results", "what_worked", "what_failed", "why", "recommendations"),
    "conditions",
)
NEW: dict[str, Any] = {"topics": [], "visibility": "private"}


@pages.get("/lessons")
def lessons() -> str | Response:
    """Lessons, with filters; the latest first."""
    asked = chosen("q", "country", "topic_id", "language", "step", "contributor_id", "institution_id", "cursor")
    return listed("lessons.html", "lessons", asked, "-updated")


@pages.get("/lessons/<uuid:which>")
def lesson(which: UUID) -> str:
    """One lesson, and where it was taken up."""
    return render_template("lesson.html", **_lesson(which))


def _lesson(which: UUID) -> dict[str, Any]:
    answer = ask("lessons.get_lesson", lesson_id=which)
    return {
        "lesson": answer.body,
        "etag": answer.etag,
        "taken_up": ask("replications.list_replications", lesson_id=which, query={"limit": 50}).body,
        "texts": [name for name in TEXTS if answer.body[name]],
        "may_edit": _may_edit(answer.body),
    }


def _may_edit(lesson: dict[str, Any]) -> bool:
    """Whether to offer it; whether it is allowed the API says."""
    viewer = current_viewer()
    is_own = lesson["author"] is not None and lesson["author"]["id"] == viewer.person_id
    return is_own or any(
        grant.role == "admin" or (grant.role == "coordinator" and grant.institution_id == lesson["institution"]["id"])
        for grant in viewer.grants
    )


@pages.get("/lessons/new")
def new_lesson() -> str:
    """The questions that guide who writes a lesson."""
    _own_institution()
    return render_template("lesson-edit.html", **_form(NEW))


@pages.post("/lessons/new")
def create_lesson() -> Response:
    """Write it down, in the name of one's institution."""
    body = {**_said(), "institution_id": _own_institution()}
    try:
        made = ask("lessons.create_lesson", body=body, guard=guard())
    except Refused as refused:
        return again("lesson-edit.html", refused, **_form(NEW))
    return then("pages.lesson", which=made.body["id"], done="saved")


def _own_institution() -> str:
    require_sign_in()
    institution_id = current_viewer().institution_id
    if institution_id is None:
        raise Forbidden("A lesson is written in the name of an institution, and this account belongs to none.")
    return institution_id


@pages.get("/lessons/<uuid:which>/edit")
def edit_lesson(which: UUID) -> str:
    """The same questions, with the answers as they are."""
    answer = ask("lessons.get_lesson", lesson_id=which)
    return render_template("lesson-edit.html", **_form(answer.body), etag=answer.etag)


@pages.post("/lessons/<uuid:which>/edit")
def save_lesson(which: UUID) -> Response:
    """Save the answers."""
    try:
        ask("lessons.update_lesson", lesson_id=which, body=_said(), guard=guard())
    except Refused as refused:
        known = ask("lessons.get_lesson", lesson_id=which).body
        return again("lesson-edit.html", refused, **_form(known), etag=request.form.get("etag"))
    return then("pages.lesson", which=which, done="saved")


@pages.post("/lessons/<uuid:which>/remove")
def remove_lesson(which: UUID) -> Response:
    """Remove a lesson."""
    try:
        ask("lessons.delete_lesson", lesson_id=which, guard=guard())
    except Refused as refused:
        return again("lesson.html", refused, **{**_lesson(which), "etag": request.form.get("etag")})
    return then("pages.lessons", done="removed")


@pages.get("/lessons/<uuid:which>/step")
def lesson_step(which: UUID) -> str:
    """How far the lesson is, and who checked it."""
    answer = ask("lessons.get_lesson", lesson_id=which)
    return render_template("lesson-step.html", **_step(answer.body), etag=answer.etag)


@pages.post("/lessons/<uuid:which>/step")
def save_step(which: UUID) -> Response:
    """Say that it went a step further."""
    body = said("step", validated_by_id=maybe, validated_on=maybe)
    try:
        ask("lessons.update_lesson", lesson_id=which, body=body, guard=guard())
    except Refused as refused:
        known = ask("lessons.get_lesson", lesson_id=which).body
        return again("lesson-step.html", refused, **_step({**known, **body}), etag=request.form.get("etag"))
    return then("pages.lesson", which=which, done="saved")


def _step(lesson: dict[str, Any]) -> dict[str, Any]:
    author, checked_by = lesson["author"] or {}, lesson["validated_by"]
    choices = colleagues("validated_by_id", lesson["institution"]["id"], checked_by, author.get("id"))
    chosen_id = lesson.get("validated_by_id") or (checked_by and checked_by["id"])
    return {"lesson": lesson, "steps": LESSON_STEPS, "choices": choices, "chosen_id": chosen_id}


def _said() -> dict[str, Any]:
    dates = {"happened_on": maybe, "review_by": maybe, "language": maybe}
    return said("title", "place", "visibility", *TEXTS, many=("topic_ids",), **dates)


def _form(known: dict[str, Any]) -> dict[str, Any]:
    """The form as the lesson is, or as it was typed."""
    topic_ids = [each["id"] for each in known["topics"]]
    typed = {**known, "topic_ids": topic_ids, **(_said() if request.method == "POST" else {})}
    return {"lesson": known, "typed": typed, "topics": topic_choices(), "languages": language_choices(), "texts": TEXTS}
