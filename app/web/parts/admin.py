"""Administration: whether all runs well, who may do what, and messages that could not be sent."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, render_template, request
from flask_babel import gettext

from app.errors import Forbidden
from app.policy_page import policy_table
from app.viewer import current_viewer
from app.vocabulary import ROLES
from app.web.asking import Refused, ask, ask_all
from app.web.forms import guard
from app.web.pages import again, pages, require_sign_in, then
from app.web.sentences_of_operations import GROUPS, OPERATIONS

SHARED = ("Institutions", "Topics", "People", "Challenges", "Lessons")  # groups that other pages name
_KNOWN = frozenset((*GROUPS, *OPERATIONS, *SHARED))
STATES = ("dead", "waiting", "sent")


def require_admin() -> None:
    """Let only administrators go on. Raises: Unauthenticated, Forbidden."""
    require_sign_in()
    if all(each.role != "admin" for each in current_viewer().grants):
        raise Forbidden("This is for administrators.")


@pages.get("/admin")
def admin() -> str:
    """Where administration begins: health, and what waits for somebody."""
    require_admin()
    dead = ask("outbox.list_messages", query={"limit": 100}).body
    events = ask("audit_events.list_audit_events", query={"limit": 1}).body["items"]
    closed = ask("accounts.list_accounts", query={"limit": 100, "is_active": "false"}).body
    shown = {"dead": dead, "last": events[0] if events else None, "closed": closed}
    return render_template("admin.html", is_ready=_is_ready(), places=places(), **shown)


def places() -> dict[str, str]:
    """The names of the institutions by their ids, to choose from."""
    return {each["id"]: each["name"] for each in ask_all("institutions.list_institutions")}


def _is_ready() -> bool:
    try:
        return ask("health.ready").status == 200
    except Refused:
        return False


@pages.get("/admin/policy")
def admin_policy() -> str:
    """Who may do what: the table that is enforced."""
    require_admin()
    return render_template("admin-policy.html", table=policy_table(current_app), all_roles=ROLES)


@pages.app_template_filter("operation")
def operation(said: str) -> str:
    """What an operation, or a group of them, is called, in the language of the page."""
    return str(gettext(said)) if said in _KNOWN else said


@pages.get("/admin/outbox")
def admin_outbox() -> str:
    """Messages that could not be sent, or in another state."""
    require_admin()
    return render_template("admin-outbox.html", **_messages())


def _messages() -> dict[str, Any]:
    state = request.args.get("state") if request.args.get("state") in STATES else STATES[0]
    page = ask("outbox.list_messages", query={"state": state, "cursor": request.args.get("cursor"), "limit": 50}).body
    people = {each["person_id"] for each in page["items"] if each["person_id"]}
    return {"page": page, "state": state, "states": STATES, "people": {each: _name(each) for each in people}}


def _name(person_id: str) -> str | None:
    """What somebody is called; nothing where the viewer may not know."""
    try:
        return ask("people.get_person", person_id=person_id).body["name"]
    except Refused:
        return None


@pages.post("/admin/outbox/<uuid:message_id>/retry")
def retry_message(message_id: str) -> Response:
    """Try a message again."""
    try:
        ask("outbox.retry_message", message_id=message_id, guard=guard())
    except Refused as refused:
        return again("admin-outbox.html", refused, **_messages(), is_seen=True)
    return then("pages.admin_outbox", done="retried")
