"""Whom to invite first: the best, or in a share of the questions the best newcomer who fits nearly as well.

Who was never asked has no engagement to show, and without one is asked less: so a share of first offers goes to people
without a completed engagement. The order of the suggestions stays as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from matching.constants import GOOD_FIT, NEWCOMER_FIT, TOPICAL_WEIGHT
from matching.text import tokenise
from matching.types import FirstOffer, PastEngagement, Suggestion

IsNewcomer = Callable[[str], bool]


class PastEngagements:
    """Who completed engagements, and who may know of it; folded engagement by engagement."""

    def __init__(self) -> None:
        self._known: dict[str, PastEngagement] = {}
        self._audiences: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by person, with how many

    def fold(self, changed: Mapping[str, PastEngagement | None]) -> None:
        """Put engagements in (by id) or, where None, take them out."""
        for engagement_id, past in changed.items():
            former = self._known.pop(engagement_id, None)
            if former is not None:
                self._audiences[former.person][former.audience] -= 1
            if past is not None:
                self._known[engagement_id] = past
                self._audiences[past.person][past.audience] += 1

    def is_newcomer(self, person: str, audiences: frozenset[str]) -> bool:
        """True if no engagement of the person is open to a holder of these keys."""
        counts = self._audiences.get(person)
        return counts is None or not any(counts[audience] for audience in audiences)


@dataclass(frozen=True, slots=True)
class Standing:
    """A ranked peer: his fit (0..1) and his score."""

    id: str
    fit: float
    score: float


def standing(suggestion: Suggestion) -> Standing:
    """A suggestion by fit and score."""
    fit = next(part.value for part in suggestion.parts if part.name == "topical_fit") / TOPICAL_WEIGHT
    return Standing(suggestion.id, fit, suggestion.score)


def first_offer(ranked: Sequence[Standing], text: str, share: float, is_newcomer: IsNewcomer) -> FirstOffer | None:
    """Whom of `ranked` (the best first) to invite first for a question; None where there is nobody.

    The first, except in a `share` (0..1) of the questions: there the best newcomer who is `qualified`. A question whose
    first is a newcomer needs no exception: so of all questions for which a newcomer is qualified at least the share
    goes to newcomers, and more by those who are first anyway. Which questions these are follows from their words alone.
    """
    if not ranked:
        return None
    first = ranked[0]
    if is_newcomer(first.id):
        return FirstOffer(first.id, True, 0.0, "The best match. You see no completed engagement of this person yet.")
    if turn(text) >= share:
        return FirstOffer(first.id, False, 0.0, "The best match.")
    chosen = next(iter(qualified(ranked, is_newcomer)), None)
    rule = f"{100 * share:.0f} % of first offers go to people of whom you see no completed engagement yet"
    if chosen is None:
        why = f"The best match. {rule}; it is their turn, but none of them fits this question well enough."
        return FirstOffer(first.id, False, 0.0, why)
    why = f"{rule}. The best of them here, with {100 * chosen.fit / first.fit:.0f} % of the fit of the best match."
    return FirstOffer(chosen.id, True, first.score - chosen.score, why)


def qualified(ranked: Sequence[Standing], is_newcomer: IsNewcomer) -> list[Standing]:
    """The newcomers who fit well, and nearly as well as the first; the best first."""
    least = max(GOOD_FIT, NEWCOMER_FIT * ranked[0].fit) if ranked else 0.0
    return [each for each in ranked if each.fit >= least and is_newcomer(each.id)]


def turn(text: str) -> float:
    """A number from 0 to 1 (excluded) that looks random and is the same for the same words in any order, everywhere.

    >>> turn("Village radio?") == turn("radio, village")
    True
    """
    words = " ".join(sorted({word.casefold() for word in tokenise(text)}))
    number = int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")
    return (number >> 11) / 2.0**53  # as many bits as a float holds, so that it never rounds up to 1
