"""What several pages of learning share: refusals in the language of the page, hours where somebody is."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.viewer import current_viewer
from app.web.asking import Refused, ask
from app.web.refusals import rule_of
from app.web.words import WORDS


def explained(refused: Refused) -> Refused:
    """The refusal, told in the words of the page where its rule has some."""
    told = WORDS["rule"].get(rule_of(refused.problem))
    refused.detail = str(told) if told else refused.detail
    return refused


def me() -> dict[str, Any] | None:
    """Whoever looks at the page, as he sees himself in the directory; None for an account without a person."""
    person_id = current_viewer().person_id
    found: dict[str, Any] | None = ask("people.get_person", person_id=person_id).body if person_id else None
    return found


def zone_of(person: dict[str, Any] | None) -> str:
    """The time zone that somebody has said, else UTC."""
    named = ((person or {}).get("availability") or {}).get("time_zone") or "UTC"
    try:
        ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return str(named)
