"""The audit log as sentences: who did what to which things, when, and what for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import current_app, render_template, request

from app.web.asking import Refused, ask
from app.web.pages import pages
from app.web.parts.admin import operation, require_admin
from app.web.words import word
from app.web.words_of_oversight import OVERSIGHT_WORDS

KINDS = tuple(OVERSIGHT_WORDS["record"])


@pages.get("/admin/audit")
def audit() -> str:
    """What was done, newest first, of a kind and between two days; that one looked is in it too."""
    require_admin()
    query = {name: request.args.get(name) for name in ("kind", "account_id", "cursor")}
    span, wrong = _span()
    page = ask("audit_events.list_audit_events", query={**query, **span, "limit": 50}).body
    who = {each["account_id"]: _email(each["account_id"]) for each in page["items"] if each["account_id"]}
    shown = {"page": page, "query": request.args, "kinds": KINDS, "who": who, "wrong_day": wrong}
    return render_template("admin-audit.html", **shown, doing=_doing)


def _span() -> tuple[dict[str, str], bool]:
    """The days of the form as moments, the last one to its end; and whether one is no day."""
    try:
        days = {name: date.fromisoformat(request.args[name]) for name in ("from", "to") if request.args.get(name)}
    except ValueError:
        return {}, True
    if "to" in days:
        days["to"] += timedelta(days=1)
    return {name: f"{day.isoformat()}T00:00:00Z" for name, day in days.items()}, False


def _email(account_id: str) -> str | None:
    """Whose account it is; nothing where it is gone."""
    try:
        return ask("accounts.get_account", account_id=account_id).body["email"]
    except Refused:
        return None


def _doing(event: dict[str, Any]) -> str:
    """What the operation is called in the reference of the API."""
    view = current_app.view_functions.get(event["doing"])
    if view is None:
        return word(event["doing"], "actor")
    return operation((view.__doc__ or "").strip().partition("\n")[0].rstrip("."))
