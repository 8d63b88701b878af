"""One's own account and data: where one is signed in, the password, all that is kept, and how to have it erased."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request
from flask_babel import gettext

from app.web.asking import Refused, ask
from app.web.forms import guard, said
from app.web.pages import again, pages, then
from app.web.refusals import sentence

# What browsers and systems call themselves in what they send, the most telling first: most claim to be Safari too.
BROWSERS = {"Firefox": "Firefox", "Edg": "Edge", "OPR": "Opera", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@pages.app_template_filter("browser")
def browser(agent: str) -> str:
    """What a reader calls a browser, by what it calls itself."""
    name, system = (next((said for sign, said in known.items() if sign in agent), "") for known in (BROWSERS, SYSTEMS))
    if name and system:
        return gettext("%(browser)s on %(system)s", browser=name, system=system)
    return name or agent[:80] or gettext("a browser that does not say its name")


@pages.get("/account")
def own_account() -> str:
    """Sessions, password, own data."""
    return render_template("account.html", **_account())


def _account() -> dict[str, Any]:
    purposes = ask("purposes.list_purposes").body["items"]
    return {
        "sessions": ask("me.list_my_sessions", query={"limit": 50}).body["items"],
        "uses": [{name: sentence(text) for name, text in each.items()} for each in purposes],
    }


@pages.post("/account/password")
def change_password() -> Response:
    """A new password; all other sessions and tokens end."""
    try:
        ask("me.change_password", body=said("old", "new"), guard=guard())
    except Refused as refused:
        # The API says what is wrong with a new password at `password`; here the field is called otherwise.
        refused.errors = {"new" if name == "password" else name: told for name, told in refused.errors.items()}
        return again("account.html", refused, **_account())
    return then("pages.own_account", done="password")


@pages.post("/account/sessions/<uuid:session>/end")
def end_session(session: UUID) -> Response:
    """End a session of one's own."""
    ask("me.end_my_session", session_id=session)
    return then("pages.own_account", done="ended")


@pages.get("/account/export")
def export_me() -> Response:
    """Everything that is kept about oneself, as a file."""
    answer = make_response(json.dumps(ask("me.export_me").body, ensure_ascii=False, indent=1))
    answer.headers.update({"Content-Type": "application/json", "Cache-Control": "no-store"})
    answer.headers["Content-Disposition"] = 'attachment; filename="sankofa-my-data.json"'
    return answer


@pages.get("/account/erase")
def confirm_erasure() -> str:
    """What erasing oneself means, and the form that confirms it."""
    return render_template("erase.html", etag=ask("me.show_me").etag)


@pages.post("/account/erase")
def erase_me() -> Response:
    """Erase oneself everywhere."""
    try:
        ask("me.erase_me", body=said("email"), guard=guard())
    except Refused as refused:
        return again("erase.html", refused, etag=request.form.get("etag"))
    return then("pages.erased")


@pages.get("/erased")
def erased() -> str:
    """What whoever erased himself reads last."""
    return render_template("erased.html")
