"""The page of one request: whom it suggests and why, who was invited and what they said, and what to do next."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from app.viewer import current_viewer
from app.web.asking import Refused, ask, ask_all
from app.web.forms import guard, said
from app.web.gathering import explained, me, zone_of
from app.web.needs import challenge_of, of_request
from app.web.pages import again, pages, then

# What a button of the page asks for, and what the page says afterwards.
ACTS = {
    "withdraw": ("match_requests.withdraw_request", "request_withdrawn"),
    "publish": ("match_requests.publish_request", "published"),
    "rank": ("match_requests.rank_request", "looked_again"),
    "take": ("match_requests.take_request", "taken"),
}


@pages.get("/learning/requests/<uuid:request_id>")
def show_request(request_id: Any) -> str:
    """One request."""
    return render_template("request.html", **_shown(request_id))


@pages.post("/learning/requests/<uuid:request_id>/<any(withdraw, publish, rank, take):act>")
def act_on_request(request_id: Any, act: str) -> Response:
    """Take it back, open it, look again, or look after it."""
    endpoint, done = ACTS[act]
    try:
        ask(endpoint, request_id=request_id, guard=guard())
    except Refused as refused:
        return again("request.html", explained(refused), **_shown(request_id))
    return then("pages.show_request", request_id=request_id, done=done)


@pages.post("/learning/requests/<uuid:request_id>/assign")
def assign_peer(request_id: Any) -> Response:
    """Name a colleague for it, as coordinator of both."""
    try:
        ask("match_requests.assign_peer", request_id=request_id, body=said("peer_id"), guard=guard())
    except Refused as refused:
        return again("request.html", explained(refused), **_shown(request_id))
    return then("pages.show_request", request_id=request_id, done="assigned")


@pages.post("/learning/requests/<uuid:request_id>/offers/<uuid:offer_id>/withdraw")
def withdraw_offer(request_id: Any, offer_id: Any) -> Response:
    """Take an invitation back."""
    try:
        ask("offers.withdraw_offer", offer_id=offer_id, guard=guard())
    except Refused as refused:
        return again("request.html", explained(refused), **_shown(request_id))
    return then("pages.show_request", request_id=request_id, done="invitation_withdrawn")


def _shown(request_id: Any) -> dict[str, Any]:
    asking = ask("match_requests.get_request", request_id=request_id).body
    offers = [each for each in ask_all("offers.list_offers") if each["request"]["id"] == asking["id"]]
    known = {each["peer"]["id"] for each in offers} | {each["peer"]["id"] for each in asking["offers"]}
    person, is_mine = me(), asking["seeker"]["id"] == current_viewer().person_id
    return {
        "asking": asking,
        "challenge": challenge_of(asking),
        "offers": offers,
        "pending": next((each for each in offers if each["status"] == "pending"), None),
        "left": [each for each in asking["suggestions"] if each["person"]["id"] not in known],
        "reasons": _reasons(asking) if is_mine and asking["status"] == "open" else {},
        "is_mine": is_mine,
        "zone": zone_of(person),
        "colleagues": _colleagues(asking),
    }


def _reasons(asking: dict[str, Any]) -> dict[str, Any]:
    """Why each of the suggested, by id, as the seeker's own search says it now."""
    try:
        found = ask("peer_search.search_peers", body={**of_request(asking), "limit": 30}).body
    except Refused:  # its challenge is hidden by now: the page does without reasons
        return {}
    return {each["person"]["id"]: each for each in found["items"]}


def _colleagues(asking: dict[str, Any]) -> list[dict[str, Any]]:
    """Whom a coordinator may name: those of his institution who offer enough hours, but for the seeker."""
    places = [grant.institution_id for grant in current_viewer().grants if grant.role == "coordinator"]
    if asking["status"] != "open" or not places or not places[0]:
        return []
    found = ask_all("people.list_people", {"institution_id": places[0]})
    return [each for each in found if each["id"] != asking["seeker"]["id"] and _could(each, asking)]


def _could(person: dict[str, Any], asking: dict[str, Any]) -> bool:
    offers = person["availability"]  # None: not shown, so that only the operation can tell
    return offers is None or (not offers["is_paused"] and offers["hours_per_month"] >= asking["hours_per_month"])
