"""A question that is kept for later: written down as a draft, altered until it is opened."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.web.asking import Refused, ask
from app.web.forms import guard, maybe, number, said
from app.web.gathering import explained
from app.web.needs import as_request, need_choices, of_request, said_need
from app.web.pages import again, pages, then


@pages.post("/learning/requests/drafts")
def keep_draft() -> Response:
    """Keep what was asked as a draft; nobody is suggested or asked yet."""
    need = said_need()
    try:
        made = ask("match_requests.create_request", body={**as_request(need), "is_draft": True}, guard=guard()).body
    except Refused as refused:
        return again("home.html", explained(refused), asked=need, choices=need_choices())
    return then("pages.show_request", request_id=made["id"], done="draft_kept")


@pages.get("/learning/requests/<uuid:request_id>/edit")
def edit_request(request_id: Any) -> str | Response:
    """The form to alter a draft; what is open already has its page."""
    found = ask("match_requests.get_request", request_id=request_id)
    if found.body["status"] != "draft":
        return then("pages.show_request", request_id=request_id)
    typed = {**found.body, "topic_ids": of_request(found.body)["topics"]}
    return render_template("request-edit.html", **_shown(request_id), typed=typed, etag=found.etag)


@pages.post("/learning/requests/<uuid:request_id>/edit")
def save_request(request_id: Any) -> Response:
    """Save the draft."""
    numbers = {"challenge_id": maybe, "hours_per_month": number}
    body = said("text", "ring", many=("languages", "topic_ids"), ticked=("is_outside_own_unit",), **numbers)
    try:
        ask("match_requests.update_request", request_id=request_id, body=body, guard=guard())
    except Refused as refused:
        typed = {**body, "hours_per_month": request.form.get("hours_per_month")}
        shown = {**_shown(request_id), "typed": typed, "etag": request.form.get("etag")}
        return again("request-edit.html", explained(refused), **shown)
    return then("pages.show_request", request_id=request_id, done="saved")


def _shown(request_id: Any) -> dict[str, Any]:
    return {"request_id": request_id, "choices": need_choices()}
