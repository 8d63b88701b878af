"""My learning: what I asked, what I am asked and what it would cost me, whom I learn with, and when we meet."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask_babel import get_locale

from app.viewer import current_viewer
from app.web.asking import Refused, ask, ask_all
from app.web.dates import local
from app.web.forms import guard, said
from app.web.gathering import explained, me, zone_of
from app.web.pages import again, pages, require_sign_in, then

LIFETIME = 100  # years; the calendar of all days ends at both ends


@pages.get("/learning")
def learning() -> str:
    """All of it on one page."""
    return render_template("learning.html", **_overview())


@pages.post("/learning/offers/<uuid:offer_id>/accept")
def accept_offer(offer_id: Any) -> Response:
    """Say yes, and on to what was agreed."""
    try:
        offer = ask("offers.accept_offer", offer_id=offer_id, guard=guard()).body
    except Refused as refused:
        return again("learning.html", explained(refused), **_overview())
    return then("pages.show_engagement", engagement_id=offer["engagement_id"], done="accepted")


@pages.post("/learning/offers/<uuid:offer_id>/decline")
def decline_offer(offer_id: Any) -> Response:
    """Say no; why, where he wants to say it."""
    try:
        ask("offers.decline_offer", offer_id=offer_id, body=said("reason"), guard=guard())
    except Refused as refused:
        return again("learning.html", explained(refused), **_overview())
    return then("pages.learning", done="declined")


def _overview() -> dict[str, Any]:
    require_sign_in()
    my_id, person = current_viewer().person_id, me()
    offers = ask_all("offers.list_offers")
    engagements = [each for each in ask_all("engagements.list_engagements") if _is_mine(each, my_id)]
    mine = [each for each in offers if each["peer"]["id"] == my_id]
    return {
        "requests": _requests(my_id, offers),
        "asked_of_me": [each for each in mine if each["status"] == "pending"],
        "cost": _cost(person, engagements, my_id),
        "engagements": engagements,
        "me": person,
        **_calendar(engagements, zone_of(person)),
    }


def _requests(my_id: str | None, offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """My requests, each with what became of its invitations, the newest first."""
    by_request: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in offers:
        by_request[each["request"]["id"]].append(each)
    found = ask_all("match_requests.list_requests")
    return [{**each, "offers": by_request[each["id"]]} for each in found if each["seeker"]["id"] == my_id]


def _is_mine(engagement: dict[str, Any], my_id: str | None) -> bool:
    return my_id in (engagement["peer"]["id"], (engagement["seeker"] or {}).get("id"))


def _cost(person: dict[str, Any] | None, engagements: list[dict[str, Any]], my_id: str | None) -> dict[str, float]:
    """Hours a month: what I offer, and what those whom I help take of it now."""
    helping = [each for each in engagements if each["status"] == "active" and each["peer"]["id"] == my_id]
    offered = ((person or {}).get("availability") or {}).get("hours_per_month") or 0.0
    return {"offered": offered, "taken": sum(each["hours_per_month"] for each in helping)}


def _calendar(engagements: list[dict[str, Any]], zone: str) -> dict[str, Any]:
    """The month asked for as weeks of days with their sessions, at the hours of the zone."""
    today = datetime.now(ZoneInfo(zone)).date()
    month = _month(request.args.get("month", ""), today)
    by_day: defaultdict[date, list[dict[str, Any]]] = defaultdict(list)
    for engagement in engagements:
        for meeting in engagement["sessions"] if engagement["status"] != "cancelled" else ():
            starts = local(meeting["starts_at"], zone)
            by_day[starts.date()].append({**meeting, "starts": starts, "engagement": engagement})
    locale = get_locale()
    weeks = Calendar(locale.first_week_day if locale else 0).monthdatescalendar(month.year, month.month)
    days = [[{"day": day, "sessions": sorted(by_day[day], key=_start)} for day in week] for week in weeks]
    coming = [each for day, found in by_day.items() if day >= today for each in found]
    near = (_next_month(month, -1), _next_month(month, 1))
    return {
        "month": month,
        "weeks": days,
        "today": today,
        "zone": zone,
        "coming": sorted(coming, key=_start),
        "near": near,
    }


def _start(meeting: dict[str, Any]) -> datetime:
    starts: datetime = meeting["starts"]
    return starts


def _month(said_month: str, today: date) -> date:
    """The month that was asked for, if it is within a lifetime; else this one."""
    try:
        asked = date.fromisoformat(f"{said_month}-01")
    except ValueError:
        asked = today
    return (asked if abs(asked.year - today.year) < LIFETIME else today).replace(day=1)


def _next_month(month: date, step: int) -> date:
    number = month.year * 12 + month.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)
