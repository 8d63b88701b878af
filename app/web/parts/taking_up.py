"""A lesson taken up by another institution: adopted, adapted or rejected, why, and with what result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template, request

from app.errors import Forbidden
from app.viewer import current_viewer
from app.vocabulary import UPTAKES
from app.web.asking import Refused, ask
from app.web.forms import guard, maybe, said
from app.web.pages import again, pages, require_sign_in, then


@pages.get("/lessons/<uuid:which>/take-up")
def new_take_up(which: UUID) -> str:
    """The form that says what one's institution did with a lesson."""
    return render_template("lesson-take-up.html", **_take_up(which, {}))


@pages.post("/lessons/<uuid:which>/take-up")
def create_take_up(which: UUID) -> Response:
    """Say it."""
    require_sign_in()
    institution_id = current_viewer().institution_id
    if institution_id is None:
        raise Forbidden("An institution takes a lesson up, and this account belongs to none.")
    body = {**_said(), "institution_id": institution_id}
    try:
        ask("replications.create_replication", lesson_id=which, body=body, guard=guard())
    except Refused as refused:
        return again("lesson-take-up.html", refused, **_take_up(which, request.form))
    return then("pages.lesson", which=which, done="saved", _anchor="taken-up")


@pages.get("/lessons/<uuid:which>/take-up/<uuid:taken>")
def edit_take_up(which: UUID, taken: UUID) -> str:
    """The same for what was said already: with what result."""
    answer = ask("replications.get_replication", lesson_id=which, replication_id=taken)
    return render_template("lesson-take-up.html", **_take_up(which, answer.body), taken=taken, etag=answer.etag)


@pages.post("/lessons/<uuid:which>/take-up/<uuid:taken>")
def save_take_up(which: UUID, taken: UUID) -> Response:
    """Save it."""
    try:
        ask("replications.update_replication", lesson_id=which, replication_id=taken, body=_said(), guard=guard())
    except Refused as refused:
        shown = {**_take_up(which, request.form), "taken": taken, "etag": request.form.get("etag")}
        return again("lesson-take-up.html", refused, **shown)
    return then("pages.lesson", which=which, done="saved", _anchor="taken-up")


def _said() -> dict[str, Any]:
    return said("uptake", "why", "result", taken_up_on=maybe)


def _take_up(which: UUID, typed: Any) -> dict[str, Any]:
    return {"lesson": ask("lessons.get_lesson", lesson_id=which).body, "typed": typed, "uptakes": UPTAKES}
