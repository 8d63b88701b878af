"""Posts that hold know-how: named and rated by managers, seen and contested by their holders."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.viewer import current_viewer
from app.web.asking import Answer, Refused, ask, ask_all
from app.web.forms import guard, maybe, said, whole
from app.web.lists import topic_choices, topic_name
from app.web.pages import again, pages, then
from app.web.parts.risk import carried, for_a_purpose, look, managed, place_id
from app.web.picking import colleagues
from app.web.words_of_risk import PLAIN_QUESTIONS, QUESTIONS

MOST = 5  # pages of a hundred: a list to tick or choose from is no longer than that


def everybody_at(institution_id: str) -> list[dict[str, Any]]:
    """The people of an institution, as a list to choose from."""
    return ask_all("people.list_people", {"institution_id": institution_id})


def shown_post(answer: Answer) -> dict[str, Any]:
    """A post with who takes over, its risk, and what the viewer may do about it."""
    post, is_manager = answer.body, answer.body["institution"]["id"] in managed()
    ids = {"position_id": post["id"], "query": look()}
    is_holder = bool(post["holder"]) and post["holder"]["id"] == current_viewer().person_id
    rows = _scored(post["institution"]["id"]) if is_manager and (look() or not is_holder) else []
    return {
        "post": post,
        "etag": answer.etag,
        "is_manager": is_manager,
        "is_holder": is_holder,
        "scored": next((each for each in rows if each["id"] == post["id"]), None),
        "successors": ask("succession.list_successors", **ids).body["items"],
        "staff": colleagues("person_id", post["institution"]["id"]) if is_manager else None,
        "waiting": [each for each in post["contests"] if each["answered_at"] is None],
    }


def _scored(place: str) -> list[dict[str, Any]]:
    """The posts of the institution with their risk; who looks at his own post only is not asked what for."""
    rows: list[dict[str, Any]] = ask("risk_reports.show_report", institution_id=place, query=look()).body["positions"]
    return rows


@pages.get("/risk/posts/<uuid:position_id>")
@for_a_purpose
def risk_post(position_id: str) -> str:
    """One post."""
    answer = ask("positions.get_position", position_id=position_id, query=look())
    return render_template("risk-post.html", **shown_post(answer), typed={})


def _do(endpoint: str, position_id: str, body: dict[str, Any] | None, done: str, **ids: str) -> Response:
    """Do something about the post, and show it again."""
    try:
        ask(endpoint, position_id=position_id, body=body, guard=guard(), **ids)
    except Refused as refused:
        shown = shown_post(ask("positions.get_position", position_id=position_id, query=look()))
        return again("risk-post.html", refused, **shown, typed=request.form, tried=endpoint, is_seen=True)
    return then("pages.risk_post", position_id=position_id, done=done, **carried())


@pages.post("/risk/posts/<uuid:position_id>/rate")
def rate_post(position_id: str) -> Response:
    """Rate it, with evidence."""
    return _do("positions.rate_position", position_id, said("evidence", factor=whole), "rated")


@pages.post("/risk/posts/<uuid:position_id>/contest")
def contest_post(position_id: str) -> Response:
    """The holder contests his entry."""
    return _do("positions.contest_position", position_id, said("text"), "contested")


@pages.post("/risk/posts/<uuid:position_id>/answer")
def answer_post(position_id: str) -> Response:
    """A manager answers."""
    return _do("positions.answer_contest", position_id, said("text"), "answered")


@pages.post("/risk/posts/<uuid:position_id>/successors")
def name_successor(position_id: str) -> Response:
    """Name a colleague to take over topics of the post."""
    return _do("succession.name_successor", position_id, said("person_id", many=("topic_ids",)), "successor_named")


@pages.post("/risk/posts/<uuid:position_id>/successors/<uuid:person_id>/remove")
def remove_successor(position_id: str, person_id: str) -> Response:
    """The colleague is successor no more."""
    return _do("succession.remove_successor", position_id, None, "removed", person_id=person_id)


@pages.get("/risk/posts/<uuid:position_id>/guide")
@for_a_purpose
def risk_guide(position_id: str) -> str:
    """The questions of a capture interview, in the language of the page."""
    answer = ask("succession.show_guide", position_id=position_id, query=look()).body
    plain = {part: iter(texts) for part, texts in PLAIN_QUESTIONS.items()}
    about = answer["position"]["name"]
    rows: list[dict[str, Any]] = []
    for each in answer["questions"]:
        topic = topic_name(each["topic"]) if each["topic"] else about
        known = QUESTIONS.get(each["part"])
        text = str(known).format(about=topic) if known else str(next(plain[each["part"]]))
        rows.append({"part": each["part"], "topic": each["topic"], "text": text})
    return render_template("risk-guide.html", guide=answer, questions=rows)


def _form(**shown: Any) -> dict[str, Any]:
    place = shown.pop("place", place_id())
    holders = colleagues("holder_id", place, shown.pop("holder", None))
    return {"holders": holders, "topics": topic_choices(), "place": place, **shown}


@pages.get("/risk/posts/new")
def new_post() -> str:
    """The form for another post."""
    return render_template("risk-post-form.html", **_form(), typed={}, post=None, etag=None, chosen=[])


@pages.post("/risk/posts/new")
def create_post() -> Response:
    """Name another post."""
    body = {**_said_of_post(), "institution_id": place_id()}
    try:
        post = ask("positions.create_position", body=body, guard=guard()).body
    except Refused as refused:
        shown = {"typed": request.form, "post": None, "etag": None, "chosen": body["topic_ids"]}
        return again("risk-post-form.html", refused, **_form(), **shown)
    return then("pages.risk_post", position_id=post["id"], done="saved", **carried())


@pages.get("/risk/posts/<uuid:position_id>/edit")
@for_a_purpose
def edit_post(position_id: str) -> str:
    """The same form for a post that there is."""
    answer = ask("positions.get_position", position_id=position_id, query=look())
    return render_template("risk-post-form.html", **_as_it_is(answer.body), etag=answer.etag)


def _as_it_is(post: dict[str, Any]) -> dict[str, Any]:
    typed = {**post, "holder_id": (post["holder"] or {}).get("id")}
    chosen = [each["id"] for each in post["topics"]]
    return {
        **_form(place=post["institution"]["id"], holder=post["holder"]),
        "typed": typed,
        "post": post,
        "chosen": chosen,
    }


@pages.post("/risk/posts/<uuid:position_id>/edit")
def save_post(position_id: str) -> Response:
    """Alter it."""
    body = _said_of_post()
    try:
        ask("positions.update_position", position_id=position_id, body=body, guard=guard())
    except Refused as refused:
        post = ask("positions.get_position", position_id=position_id, query=look()).body
        shown = {"typed": request.form, "post": post, "etag": request.form.get("etag"), "chosen": body["topic_ids"]}
        return again(
            "risk-post-form.html", refused, **_form(place=post["institution"]["id"], holder=post["holder"]), **shown
        )
    return then("pages.risk_post", position_id=position_id, done="saved", **carried())


@pages.post("/risk/posts/<uuid:position_id>/remove")
def remove_post(position_id: str) -> Response:
    """Remove it."""
    try:
        ask("positions.delete_position", position_id=position_id, guard=guard())
    except Refused as refused:
        post = ask("positions.get_position", position_id=position_id, query=look()).body
        return again("risk-post-form.html", refused, **_as_it_is(post), etag=request.form.get("etag"))
    return then("pages.risk", done="removed", **carried())


def _said_of_post() -> dict[str, Any]:
    return said("title", "unit", many=("topic_ids",), holder_id=maybe)
