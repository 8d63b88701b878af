"""Home, and the peers for what somebody is trying to solve. By POST: a problem stays out of addresses and logs."""

from __future__ import annotations

from flask import Response, render_template, request

from app.web.asking import Refused, ask
from app.web.forms import said
from app.web.pages import again, pages

LIMIT = 10  # cards on a page; a slow line and a small screen take no more


@pages.get("/")
def home() -> str:
    """One box: what are you trying to solve?"""
    return render_template("home.html", asked={})


@pages.post("/peers")
def find_peers() -> str | Response:
    """Peers for it as cards, each with why; an error comes back with what was typed."""
    asked = {"ring": "international", **said("text", "ring")}
    try:
        found = ask("peer_search.search_peers", body={**asked, "limit": LIMIT})
    except Refused as refused:
        return again("home.html", refused, asked=request.form)
    return render_template("peers.html", asked=asked, answer=found.body)
