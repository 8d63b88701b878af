"""One's own profile: card by card, each with who sees it, and a preview of what others see."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.errors import NotFound
from app.viewer import current_viewer
from app.vocabulary import CEFR_LEVELS
from app.web.asking import Refused, ask
from app.web.forms import guard, maybe, number, said
from app.web.lists import language_choices, zone_choices
from app.web.pages import again, pages, require_sign_in, then
from app.web.parts.preview import CIRCLES, altered, expertise_as_seen, person_as_seen

CARDS = ("post", "contact", "about", "languages", "availability", "choices")


@pages.get("/profile")
def profile() -> str:
    """All one's cards, who sees each, and the whole as a circle of others sees it."""
    require_sign_in()
    if current_viewer().person_id is None:
        return render_template("profile-none.html")
    person, expertise = own_person().body, own_expertise().body["items"]
    asked = request.args.get("seen_by")
    circle = asked if asked in CIRCLES else "network"
    return render_template(
        "profile.html",
        person=person,
        expertise=expertise,
        circle=circle,
        circles=CIRCLES,
        seen=person_as_seen(person, circle),
        seen_expertise=expertise_as_seen(expertise, circle, person["institution"]["country"]),
    )


def own_person() -> Any:
    """The answer of the API on oneself. Raises: NotFound for an account of nobody in the directory."""
    require_sign_in()
    if current_viewer().person_id is None:
        raise NotFound
    return ask("people.get_person", person_id=current_viewer().person_id)


def own_expertise() -> Any:
    """The answer of the API on what one knows."""
    return ask("people.get_expertise", person_id=current_viewer().person_id)


@pages.get("/profile/<card>")
def profile_card(card: str) -> str:
    """The form of one card."""
    answer = own_person()
    return render_template("profile-card.html", **_card(card, answer.body, answer.body), etag=answer.etag)


@pages.post("/profile/<card>")
def save_card(card: str) -> str | Response:
    """Save a card, or only look at what others would see."""
    person = own_person().body
    shown = altered(person, _said(_known(card)))
    if request.form.get("act") == "preview":
        return render_template("profile-card.html", **_card(card, person, shown), etag=request.form.get("etag"))
    try:
        ask("people.update_person", person_id=person["id"], body=_said(card), guard=guard())
    except Refused as refused:
        return again("profile-card.html", refused, **_card(card, person, shown), etag=request.form.get("etag"))
    return then("pages.profile", done="saved")


def _known(card: str) -> str:
    if card not in CARDS:
        raise NotFound
    return card


def _card(card: str, person: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """What the page of a card shows: the form with `shown`, and who would see it."""
    return {
        "card": _known(card),
        "person": person,
        "shown": shown,
        "seen": {circle: person_as_seen(shown, circle) for circle in CIRCLES},
        "language_choices": language_choices() if card == "languages" else [],
        "zone_choices": zone_choices(shown["availability"].get("time_zone")) if card == "availability" else [],
        "levels": CEFR_LEVELS,
    }


def _said(card: str) -> dict[str, Any]:
    if card == "post":
        return said("name", "position", "unit")
    if card == "contact":
        return said("contact_visibility", email=maybe)
    if card == "about":
        return said("about", "about_visibility")
    if card == "languages":
        return {**said("languages_visibility"), "languages": _spoken()}
    if card == "choices":
        return said(ticked=("objects_to_matching", "objects_to_risk"))
    kinds = {"time_zone": maybe, "hours_per_month": number}
    return said("ring_open", "availability_visibility", many=("working_days",), ticked=("is_paused",), **kinds)


def _spoken() -> list[dict[str, str]]:
    """The languages of the form: those that keep a level, and the one that is added."""
    form = request.form
    kept = {name.removeprefix("level-"): level for name, level in form.items() if name.startswith("level-") and level}
    if form.get("more"):
        kept[form["more"]] = form.get("more_level") or CEFR_LEVELS[0]
    return [{"language": language, "level": level} for language, level in kept.items()]
