"""Knowledge at risk: for a manager the posts, areas and units; for everybody else what is entered about oneself.

Whoever looks at others says what for: it is asked once, goes along in the address, and is never made up here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, render_template, request

from app.viewer import current_viewer
from app.vocabulary import RISK_PURPOSES
from app.web.asking import Refused, ask
from app.web.forms import guard, said, whole
from app.web.lists import topic_name
from app.web.pages import again, pages, require_sign_in, then

View = Callable[..., Any]
_HEAT = {"important": 1, "high_importance": 2, "priority": 3, "high_priority": 4}
MONTHS = range(1, 13)
BANDS = ("high_priority_from", "priority_from", "importance_from")


def managed() -> list[str]:
    """The ids of the institutions that the viewer manages, his own first."""
    viewer = current_viewer()
    found = {each.institution_id or viewer.institution_id for each in viewer.grants if each.role == "manager"}
    return sorted(filter(None, found), key=lambda each: (each != viewer.institution_id, each))


def place_id() -> str:
    """The institution that is looked at: the one of the address, else the first that the viewer manages."""
    return request.args.get("institution") or next(iter(managed()), current_viewer().institution_id or "")


def look() -> dict[str, str]:
    """The purpose as it was said, for an operation; nothing where none was."""
    return {"purpose": request.args["purpose"]} if request.args.get("purpose") else {}


def carried() -> dict[str, str]:
    """What goes along in the address from page to page."""
    return {name: request.args[name] for name in ("purpose", "institution") if request.args.get(name)}


@pages.context_processor
def _shown_with_risk() -> dict[str, Any]:
    return {"look": carried, "managed": managed, "risk_purposes": RISK_PURPOSES}


def for_a_purpose(view: View) -> View:
    """Where an operation wants to know what the look is for, ask that first; where risk is off, say what it needs."""

    @wraps(view)
    def asked(**ids: str) -> Any:
        try:
            return view(**ids)
        except Refused as refused:
            if request.method == "GET" and "purpose" in refused.errors:
                return _ask_purpose(refused)
            if str(refused.problem.get("type", "")).endswith(":risk-switched-off"):
                return make_response(_settings_page(place_id(), told_off=True), refused.status)
            raise

    return asked


def _ask_purpose(refused: Refused) -> Response:
    """The form for it; that nothing was said yet is no mistake."""
    places = [ask("institutions.get_institution", institution_id=each).body for each in managed() or [place_id()]]
    if request.endpoint == "pages.risk_counts" and "network_coordinator" in {g.role for g in current_viewer().grants}:
        places = ask("institutions.list_institutions", query={"limit": 100}).body["items"]
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("purpose", "done")]
    wrong = refused if "purpose" in request.args else None
    page = render_template("risk-purpose.html", places=places, kept=kept, wrong=wrong)
    return make_response(page, 422 if wrong else 200)


@pages.get("/risk")
@for_a_purpose
def risk() -> str:
    """For a manager the whole institution, for others their own entry."""
    require_sign_in()
    if not managed():
        return _own_page()
    place = place_id()
    report = ask("risk_reports.show_report", institution_id=place, query=look()).body
    cells = ask("risk_reports.show_heat_map", institution_id=place, query=look()).body["items"]
    return render_template("risk.html", report=report, heat=_grid(cells), place=place)


def _grid(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """The cells as rows of areas and columns of units, each with how hot it is."""
    units = sorted({each["unit"] for each in cells})
    rows: dict[str, dict[str, Any]] = {}
    for each in cells:
        row = rows.setdefault(each["area"]["id"], {"name": topic_name(each["area"]), "cells": {}})
        row["cells"][each["unit"]] = {**each, "heat": _HEAT.get(each["band"], 0)}
    worst = {id_: max(each["residual"] or 0 for each in row["cells"].values()) for id_, row in rows.items()}
    return {"units": units, "rows": [rows[id_] for id_ in sorted(rows, key=lambda each: -worst[each])]}


@pages.get("/risk/own")
@for_a_purpose
def own_risk() -> str:
    """One's own entry: for who manages others, too, it needs no purpose."""
    require_sign_in()
    return _own_page()


def _own_page() -> str:
    """What is entered about the viewer's own posts and departure, and what his institution has agreed on."""
    shown: dict[str, Any] = {"positions": [], "departures": [], "plans": [], "setting": None}
    place = current_viewer().institution_id
    if current_viewer().person_id and place:
        mine = {"is_mine": "true", "limit": 100}
        shown["positions"] = ask("positions.list_positions", query=mine).body["items"]
        shown["departures"] = ask("departures.list_departures", query=mine).body["items"]
        shown["plans"] = ask("retention_plans.list_plans", query=mine).body["items"]
        shown["setting"] = ask("risk.get_settings", institution_id=place).body
    return render_template("risk-own.html", **shown)


@pages.get("/risk/counts")
@for_a_purpose
def risk_counts() -> str:
    """Rounded counts of many, for coordinators: of the own institution, or of one that a network coordinator names."""
    require_sign_in()
    place = place_id()
    answer = ask("risk_reports.show_aggregates", institution_id=place, query=look()).body
    return render_template("risk-counts.html", answer=answer)


@pages.get("/risk/settings")
def risk_settings() -> str:
    """Whether the institution looks at risk, under which agreement, and with which numbers."""
    require_sign_in()
    return _settings_page(place_id())


def _settings_page(place: str, *, told_off: bool = False) -> str:
    answer = ask("risk.get_settings", institution_id=place)
    return render_template(
        "risk-settings.html", **_settings(place), setting=answer.body, etag=answer.etag, told_off=told_off
    )


def _settings(place: str) -> dict[str, Any]:
    named = ask("institutions.get_institution", institution_id=place).body
    roles = {each.role for each in current_viewer().grants}
    return {"place": named, "may_alter": "admin" in roles or place in managed(), "months": MONTHS}


@pages.post("/risk/settings")
def save_risk_settings() -> Response:
    """Switch it on or off, or alter its numbers."""
    place = place_id()
    body = said("agreement", ticked=("is_on",), fiscal_year_starts=whole, min_cell=whole)
    body["bands"] = {name: whole(request.form.get(name, "")) for name in BANDS}
    try:
        ask("risk.update_settings", institution_id=place, body=body, guard=guard())
    except Refused as refused:
        typed = {**body, "etag": None}
        return again(
            "risk-settings.html",
            refused,
            **_settings(place),
            setting=typed,
            etag=request.form.get("etag"),
            told_off=False,
        )
    return then("pages.risk_settings", done="switched", institution=place)
