"""Home, and the peers for what somebody is trying to solve. By POST: a problem stays out of addresses and logs."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from app.web.asking import Refused, ask
from app.web.gathering import explained
from app.web.needs import challenge_of, need_choices, said_need
from app.web.pages import again, pages

LIMIT = 10  # cards on a page; a slow line and a small screen take no more
WIDEST = "international"


@pages.get("/")
def home() -> str:
    """One box: what are you trying to solve?"""
    return render_template("home.html", asked={}, choices=need_choices())


@pages.post("/peers")
def find_peers() -> str | Response:
    """Peers for it as cards, each with why; an error comes back with what was typed."""
    asked = said_need()
    try:
        shown = _look(asked)
    except Refused as refused:
        return again("home.html", explained(refused), asked=asked, choices=need_choices())
    return render_template("peers.html", **shown, choices=need_choices(), challenge=challenge_of(asked))


def _look(asked: dict[str, Any]) -> dict[str, Any]:
    """The peers up to the ring asked for, else up to the nearest where somebody fits; and what each ring would gain."""
    whole = _search(asked, WIDEST)
    steps = whole["widening"]
    ring = asked.get("ring") or next((each["ring"] for each in steps if each["candidates"]), WIDEST)
    answer = whole if ring == WIDEST else _search(asked, ring)
    return {"asked": {**asked, "ring": ring}, "answer": answer, "steps": steps}


def _search(asked: dict[str, Any], ring: str) -> dict[str, Any]:
    body = {**asked, "ring": ring, "limit": LIMIT}
    found: dict[str, Any] = ask("peer_search.search_peers", body=body).body
    return found
