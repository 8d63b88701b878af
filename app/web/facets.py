"""Lists with filters, and beside each value of a filter how many it would find; for every page that has such a list."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_babel import format_decimal, get_locale, gettext

from app.errors import NotFound
from app.web.asking import Refused, ask
from app.web.lists import Choices, in_order, topic_name
from app.web.pages import again
from app.web.words import word

LIMIT = 18  # cards on a page
NOTHING: dict[str, Any] = {"items": [], "next": None}
NO_COUNTS: dict[str, Any] = {"total": 0, "without": [], "left_off": []}
# Which list of words says what the codes of a filter are called.
WORDS = {
    "kind": "institution_kind",
    "level": "government_level",
    "status": "challenge_status",
    "step": "lesson_step",
    "stage": "community_stage",
}
# Which operation says what an id of a filter is called, and how it calls the id.
NAMED = {
    "institution_id": ("institutions.get_institution", "institution_id"),
    "parent_id": ("institutions.get_institution", "institution_id"),
    "topic_id": ("topics.get_topic", "topic_id"),
    "member_id": ("people.get_person", "person_id"),
    "contributor_id": ("people.get_person", "person_id"),
}


def listed(
    template: str, feature: str, asked: dict[str, str], order: str | None = None, **shown: Any
) -> str | Response:
    """The page of a list that the operations `list_` and `count_` of a feature find and count by the same filters.

    A filter that they refuse is told beside an empty list.
    """
    filters = {name: value for name, value in asked.items() if name != "cursor"}
    try:
        found = ask(f"{feature}.list_{feature}", query={**asked, "sort": order, "limit": LIMIT}).body
        counts = ask(f"{feature}.count_{feature}", query=filters).body
    except Refused as refused:
        return again(template, refused, **_shown(NOTHING, NO_COUNTS, filters), asked=asked, **shown)
    return render_template(template, **_shown(found, counts, filters), asked=asked, **shown)


def _shown(found: dict[str, Any], counts: dict[str, Any], filters: dict[str, str]) -> dict[str, Any]:
    facets = {name: values for name, values in counts.items() if isinstance(values, list) and name not in NO_COUNTS}
    chosen = {name: _chosen(name, value, facets.get(name, [])) for name, value in filters.items()}
    names = {*facets, *filters} - {"q"}
    return {
        "found": found,
        "counts": counts,
        "chosen": chosen,
        "without": {each["filter"]: each["count"] for each in counts["without"] if each["count"]},
        "facets": {name: _choices(name, facets.get(name, []), filters.get(name), chosen) for name in names},
    }


def _choices(name: str, values: list[dict[str, Any]], value: str | None, chosen: dict[str, str]) -> Choices:
    """What to choose from: the values that would find something with how many, and what is chosen now."""
    known = [(each["value"], _called(name, each), each["count"]) for each in values]
    if value and value not in {each[0] for each in known}:
        known.append((value, chosen[name], 0))
    known.sort(key=lambda each: in_order(each[1]))
    return [(code, f"{called} ({format_decimal(count)})") for code, called, count in known]


def _chosen(name: str, value: str, values: list[dict[str, Any]]) -> str:
    """What the chosen value of a filter is called, whether or not it was counted."""
    counted = next((each for each in values if each["value"] == value), None)
    if counted or name not in NAMED:
        return _called(name, counted or {"value": value})
    endpoint, key = NAMED[name]
    try:
        return _called(name, {"value": value, **ask(endpoint, **{key: value}).body})
    except (Refused, NotFound):
        return gettext("not known")


def _called(name: str, told: dict[str, Any]) -> str:
    """What a value is called in the language of the page."""
    value, locale = told["value"], get_locale()
    if name in WORDS:
        return word(value, WORDS[name])
    if name == "topic_id":
        return topic_name({"id": value, "name": told["name"]})
    if locale and name == "country":
        return str(locale.territories.get(value, value))
    if locale and name == "language":
        return str(locale.languages.get(value, value))
    return str(told.get("name", value))
