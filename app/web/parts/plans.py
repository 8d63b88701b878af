"""The plan of a round: board and map, what keeps needs out, pins, what changed, what an exchange costs the others."""

from __future__ import annotations

from collections import Counter
from typing import Any

from babel import Locale
from flask import Response, render_template, request
from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import lazy_gettext as _

from app.errors import NotFound
from app.web.asking import Refused, ask, ask_all
from app.web.dates import month
from app.web.forms import guard, said
from app.web.pages import again, pages, then
from app.web.parts.maps import HEIGHT, WIDTH, WorldMap, world_map
from app.web.permitted import require_permission

SHOWN = 20  # exchanges on a page of the board
MOST_PLACES = 100  # institutions whose country is looked up for the map
MOST_PLANS = 200  # of a round, to compare with
_PLAN = "/rounds/<uuid:round_id>/plans/<int:number>"

# What would have to be relaxed so that a need gets a place, by its limit; names and amounts are put in.
REASONS: dict[str, Any] = {
    "language": _("Drop the languages that %(of)s asks for."),
    "hours_in_common": _("Let %(of)s work with fewer hours in common. Hours a week that are missing: %(amount)s."),
    "least_fit": _("Accept a lower fit in this round. Lower by: %(amount)s."),
    "met_before": _("Let %(of)s and %(other)s meet again."),
    "forbidden": _("Allow %(of)s and %(other)s, who were ruled out."),
    "out_of_season": _("Let %(of)s also take place in %(amount)s."),
    "expert_hours": _("More hours of %(of)s: %(amount)s."),
    "offer_hours": _("More hours in the offer %(of)s: %(amount)s."),
    "offer_exchanges": _("More exchanges in the offer %(of)s: %(amount)s."),
    "most_given": _("More exchanges in which %(of)s may share: %(amount)s."),
    "most_taken": _("More exchanges in which %(of)s may learn: %(amount)s."),
    "pair_once": _("More exchanges between %(of)s and %(other)s: %(amount)s."),
    "budget": _("More money for this round: %(amount)s."),
    "circle": _("Let what %(of)s shares and what it learns differ by more exchanges: %(amount)s."),
    "pinned": _("Give up the fixed pair of %(of)s and %(other)s."),
}
_ANOTHER, _UNTOLD = _("another one"), _("not shown")


@pages.app_template_filter("reason")
def reason(relaxing: dict[str, Any], currency: str) -> str:
    """What to relax, as a sentence in the language of the page."""
    names = [each["name"] for each in relaxing["of"]] + [str(_ANOTHER)] * 2
    sentence = REASONS.get(relaxing["limit"])
    if sentence is None:
        return str(relaxing["sentence"])
    return str(sentence) % {"of": names[0], "other": names[1], "amount": _amount(relaxing, currency)}


def _amount(relaxing: dict[str, Any], currency: str) -> str:
    limit, amount = relaxing["limit"], relaxing["amount"]
    if amount is None:
        return str(_UNTOLD)
    if limit == "out_of_season":  # months are counted from the year 0
        return month(f"{int(amount) // 12:04}-{int(amount) % 12 + 1:02}")
    if limit == "least_fit":
        return format_percent(amount, "#,##0.#%")
    told = format_decimal(amount)
    return f"{told} {currency}" if limit == "budget" else told


@pages.post("/rounds/<uuid:round_id>/plan")
def make_plan(round_id: str) -> Response:
    """The best plan of the round as it is now; where there can be none the page says why."""
    try:
        made = ask("planning.make_plan", guard=guard(), round_id=round_id).body
    except Refused as refused:
        newest = ask("planning.list_round_plans", query={"limit": 1}, round_id=round_id).body["items"]
        shown = _all_of(round_id, newest[0]["number"]) if newest else {"plan": None, "pins": []}
        shown.setdefault("round", ask("rounds.get_round", round_id=round_id).body)
        return again("plan.html", refused, **shown)
    return then("pages.show_plan", round_id=round_id, number=made["number"], done="planned")


@pages.get(_PLAN)
def show_plan(round_id: str, number: int) -> str:
    """One plan: its figures, the map, the board, what is kept out and why, what changed since the one before."""
    return render_template("plan.html", **_all_of(round_id, number))


