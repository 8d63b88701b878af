"""Somebody to choose from more than a list can hold: a part of the name is typed, then chosen.

Without scripts: a button of the form looks, and the form comes again with what was typed in all its fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

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
    found = _found(field, institution_id)
    options = [(each["id"], _with_post(each)) for each in found["items"] if each["id"] != without]
    return _picking(field, options, chosen, has_more=bool(found["next"]))


def _words(field: str) -> str:
    return request.values.get(f"{field}_like", "").strip()


def _found(field: str, institution_id: str) -> Any:
    """The first of them whose name has the words; none where there can be no such name."""
    try:
        query = {"institution_id": institution_id, "q": _words(field), "limit": MOST}
        return ask("people.list_people", query=query).body
    except Refused as refused:
        if refused.status != 422:
            raise
        return {"items": [], "next": None}


def _picking(field: str, options: Choices, chosen: Named | None, *, has_more: bool) -> Picking:
    if chosen and chosen["id"] not in dict(options):
        options = [*options, (chosen["id"], chosen["name"])]
    return Picking(options, has_more or bool(_words(field)), _words(field))


def _with_post(person: Named) -> str:
    return f"{person['name']} ({person['position']})" if person["position"] else str(person["name"])
