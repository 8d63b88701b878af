"""Exchanges between institutions: which there are, and one with its steps, people and agenda."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.web.asking import Refused, ask
from app.web.forms import guard, said
from app.web.pages import again, pages, then

STEPS = ("anchor", "define", "design", "implement", "measure", "closed")
TAKES_A_REASON = {"back": "exchanges.return_exchange", "cancel": "exchanges.cancel_exchange"}
DONE = {"back": "back", "cancel": "exchange_cancelled"}


@pages.get("/exchanges")
def exchanges() -> str:
    """Those of one's institutions, and those that one is named in."""
    query = {name: request.args.get(name) for name in ("step", "q", "cursor")}
    found = ask("exchanges.list_exchanges", query=query).body
    return render_template("exchanges.html", exchanges=found, asked=query, steps=(*STEPS, "cancelled"))


@pages.get("/exchanges/<uuid:exchange_id>")
def show_exchange(exchange_id: str) -> str:
    """One exchange: where it stands, what is missing for its next step, who takes part, when."""
    return render_template("exchange.html", **_all_of(exchange_id))


def _all_of(exchange_id: str) -> dict[str, Any]:
    return {"exchange": ask("exchanges.get_exchange", exchange_id=exchange_id).body, "steps": STEPS}


@pages.post("/exchanges/<uuid:exchange_id>/advance")
def advance_exchange(exchange_id: str) -> Response:
    """On to the next step; what is missing for it stands on the page."""
    try:
        ask("exchanges.advance_exchange", guard=guard(), exchange_id=exchange_id)
    except Refused as refused:
        return again("exchange.html", refused, **_all_of(exchange_id))
    return then("pages.show_exchange", exchange_id=exchange_id, done="on")


@pages.post("/exchanges/<uuid:exchange_id>/<any(back, cancel):act>")
def end_or_return_exchange(exchange_id: str, act: str) -> Response:
    """Back by a step, or its end, with a reason that the others read."""
    try:
        ask(TAKES_A_REASON[act], body=said("reason"), guard=guard(), exchange_id=exchange_id)
    except Refused as refused:
        return again("exchange.html", refused, typed=request.form, act=act, **_all_of(exchange_id))
    return then("pages.show_exchange", exchange_id=exchange_id, done=DONE[act])
