"""Why an answer is empty and what to do about it; says nothing of what the viewer may not see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.fits import NOT_ELIGIBLE
from matching.search import Search
from matching.types import Blocked, Query

DETAILS = {
    "no_known_word": "None of your words occurs in the evidence you may see. Try other words, or other languages.",
    "nothing_visible_fits": "No open peer with evidence you may see fits. Describe it more broadly or ask again later.",
    "ring_too_narrow": "Peers beyond the ring you allowed do fit. Allow a wider ring to see them.",
    "languages_filter": "Peers who fit are not known to speak the languages you asked for. Ask for other languages.",
    "topics_filter": "Peers who fit have evidence under other topics only. Ask for other topics, or for none.",
}


def why_empty(search: Search, query: Query) -> tuple[Blocked, ...]:
    """Reasons why nobody is proposed, each of which the asker can do something about."""
    if not (search.visible > 0.0).any():
        return (_blocked("no_known_word"),)
    width = query.ring.width
    reasons = {
        "ring_too_narrow": _fits(search, search.asked, search.spoken > width),
        "languages_filter": bool(query.languages) and _fits(search, search.asked, _up_to(search.reachable, width)),
        "topics_filter": bool(query.topics) and _fits(search, search.visible, _up_to(search.spoken, width)),
    }
    if not any(reasons.values()) and _fits(search, search.visible, search.reachable != NOT_ELIGIBLE):
        # only all together are in the way: name each that was set
        reasons = {
            "ring_too_narrow": not _fits(search, search.visible, _up_to(search.reachable, width)),
            "languages_filter": bool(query.languages),
            "topics_filter": bool(query.topics),
        }
    return tuple(_blocked(reason) for reason, holds in reasons.items() if holds) or (_blocked("nothing_visible_fits"),)


def _blocked(reason: str) -> Blocked:
    return Blocked(reason, DETAILS[reason])


def _up_to(rings: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = (rings != NOT_ELIGIBLE) & (rings <= width)
    return mask


def _fits(search: Search, cosines: NDArray[np.float64], who: NDArray[np.bool_]) -> bool:
    """Return whether one of these owners has an item that fits."""
    owners = search.peers.owners
    return bool((who[owners.numbers] & (cosines[owners.rows] > 0.0)).any())
