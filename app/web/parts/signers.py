"""Who may sign in, in which roles: accounts as administrators see them."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.vocabulary import ROLES
from app.web.asking import Refused, ask
from app.web.forms import guard, maybe, said
from app.web.pages import again, pages, then
from app.web.parts.admin import places, require_admin

FILTERS = ("q", "role", "is_active", "cursor")


@pages.get("/admin/accounts")
def accounts() -> str:
    """The accounts, with filters."""
    require_admin()
    query = {name: request.args.get(name) for name in FILTERS}
    page = ask("accounts.list_accounts", query={**query, "limit": 50}).body
    return render_template("admin-accounts.html", page=page, query=query, all_roles=ROLES, places=places())


@pages.get("/admin/accounts/new")
def new_account() -> str:
    """The form for another account."""
    require_admin()
    return render_template("admin-account-new.html", typed={}, all_roles=ROLES, places=places())


@pages.post("/admin/accounts/new")
def create_account() -> Response:
    """Let somebody sign in."""
    try:
        account = ask(
            "accounts.create_account", body={**said("email", password=maybe), "roles": _roles()}, guard=guard()
        ).body
    except Refused as refused:
        return again("admin-account-new.html", refused, typed=request.form, all_roles=ROLES, places=places())
    return then("pages.admin_account", account_id=account["id"], done="account_made")


def _roles() -> list[dict[str, Any]]:
    """The roles that are kept ("role institution" in the value of each tick), and the one that is added."""
    kept = [each.partition(" ") for each in request.form.getlist("kept")]
    roles = [{"role": role, "institution_id": place or None} for role, _, place in kept]
    if request.form.get("role"):
        roles.append({"role": request.form["role"], "institution_id": request.form.get("institution_id") or None})
    return roles


@pages.get("/admin/accounts/<uuid:account_id>")
def admin_account(account_id: str) -> str:
    """One account with its roles."""
    require_admin()
    answer = ask("accounts.get_account", account_id=account_id)
    return render_template("admin-account.html", **_shown(answer.body), etag=answer.etag, typed={})


def _shown(account: dict[str, Any]) -> dict[str, Any]:
    return {"account": account, "all_roles": ROLES, "places": places()}


@pages.post("/admin/accounts/<uuid:account_id>")
def save_account(account_id: str) -> Response:
    """Grant other roles."""
    return _alter(account_id, {"roles": _roles()})


@pages.get("/admin/accounts/<uuid:account_id>/switch")
def confirm_switch(account_id: str) -> str:
    """Are you sure? What ends, or begins again."""
    require_admin()
    answer = ask("accounts.get_account", account_id=account_id)
    return render_template("admin-account-switch.html", account=answer.body, etag=answer.etag)


@pages.post("/admin/accounts/<uuid:account_id>/switch")
def switch_account(account_id: str) -> Response:
    """End that somebody may sign in, or allow it again."""
    return _alter(account_id, {"is_active": request.form.get("to") == "active"})


def _alter(account_id: str, body: dict[str, Any]) -> Response:
    try:
        ask("accounts.update_account", account_id=account_id, body=body, guard=guard())
    except Refused as refused:
        answer = ask("accounts.get_account", account_id=account_id)
        shown = {"etag": request.form.get("etag"), "typed": request.form}
        return again("admin-account.html", refused, **_shown(answer.body), **shown)
    return then("pages.admin_account", account_id=account_id, done="account_saved")
