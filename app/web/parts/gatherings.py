"""Gatherings of communities: planned, altered, called off, and taken into one's own calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Response, current_app, render_template, request

from app.web.asking import Refused, ask
from app.web.dates import local
from app.web.forms import guard, said, whole
from app.web.gathering import me, zone_of
from app.web.lists import zone_choices
from app.web.pages import again, pages, then
from app.web.parts.communities import PATH

ONE = f"{PATH}/gatherings/<uuid:gathering_id>"
USUAL = 60  # minutes


@pages.get(f"{PATH}/gatherings/new")
def new_gathering(community_id: UUID) -> str:
    """What to say of a gathering to plan."""
    return render_template("gathering-form.html", **_form(community_id))


@pages.post(f"{PATH}/gatherings/new")
def plan_gathering(community_id: UUID) -> Response:
    """Plan it."""
    try:
        ask("gatherings.create_gathering", body=_said(), guard=guard(), community_id=community_id)
    except Refused as refused:
        return again("gathering-form.html", refused, **_form(community_id))
    return then("pages.community", community_id=community_id, done="gathering_planned")


@pages.get(f"{ONE}/edit")
def edit_gathering(community_id: UUID, gathering_id: UUID) -> str:
    """The same, with what was said."""
    return render_template("gathering-form.html", **_form(community_id, gathering_id))


@pages.post(f"{ONE}/edit")
def save_gathering(community_id: UUID, gathering_id: UUID) -> Response:
    """Say it anew, or write its notes."""
    return _alter(community_id, gathering_id, _said(), "saved")


@pages.post(f"{ONE}/call-off")
def call_off_gathering(community_id: UUID, gathering_id: UUID) -> Response:
    """Call it off; or have it take place after all."""
    is_off = request.form.get("is_called_off") == "yes"
    return _alter(community_id, gathering_id, {"is_called_off": is_off}, "called_off" if is_off else "on_again")


def _alter(community_id: UUID, gathering_id: UUID, body: dict[str, Any], done: str) -> Response:
    ids = {"community_id": community_id, "gathering_id": gathering_id}
    try:
        ask("gatherings.update_gathering", body=body, guard=guard(), **ids)
    except Refused as refused:
        return again("gathering-form.html", refused, **{**_form(**ids), "etag": request.form.get("etag")})
    return then("pages.community", community_id=community_id, done=done)


@pages.get(f"{ONE}/calendar.ics")
def download_gathering(community_id: UUID, gathering_id: UUID) -> Response:
    """The gathering as a file for one's own calendar."""
    answer = ask("gatherings.get_gathering_calendar", community_id=community_id, gathering_id=gathering_id)
    return current_app.response_class(answer.body, headers={"Content-Type": answer.headers["Content-Type"]})


def _said() -> dict[str, Any]:
    body = said("title", "time_zone", "place", "link", "notes", minutes=whole)
    return {**body, "starts_at": _moment(request.form.get("starts_at", ""), request.form.get("time_zone", ""))}


def _moment(typed: str, zone: str) -> str:
    """The moment that the clock of that zone shows as typed; what is no time the schema refuses."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return typed


def _form(community_id: UUID, gathering_id: UUID | None = None) -> dict[str, Any]:
    """What the form is made of: what was typed, else what is there."""
    community, zone = ask("communities.get_community", community_id=community_id).body, zone_of(me())
    typed: dict[str, Any] = {"time_zone": zone, "minutes": USUAL}
    gathering, etag = None, None
    if gathering_id:
        answer = ask("gatherings.get_gathering", community_id=community_id, gathering_id=gathering_id)
        gathering, etag = answer.body, answer.etag
        starts = local(gathering["starts_at"], gathering["time_zone"])
        typed = {**gathering, "starts_at": starts.isoformat(timespec="minutes")}
    if request.method == "POST":
        typed = {**typed, **request.form}
    zones = zone_choices(zone, typed["time_zone"])
    return {"community": community, "gathering": gathering, "etag": etag, "typed": typed, "zones": zones}
