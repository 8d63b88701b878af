"""Rounds of exchanges: which there are, one with its rules and what was entered, and what is done with it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_babel import lazy_gettext as _

from app.web.asking import Refused, ask
from app.web.forms import guard, maybe, number, said, whole
from app.web.pages import again, pages, then
from app.web.permitted import require_permission

SHOWN = 25  # entries of a kind on a page
# What is done with a round: the operation, what is asked before, the name of its button, what is told after.
ACTS: dict[str, tuple[str, Any, Any, str]] = {
    "close": (
        "rounds.close_entries",
        _("Close entries? Nobody can enter or alter needs and offers any more, so that all are planned on the same."),
        _("Close entries"),
        "closed",
    ),
    "reopen": (
        "rounds.reopen_round",
        _("Open entries again? Institutions can enter and alter; a plan made before has to be made anew."),
        _("Open entries again"),
        "reopened",
    ),
    "cancel": (
        "rounds.cancel_round",
        _("Cancel this round? Nothing comes of it and it can't be opened again; what was entered is kept."),
        _("Cancel the round"),
        "round_cancelled",
    ),
}


def percent(text: str) -> float | str | None:
    """A share as typed in percent; nothing for an empty field."""
    found = number(text)
    return round(found / 100, 6) if isinstance(found, float) else found


def _rules() -> dict[str, Any]:
    """A round as the form says it."""
    months = {"first_month": maybe, "last_month": maybe, "entries_until": maybe}
    amounts = dict.fromkeys(("budget", "interpretation_cost", "most_given", "most_taken"), whole)
    ticks = ("is_pair_once", "is_circular", "avoids_met_before")
    shares = {"least_fit": percent, "least_hours_in_common": number, "least_taken": whole}
    body = said("title", "description", "currency", ticked=ticks, **months, **amounts, **shares)
    body["currency"] = body.get("currency", "").strip().upper()
    return {name: value for name, value in body.items() if not (name in shares and value is None)}


@pages.get("/rounds")
def rounds() -> str:
    """All rounds, the newest first."""
    found = ask("rounds.list_rounds", query={"cursor": request.args.get("cursor")}).body
    return render_template("rounds.html", rounds=found)


@pages.get("/rounds/new")
def new_round() -> str:
    """The form for a round."""
    require_permission("rounds.create_round")
    return render_template("round-form.html", round=None, typed={"currency": "USD", "is_pair_once": True})


@pages.post("/rounds/new")
def create_round() -> Response:
    """Open the round."""
    try:
        made = ask("rounds.create_round", body=_rules(), guard=guard()).body
    except Refused as refused:
        return again("round-form.html", refused, round=None, typed=request.form)
    return then("pages.show_round", round_id=made["id"], done="round_opened")


@pages.get("/rounds/<uuid:round_id>")
def show_round(round_id: str) -> str:
    """One round: its rules, what was entered, its plans."""
    return render_template("round.html", **_all_of(round_id))


def _all_of(round_id: str) -> dict[str, Any]:
    shown = {"round": ask("rounds.get_round", round_id=round_id).body, "plans": None}
    for kind, endpoint in (("needs", "round_entries.list_needs"), ("offers", "round_entries.list_round_offers")):
        asked = {"limit": SHOWN, "cursor": request.args.get(kind)}
        shown[kind] = ask(endpoint, query=asked, round_id=round_id).body
    try:
        shown["plans"] = ask("planning.list_round_plans", query={"limit": 20}, round_id=round_id).body["items"]
    except Refused as refused:
        if refused.status != 403:  # a member is told of the round, not of its plans
            raise
    return shown


@pages.get("/rounds/<uuid:round_id>/edit")
def edit_round(round_id: str) -> str:
    """Its rules in a form."""
    require_permission("rounds.update_round")
    found = ask("rounds.get_round", round_id=round_id)
    return render_template("round-form.html", round=found.body, typed=_typed(found.body), etag=found.etag)


def _typed(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "least_fit": round(found["least_fit"] * 100, 4)}


@pages.post("/rounds/<uuid:round_id>/edit")
def update_round(round_id: str) -> Response:
    """Alter its rules."""
    try:
        ask("rounds.update_round", body=_rules(), guard=guard(), round_id=round_id)
    except Refused as refused:
        found, etag = ask("rounds.get_round", round_id=round_id).body, request.form.get("etag")
        return again("round-form.html", refused, round=found, typed=request.form, etag=etag)
    return then("pages.show_round", round_id=round_id, done="saved")


@pages.get("/rounds/<uuid:round_id>/<any(close, reopen, cancel):act>")
def ask_about_round(round_id: str, act: str) -> str:
    """Ask once more before something is done with the round."""
    require_permission(ACTS[act][0])
    return render_template("round-sure.html", **_about(round_id, act))


def _about(round_id: str, act: str) -> dict[str, Any]:
    _endpoint, asked, label, _done = ACTS[act]
    return {"round": ask("rounds.get_round", round_id=round_id).body, "asked": asked, "label": label, "act": act}


@pages.post("/rounds/<uuid:round_id>/<any(close, reopen, cancel):act>")
def act_on_round(round_id: str, act: str) -> Response:
    """Close entries, open them again, or cancel the round."""
    endpoint, _asked, _label, done = ACTS[act]
    try:
        ask(endpoint, guard=guard(), round_id=round_id)
    except Refused as refused:
        return again("round-sure.html", refused, **_about(round_id, act))
    return then("pages.show_round", round_id=round_id, done=done)