def _all_of(round_id: str, number: int) -> dict[str, Any]:
    ids = {"round_id": round_id, "number": number}
    plan = ask("planning.get_round_plan", **ids).body
    needs = {each["id"]: each for each in ask_all("round_entries.list_needs", most=2_000, round_id=round_id)}
    placements = sorted(plan["placements"], key=lambda each: each["learning_institution"]["name"])
    page = min(max(request.args.get("page", 1, int), 1), -(-len(placements) // SHOWN) or 1)
    places = _countries(placements)
    shown = placements[SHOWN * (page - 1) : SHOWN * page]
    return {
        **{"round": ask("rounds.get_round", round_id=round_id).body, "plan": plan, "needs": needs, "places": places},
        **{"placements": shown, "page": page, "last": -(-len(placements) // SHOWN), "map": _map(placements, places)},
        **{"first": SHOWN * (page - 1) + 1, "whole": len(placements), "against": request.args.get("against")},
        **{"load": _load(placements), "width": WIDTH, "height": HEIGHT, **_for_planners(ids, plan)},
    }


def _for_planners(ids: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]:
    """Pins, and what changed since an earlier plan; nothing of it for whoever sees only a part of the plan."""
    earlier = request.args.get("against", plan["number"] - 1, int)
    try:
        pins = ask("planning.list_pins", round_id=ids["round_id"]).body["items"]
        query = {"from": earlier}
        changed = ask("planning.list_differences", query=query, **ids).body if earlier > 0 else None
        made = ask_all("planning.list_round_plans", most=MOST_PLANS, round_id=ids["round_id"])
    except Refused as refused:
        if refused.status not in (403, 404):
            raise
        return {"pins": None, "changed": None, "earlier": []}
    before = [each for each in made if each["number"] < plan["number"]]
    return {"pins": pins, "changed": changed, "earlier": before}


def _countries(placements: list[dict[str, Any]]) -> dict[str, str | None]:
    """The country of each institution that shares or learns, by its id."""
    sides = ("sharing_institution", "learning_institution")
    ids = sorted({each[side]["id"] for each in placements for side in sides})[:MOST_PLACES]
    return {each: ask("institutions.get_institution", institution_id=each).body["country"] for each in ids}


def _map(placements: list[dict[str, Any]], places: dict[str, str | None]) -> WorldMap:
    names = (get_locale() or Locale("en")).territories
    pairs = [
        tuple(places.get(each[side]["id"]) for side in ("sharing_institution", "learning_institution"))
        for each in placements
    ]
    return world_map([(one, other) for one, other in pairs], names)


def _load(placements: list[dict[str, Any]]) -> tuple[str, int] | None:
    """The institution that shares most often, and how often."""
    counted = Counter(each["sharing_institution"]["name"] for each in placements).most_common(1)
    return counted[0] if counted else None


@pages.get(f"{_PLAN}/pins/<uuid:need_id>")
def pin_form(round_id: str, number: int, need_id: str) -> str:
    """The form to have every plan put the need with one of its experts, or never."""
    require_permission("planning.put_pin")
    return render_template("plan-pin.html", typed=request.args, **_pair(round_id, number, need_id))


def _pair(round_id: str, number: int, need_id: str) -> dict[str, Any]:
    """The need, and the experts that the plan names for it. Raises: NotFound where the plan has no such exchange."""
    plan = ask("planning.get_round_plan", round_id=round_id, number=number).body
    found = next((each for each in plan["placements"] if each["need"] and each["need"]["id"] == str(need_id)), None)
    if found is None:
        raise NotFound
    people = [each for each in (found["expert"], *(each["person"] for each in found["alternates"])) if each]
    return {
        **{"round": ask("rounds.get_round", round_id=round_id).body, "number": number, "need": found["need"]},
        **{"place": found["learning_institution"], "people": [(each["id"], each["name"]) for each in people]},
    }


@pages.post(f"{_PLAN}/pins/<uuid:need_id>")
def put_pin(round_id: str, number: int, need_id: str) -> Response:
    """Keep it."""
    ids = {"round_id": round_id, "need_id": need_id, "person_id": request.form.get("person_id")}
    try:
        ask("planning.put_pin", body=said("kind", "reason"), **ids)
    except Refused as refused:
        return again("plan-pin.html", refused, typed=request.form, **_pair(round_id, number, need_id))
    return then("pages.show_plan", round_id=round_id, number=number, done="pinned")


@pages.post(f"{_PLAN}/pins/<uuid:need_id>/back")
def delete_pin(round_id: str, number: int, need_id: str) -> Response:
    """Take it back."""
    try:
        ask("planning.delete_pin", round_id=round_id, need_id=need_id, person_id=request.form.get("person_id"))
    except Refused as refused:
        return again("plan.html", refused, **_all_of(round_id, number), is_seen=True)
    return then("pages.show_plan", round_id=round_id, number=number, done="pinned")


@pages.get(f"{_PLAN}/price/<uuid:need_id>")
def show_price(round_id: str, number: int, need_id: str) -> str:
    """What forbidding an exchange would cost the others."""
    told = ask("planning.get_price", round_id=round_id, number=number, need_id=need_id).body
    found = ask("rounds.get_round", round_id=round_id).body
    return render_template("plan-price.html", price=told, round=found, number=number)


@pages.get(f"{_PLAN}/confirm")
def ask_about_plan(round_id: str, number: int) -> str:
    """Ask once more, with what follows."""
    require_permission("planning.confirm")
    return render_template("plan-sure.html", **_to_confirm(round_id, number))


def _to_confirm(round_id: str, number: int) -> dict[str, Any]:
    plan = ask("planning.get_round_plan", round_id=round_id, number=number).body
    return {"round": ask("rounds.get_round", round_id=round_id).body, "plan": plan}


@pages.post(f"{_PLAN}/confirm")
def confirm_plan(round_id: str, number: int) -> Response:
    """Let all its exchanges begin; or say what stands against it."""
    try:
        ask("planning.confirm", guard=guard(), round_id=round_id, number=number)
    except Refused as refused:
        return again("plan-sure.html", refused, **_to_confirm(round_id, number))
    return then("pages.show_plan", round_id=round_id, number=number, done="confirmed")
