"""What others see of somebody, worked out on his or her own page from what was chosen for each card.

The rule itself is the API's (`app.visibility`), and decides whatever others are really shown; `tests/web/browser` holds
the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.vocabulary import VISIBILITIES

CIRCLES = ("institution", "country", "network")
CARDS = ("contact", "about", "languages", "availability")
AVAILABILITY = ("time_zone", "working_days", "hours_per_month", "is_paused", "ring_open")


def is_shown(visibility: str, circle: str, country: str | None) -> bool:
    """Whether what has that visibility is shown to that circle; without a country its circle is the institution."""
    if visibility == "country" and not country:
        visibility = "institution"
    return visibility in VISIBILITIES and VISIBILITIES.index(visibility) >= VISIBILITIES.index(circle)


def person_as_seen(person: Mapping[str, Any], circle: str) -> dict[str, Any]:
    """The person as that circle sees it: the cards that are not for it are gone."""
    country = person["institution"]["country"]
    hidden = {card: None for card in CARDS if not is_shown(person["privacy"][f"{card}_visibility"], circle, country)}
    return {**person, **hidden, "privacy": None}


def expertise_as_seen(entries: list[dict[str, Any]], circle: str, country: str | None) -> list[dict[str, Any]]:
    """The entries that the circle sees."""
    return [each for each in entries if is_shown(each["visibility"], circle, country)]


def altered(person: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The person as it would be with what a form says, before it is saved."""
    choices = {name: said[name] for name in person["privacy"] if name in said}
    hours = {name: said[name] for name in AVAILABILITY if name in said}
    plain = {name: said[name] for name in ("name", "position", "unit", "about", "languages") if name in said}
    return {
        **person,
        **plain,
        "contact": {**(person["contact"] or {}), **({"email": said["email"]} if "email" in said else {})},
        "availability": {**(person["availability"] or {}), **hours},
        "privacy": {**person["privacy"], **choices},
    }
