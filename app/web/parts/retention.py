"""Retention plans as checklists: what is done so that the know-how of a post stays, by whom and by when."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext

from app.web.asking import Refused, ask
from app.web.forms import guard, maybe, said
from app.web.lists import topic_name
from app.web.pages import again, pages, then
from app.web.parts.posts import shown_post
from app.web.parts.risk import carried, for_a_purpose, look, managed, place_id
from app.web.picking import colleagues
from app.web.sentences_of_planning import PROPOSED


@pages.get("/risk/plans")
@for_a_purpose
def retention_plans() -> str:
    """The plans that one may see."""
    query = {"limit": 100, **look(), **({"institution_id": place_id()} if managed() else {})}
    return render_template("risk-plans.html", plans=ask("retention_plans.list_plans", query=query).body["items"])


@pages.post("/risk/plans")
def open_plan() -> Response:
    """Open a plan for a post; it proposes what to do. Where it can't be opened, the post says why."""
    body = said("position_id")
    try:
        plan = ask("retention_plans.open_plan", body=body, guard=guard()).body
    except Refused as refused:
        answer = ask("positions.get_position", position_id=body.get("position_id"), query=look())
        return again("risk-post.html", refused, **shown_post(answer), typed={})
    return then("pages.retention_plan", plan_id=plan["id"], done="plan_opened", **carried())


@pages.get("/risk/plans/<uuid:plan_id>")
@for_a_purpose
def retention_plan(plan_id: str) -> str:
    """One plan."""
    return render_template("risk-plan.html", **_shown(plan_id), typed={}, tried=None)


def _shown(plan_id: str) -> dict[str, Any]:
    plan = ask("retention_plans.get_plan", plan_id=plan_id, query=look()).body
    topics: dict[str, list[dict[str, Any]]] = {}
    for each in plan["actions"]:
        topics.setdefault(topic_name(each["topic"]) if each["topic"] else "", []).append(each)
    may_alter = plan["institution"]["id"] in managed() and plan["closed_at"] is None
    done = sum(each["done_at"] is not None for each in plan["actions"])
    return {"plan": plan, "topics": topics, "may_alter": may_alter, "done_so_far": done}


@pages.app_template_filter("what_is_done")
def what_is_done(action: dict[str, Any]) -> str:
    """What an action says: in the language of the page where the plan proposed it, else as somebody wrote it."""
    topic, said = action["topic"], str(action["what"])
    for text in PROPOSED.get(action["kind"], ()) if topic else ():
        if text % {"topic": topic["name"]} == said:
            return gettext(text, topic=topic_name(topic))
    return said


def _again(plan_id: str, refused: Refused, tried: str) -> Response:
    return again("risk-plan.html", refused, **_shown(plan_id), typed=request.form, tried=tried)


@pages.post("/risk/plans/<uuid:plan_id>/actions/<uuid:action_id>/done")
def finish_action(plan_id: str, action_id: str) -> Response:
    """One thing is done."""
    try:
        ask("retention_plans.finish_action", plan_id=plan_id, action_id=action_id, guard=guard())
    except Refused as refused:
        return _again(plan_id, refused, str(action_id))
    return then("pages.retention_plan", plan_id=plan_id, done="action_done", **carried())


@pages.get("/risk/plans/<uuid:plan_id>/actions/<uuid:action_id>")
@for_a_purpose
def plan_action(plan_id: str, action_id: str) -> str:
    """The form to name another day, person or lesson, or say it in other words."""
    answer = ask("retention_plans.get_action", plan_id=plan_id, action_id=action_id, query=look())
    typed = {**answer.body, "what": what_is_done(answer.body)}
    typed |= {f"{name}_id": (answer.body[name] or {}).get("id") for name in ("person", "lesson")}
    return render_template("risk-action.html", **_for_action(plan_id, answer.body), etag=answer.etag, typed=typed)


def _for_action(plan_id: str, action: dict[str, Any]) -> dict[str, Any]:
    """The action with the people and lessons that it may name; a mentor from elsewhere stays among them."""
    plan = ask("retention_plans.get_plan", plan_id=plan_id, query=look()).body
    place, topic = plan["institution"]["id"], action["topic"]
    people = colleagues("person_id", place, action["person"])
    lessons: list[tuple[str, str]] = []
    if action["kind"] == "lesson" and topic:
        query = {"institution_id": place, "topic_id": topic["id"], "limit": 100}
        lessons = [(each["id"], each["title"]) for each in ask("lessons.list_lessons", query=query).body["items"]]
    return {"plan": plan, "action": action, "people": people, "lessons": lessons}


@pages.post("/risk/plans/<uuid:plan_id>/actions/<uuid:action_id>")
def save_action(plan_id: str, action_id: str) -> Response:
    """Alter it."""
    body = said("due_on", "what", person_id=maybe, lesson_id=maybe)
    if "what" in body and body["what"] == request.form.get(
        "was"
    ):  # nobody altered them: others go on reading them in their language
        del body["what"]
    try:
        ask("retention_plans.update_action", plan_id=plan_id, action_id=action_id, body=body, guard=guard())
    except Refused as refused:
        action = ask("retention_plans.get_action", plan_id=plan_id, action_id=action_id, query=look()).body
        shown = {"etag": request.form.get("etag"), "typed": request.form}
        return again("risk-action.html", refused, **_for_action(plan_id, action), **shown)
    return then("pages.retention_plan", plan_id=plan_id, done="saved", **carried())


@pages.post("/risk/plans/<uuid:plan_id>/close")
def close_plan(plan_id: str) -> Response:
    """Close it: once all is done, or with a reason."""
    try:
        ask("retention_plans.close_plan", plan_id=plan_id, body=said("reason"), guard=guard())
    except Refused as refused:
        return _again(plan_id, refused, "close")
    return then("pages.retention_plan", plan_id=plan_id, done="plan_closed", **carried())
