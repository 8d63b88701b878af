"""Why an answer is empty and what to do about it; says nothing of what the viewer may not see."""

from __future__ import annotations

from collections.abc import Callable

from matching.rings import Found
from matching.types import Blocked, Query, Ring

DETAILS = {
    "no_known_word": "None of your words occurs in the evidence you may see. Try other words, or other languages.",
    "nothing_visible_fits": "No open peer with evidence you may see fits. Describe it more broadly or ask again later.",
    "ring_too_narrow": "Peers beyond the ring you allowed do fit. Allow a wider ring to see them.",
    "languages_filter": "Peers who fit are not known to speak the languages you asked for. Ask for other languages.",
    "topics_filter": "Peers who fit have evidence under other topics only. Ask for other topics, or for none.",
}
# Finds again with the languages and the topics asked for (True) or without them (False).
FindAgain = Callable[[bool, bool], list[Found]]


def why_empty(is_anything_seen: bool, query: Query, find: FindAgain) -> tuple[Blocked, ...]:
    """Reasons why nobody is proposed, each of which the asker can do something about.

    `is_anything_seen` says whether a visible item holds a word of the query.
    """
    if not is_anything_seen:
        return (_blocked("no_known_word"),)
    reasons = {
        "ring_too_narrow": bool(find(True, True)),
        "languages_filter": bool(query.languages) and _within(find(False, True), query.ring),
        "topics_filter": bool(query.topics) and _within(find(True, False), query.ring),
    }
    anybody = [] if any(reasons.values()) else find(False, False)
    if anybody:  # only all together are in the way: name each that was set
        reasons = {
            "ring_too_narrow": not _within(anybody, query.ring),
            "languages_filter": bool(query.languages),
            "topics_filter": bool(query.topics),
        }
    return tuple(_blocked(reason) for reason, holds in reasons.items() if holds) or (_blocked("nothing_visible_fits"),)


def _blocked(reason: str) -> Blocked:
    return Blocked(reason, DETAILS[reason])


def _within(found: list[Found], ring: Ring) -> bool:
    return any(each.ring.width <= ring.width for each in found)
