"""What somebody looks for, as forms ask it and carry it on: words, own challenge, languages, topics, how far."""

from __future__ import annotations

from typing import Any

from app.errors import NotFound
from app.viewer import current_viewer
from app.web.asking import Refused, ask, ask_all
from app.web.forms import maybe, said
from app.web.lists import Choices, language_choices, topic_choices

MOST = 100  # challenges to choose from


def said_need() -> dict[str, Any]:
    """What a form said of it, as the peer search takes it."""
    return said("text", "ring", many=("languages", "topics"), challenge_id=maybe)


def as_request(need: dict[str, Any]) -> dict[str, Any]:
    """The same as a match request takes it."""
    return {("topic_ids" if name == "topics" else name): value for name, value in need.items()}


def of_request(asking: dict[str, Any]) -> dict[str, Any]:
    """What the peer search is asked for a match request that there is."""
    kept = {name: asking[name] for name in ("text", "challenge_id", "ring", "languages")}
    return {**kept, "topics": [each["id"] for each in asking["topics"]]}


def need_choices() -> dict[str, Choices]:
    """What there is to choose from beside the words; nothing for who is not signed in."""
    if not current_viewer().is_signed_in:
        return {"challenges": [], "topics": [], "languages": []}
    return {"challenges": _challenges(), "topics": topic_choices(), "languages": language_choices()}


def challenge_of(need: dict[str, Any]) -> dict[str, Any] | None:
    """The challenge that is asked for, if it is one that the viewer may see."""
    if not need.get("challenge_id"):
        return None
    try:
        found: dict[str, Any] = ask("challenges.get_challenge", challenge_id=need["challenge_id"]).body
    except (Refused, NotFound):
        return None
    return found


def _challenges() -> Choices:
    """The open challenges of the viewer's institution that he may see, his own first."""
    viewer = current_viewer()
    if viewer.institution_id is None:
        return []
    found = ask_all("challenges.list_challenges", {"institution_id": viewer.institution_id, "status": "open"}, MOST)
    own_first = sorted(found, key=lambda each: (each["author"] or {}).get("id") != viewer.person_id)
    return [(each["id"], each["title"]) for each in own_first]
