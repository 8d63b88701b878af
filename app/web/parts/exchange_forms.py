"""What coordinators say of an exchange: what it is for, outcomes, who takes part, how it is done, what came of it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.vocabulary import ACTIVITIES, BUDGET_CATEGORIES, EXCHANGE_ROLES, INSTRUMENTS, INTERMEDIATE_OUTCOMES, PAYERS
from app.web.asking import Refused, ask, ask_all
from app.web.forms import guard, maybe, said, whole
from app.web.pages import again, pages, then
from app.web.permitted import require_permission

_ONE = "/exchanges/<uuid:exchange_id>"
_PARTS = "<any(purpose, outcomes, design, report):part>"
LISTS = {
    "instruments": INSTRUMENTS,
    "activities": ACTIVITIES,
    "categories": BUDGET_CATEGORIES,
    "payers": PAYERS,
    "wanted": INTERMEDIATE_OUTCOMES,
}
_KEPT = ("id", "kind", "instrument", "title", "agenda", "place", "is_online", "day", "starts_at", "ends_at")
_LINE = ("category", "description", "amount", "payer")


def _purpose(_exchange: dict[str, Any]) -> dict[str, Any]:
    return said("title", "development_goal", "institutional_challenge", "change_objective")


def _outcomes(_exchange: dict[str, Any]) -> dict[str, Any]:
    """The outcomes that are ticked, each with how it is measured."""
    texts = ("indicator", "baseline", "target")
    return {
        "outcomes": [
            {"outcome": each, **{name: request.form.get(f"{name}_{each}", "") for name in texts}}
            for each in request.form.getlist("outcome")
        ]
    }


def _design(exchange: dict[str, Any]) -> dict[str, Any]:
    """Instrument and month; what stays of agenda and budget, and what is new there."""
    form = request.form
    stays = [each for each in exchange["activities"] if each["id"] not in form.getlist("gone")]
    activities = [{name: each[name] for name in _KEPT} for each in stays]
    if form.get("activity_title", "").strip():
        new = {"kind": form.get("activity_kind"), "title": form["activity_title"], "day": maybe(form.get("day", ""))}
        activities.append({**new, "place": form.get("place", "")})
    numbered = enumerate(exchange["budget"])
    budget = [{name: each[name] for name in _LINE} for at, each in numbered if str(at) not in form.getlist("gone_line")]
    if form.get("amount", "").strip():
        new = {name: form.get(name, "") for name in ("category", "description", "payer")}
        budget.append({**new, "amount": whole(form["amount"])})
    return said(instrument=maybe, month=maybe) | {"activities": activities, "budget": budget}


def _report(exchange: dict[str, Any]) -> dict[str, Any]:
    """What was measured of each outcome that was wanted, and the report."""
    names = ("measured", "achieved", "measured_on")
    rows = [
        {"outcome": each["outcome"], **{name: request.form.get(f"{name}_{each['outcome']}", "") for name in names}}
        for each in exchange["outcomes"]
    ]
    return said("report") | {"measures": [row for row in rows if row["measured"].strip()]}


BODIES = {"purpose": _purpose, "outcomes": _outcomes, "design": _design, "report": _report}


@pages.get(f"{_ONE}/edit/{_PARTS}")
def edit_exchange(exchange_id: str, part: str) -> str:
    """A part of the exchange in its form."""
    require_permission("exchanges.update_exchange")
    found = ask("exchanges.get_exchange", exchange_id=exchange_id)
    shown = {"exchange": found.body, "etag": found.etag, "typed": found.body}
    return render_template("exchange-form.html", edited=part, lists=LISTS, **shown)


@pages.post(f"{_ONE}/edit/{_PARTS}")
def update_exchange(exchange_id: str, part: str) -> Response:
    """Say it of the exchange."""
    found = ask("exchanges.get_exchange", exchange_id=exchange_id)
    try:
        ask("exchanges.update_exchange", body=BODIES[part](found.body), guard=guard(), exchange_id=exchange_id)
    except Refused as refused:
        shown = {"exchange": found.body, "etag": found.etag, "typed": request.form}
        return again("exchange-form.html", refused, edited=part, lists=LISTS, **shown)
    return then("pages.show_exchange", exchange_id=exchange_id, done="saved")


@pages.get(f"{_ONE}/people")
def edit_participants(exchange_id: str) -> str:
    """Who takes part, with a form for one more."""
    require_permission("exchanges.name_participant")
    return render_template("exchange-people.html", typed={}, **_people(exchange_id))


def _people(exchange_id: str) -> dict[str, Any]:
    found = ask("exchanges.get_exchange", exchange_id=exchange_id).body
    sides = [found[side] for side in ("learning_institution", "sharing_institution") if found[side]]
    staff = [
        (each["id"], f"{each['name']} – {place['name']}")
        for place in sides
        for each in ask_all("people.list_people", query={"institution_id": place["id"]}, most=200)
    ]
    return {"exchange": found, "staff": staff, "roles_there": EXCHANGE_ROLES}


@pages.post(f"{_ONE}/people")
def name_participant(exchange_id: str) -> Response:
    """Name one more."""
    try:
        ask("exchanges.name_participant", body=said("person_id", "role"), guard=guard(), exchange_id=exchange_id)
    except Refused as refused:
        return again("exchange-people.html", refused, typed=request.form, **_people(exchange_id))
    return then("pages.edit_participants", exchange_id=exchange_id, done="saved")


@pages.post(f"{_ONE}/people/<uuid:participant_id>/remove")
def remove_participant(exchange_id: str, participant_id: str) -> Response:
    """Take somebody out."""
    try:
        ask("exchanges.remove_participant", exchange_id=exchange_id, participant_id=participant_id)
    except Refused as refused:
        return again("exchange-people.html", refused, typed={}, **_people(exchange_id), is_seen=True)
    return then("pages.edit_participants", exchange_id=exchange_id, done="saved")
