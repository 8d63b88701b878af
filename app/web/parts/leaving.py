"""Who leaves: departures as they are declared, and what would be lost if some people left."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.errors import Forbidden
from app.viewer import current_viewer
from app.vocabulary import DEPARTURE_KINDS
from app.web.asking import Refused, ask
from app.web.forms import guard, said
from app.web.pages import again, pages, require_sign_in, then
from app.web.parts.posts import everybody_at
from app.web.parts.risk import carried, for_a_purpose, look, managed, place_id
from app.web.picking import colleagues

LEVELS = ("expert", "proficient", "competent", "advanced_beginner", "novice")
NEAR = ("institution", "country", "abroad")


@pages.get("/risk/what-if")
def what_if() -> str:
    """Tick who might leave."""
    require_sign_in()
    if not managed():
        raise Forbidden("Only managers of an institution ask this.")
    return render_template("risk-what-if.html", staff=everybody_at(place_id()), ticked=[], answer=None)


@pages.post("/risk/what-if")
def answer_what_if() -> str | Response:
    """What is lost then; nothing of it is kept but that somebody looked. By POST: names stay out of addresses."""
    place, ticked = place_id(), request.form.getlist("people")
    purpose = request.form.get("purpose") or look().get("purpose")
    body = {"institution_id": place, "people": ticked, **({"purpose": purpose} if purpose else {})}
    shown = {"staff": everybody_at(place), "ticked": ticked, "purpose": purpose}
    try:
        answer = ask("risk_reports.what_if", body=body).body
    except Refused as refused:
        return again("risk-what-if.html", refused, **shown, answer=None)
    return render_template("risk-what-if.html", **shown, answer=answer, coverage=_coverage(answer["coverage"]))


def _coverage(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By level how many things somebody knows so well before and after: here, in the country and abroad."""
    told = {(each["level"], each["proximity"]): each for each in rows}
    most = max((each["before"] for each in rows), default=0) or 1
    return [
        {
            "level": level,
            "near": {near: told[level, near] for near in NEAR},
            "share": {name: round(100 * told[level, "institution"][name] / most) for name in ("before", "after")},
        }
        for level in LEVELS
    ]


@pages.get("/risk/departures")
@for_a_purpose
def risk_departures() -> str:
    """Those that are declared, and the form for another."""
    return render_template("risk-departures.html", **_departures(), typed={})


def _departures() -> dict[str, Any]:
    is_manager = bool(managed())
    query = {"limit": 100, "sort": "leaves", **look(), **({"institution_id": place_id()} if is_manager else {})}
    found = ask("departures.list_departures", query=query).body["items"]
    staff = colleagues("person_id", place_id(), without=current_viewer().person_id) if is_manager else None
    return {"departures": found, "staff": staff, "kinds": DEPARTURE_KINDS, "is_manager": is_manager}


@pages.post("/risk/departures")
def declare_departure() -> Response:
    """Declare when oneself leaves, or somebody whom one manages."""
    body = said("kind", "leaves_on")
    if request.form.get("person_id"):
        body["person_id"] = request.form["person_id"]
    try:
        ask("departures.declare_departure", body=body, guard=guard())
    except Refused as refused:
        return again("risk-departures.html", refused, **_departures(), typed=request.form)
    return then("pages.risk_departures", done="departure_said", **carried())


@pages.get("/risk/departures/<uuid:departure_id>")
@for_a_purpose
def risk_departure(departure_id: str) -> str:
    """The form to alter one, or take it back."""
    answer = ask("departures.get_departure", departure_id=departure_id, query=look())
    shown = {"departure": answer.body, "etag": answer.etag, "typed": answer.body}
    return render_template("risk-departure.html", **shown, **_about(answer.body))


def _about(departure: dict[str, Any]) -> dict[str, Any]:
    """Whether the viewer may alter it: what a person declared is his own, what a manager declared the managers'."""
    is_own = departure["person"]["id"] == current_viewer().person_id
    by_person = bool(departure["declared_by"]) and departure["declared_by"]["id"] == departure["person"]["id"]
    return {"kinds": DEPARTURE_KINDS, "may_alter": is_own == by_person, "is_own": is_own}


@pages.post("/risk/departures/<uuid:departure_id>")
def save_departure(departure_id: str) -> Response:
    """Another day or kind."""
    try:
        ask("departures.update_departure", departure_id=departure_id, body=said("kind", "leaves_on"), guard=guard())
    except Refused as refused:
        departure = ask("departures.get_departure", departure_id=departure_id, query=look()).body
        shown = {"departure": departure, "etag": request.form.get("etag"), "typed": request.form}
        return again("risk-departure.html", refused, **shown, **_about(departure))
    return then("pages.risk_departures", done="departure_said", **carried())


@pages.post("/risk/departures/<uuid:departure_id>/withdraw")
def withdraw_departure(departure_id: str) -> Response:
    """Take it back."""
    try:
        ask("departures.delete_departure", departure_id=departure_id, guard=guard())
    except Refused as refused:
        departure = ask("departures.get_departure", departure_id=departure_id, query=look()).body
        shown = {"departure": departure, "etag": request.form.get("etag"), "typed": departure}
        return again("risk-departure.html", refused, **shown, **_about(departure))
    return then("pages.risk_departures", done="departure_gone", **carried())
