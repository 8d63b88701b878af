"""From a peer who was found to an invitation: what you hope for and how many hours, then the page of the request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request

from app.viewer import current_viewer
from app.web.asking import Refused, ask, ask_all
from app.web.forms import guard, number, said
from app.web.gathering import explained
from app.web.needs import as_request, challenge_of, need_choices, of_request, said_need
from app.web.pages import again, pages, require_sign_in, then


@pages.post("/invite")
def start_inviting() -> str | Response:
    """Ask what you hope for, before anything is sent; who has asked this already goes on with that request."""
    peer_id, need = _peer_id(), said_need()
    known = _open_request(need)
    if known is not None:
        return then("pages.show_invitation", request_id=known, peer_id=peer_id)
    return render_template("invite.html", person=_person(peer_id), typed=request.form, **_new(need))


@pages.post("/invite/send")
def send_request() -> Response:
    """Ask, and invite this peer first: two operations, each with its own key, so that a second press does no harm."""
    peer_id, need = _peer_id(), said_need()
    asked = {**as_request(need), **said(hours_per_month=number)}
    try:
        made = ask("match_requests.create_request", body=asked, guard=_key("request")).body
    except Refused as refused:
        return again("invite.html", explained(refused), person=_person(peer_id), typed=request.form, **_new(need))
    try:
        _invite(made["id"], peer_id, _key("offer"))
    except Refused:  # the request stands, and its page shows whom else to invite
        return then("pages.show_request", request_id=made["id"], done="asked_only")
    return then("pages.show_request", request_id=made["id"], done="invited")


@pages.get("/learning/requests/<uuid:request_id>/invite/<uuid:peer_id>")
def show_invitation(request_id: UUID, peer_id: UUID) -> str:
    """What to tell another peer of a request that there is already."""
    asking = ask("match_requests.get_request", request_id=request_id).body
    return render_template("invite.html", person=_person(str(peer_id)), typed={}, **_known(asking))


@pages.post("/learning/requests/<uuid:request_id>/invite/<uuid:peer_id>")
def send_invitation(request_id: UUID, peer_id: UUID) -> Response:
    """Invite him for that request."""
    try:
        _invite(str(request_id), str(peer_id), guard())
    except Refused as refused:
        asking = ask("match_requests.get_request", request_id=request_id).body
        shown = {"person": _person(str(peer_id)), "typed": request.form, **_known(asking)}
        return again("invite.html", explained(refused), **shown)
    return then("pages.show_request", request_id=request_id, done="invited")


def _peer_id() -> str:
    require_sign_in()
    try:
        return str(UUID(request.form.get("peer_id", "")))
    except ValueError:
        abort(404)


def _person(person_id: str) -> Any:
    return ask("people.get_person", person_id=person_id).body


def _new(need: dict[str, Any]) -> dict[str, Any]:
    """What is shown of a need for which there is no request yet."""
    return {"to_send": None, "asked": need, "challenge": challenge_of(need), "choices": need_choices()}


def _known(asking: dict[str, Any]) -> dict[str, Any]:
    """The same of a request that there is."""
    return {**_new(of_request(asking)), "to_send": asking}


def _open_request(need: dict[str, Any]) -> str | None:
    """The id of the viewer's own open request in the same words, and for the same challenge."""
    me = current_viewer().person_id
    found = ask_all("match_requests.list_requests", {"status": "open"})
    same = (each["id"] for each in found if each["seeker"]["id"] == me and _words(each) == _words(need))
    return next(same, None)


def _words(need: dict[str, Any]) -> tuple[str, str | None]:
    return need.get("text", "").strip(), need.get("challenge_id")


def _key(what: str) -> dict[str, str]:
    """The key of the form, made into one for each of the operations that it leads to."""
    return {name: f"{value}-{what}" for name, value in guard().items() if name == "key"}


def _invite(request_id: str, peer_id: str, kept: Any) -> None:
    body = {"peer_id": peer_id, **said("message")}
    ask("match_requests.create_offer", request_id=request_id, body=body, guard=kept)
