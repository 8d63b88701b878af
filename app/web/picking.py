"""Somebody, or an institution, to choose from more than a list can hold: a part of the name is typed, then chosen.

Without scripts: a button of the form looks, and the form comes again with what was typed in all its fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from app.errors import NotFound
from app.web.asking import Refused, ask
from app.web.lists import Choices

MOST = 100  # to choose from at once
Named = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picking:
    """What there is to choose from; `is_long`: there is more, so that the page asks for `words` of the name."""

    options: Choices
    is_long: bool
    words: str


def colleagues(field: str, institution_id: str, chosen: Named | None = None, without: str | None = None) -> Picking:
    """The people of an institution for that field; whoever is chosen already stays among them."""
    found = _found("people.list_people", field, {"institution_id": institution_id})
    options = [(each["id"], _with_post(each)) for each in found["items"] if each["id"] != without]
    return _picking(field, options, chosen, has_more=bool(found["next"]))


def institutions(field: str, **query: Any) -> Picking:
    """Institutions by name for that field of an address."""
    found = _found("institutions.list_institutions", field, query)
    options = [(each["id"], each["name"]) for each in found["items"]]
    return _picking(field, options, _institution(request.args.get(field), options), has_more=bool(found["next"]))


def _words(field: str) -> str:
    return request.values.get(f"{field}_like", "").strip()


def _found(endpoint: str, field: str, query: dict[str, Any]) -> Any:
    """The first of them whose name has the words; none where there can be no such name."""
    try:
        return ask(endpoint, query={**query, "q": _words(field), "limit": MOST}).body
    except Refused as refused:
        if refused.status != 422:
            raise
        return {"items": [], "next": None}


def _picking(field: str, options: Choices, chosen: Named | None, *, has_more: bool) -> Picking:
    if chosen and chosen["id"] not in dict(options):
        options = [*options, (chosen["id"], chosen["name"])]
    return Picking(options, has_more or bool(_words(field)), _words(field))


def _institution(chosen_id: str | None, options: Choices) -> Named | None:
    """The one that is chosen, where it is not among the others."""
    if not chosen_id or chosen_id in dict(options):
        return None
    try:
        found: Named = ask("institutions.get_institution", institution_id=chosen_id).body
    except (Refused, NotFound):
        return None
    return found


def _with_post(person: Named) -> str:
    return f"{person['name']} ({person['position']})" if person["position"] else str(person["name"])
