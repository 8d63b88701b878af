"""Scores of found peers: the parts added up, and who can still be among the first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappush, heappushpop

from matching.constants import TOPICAL_WEIGHT
from matching.errors import ExperienceError
from matching.rings import Found
from matching.roster import Roster
from matching.signals import Facts, experience_part, fact_parts, proximity_part, visible_facts
from matching.types import Candidate, Part, Viewer

_ROUNDING = 1.0 + 1e-9  # a sum of parts may be a trifle above the fit


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of people beside their evidence. Institutions have nothing of the kind."""

    roster: Roster[Candidate]
    viewer: Viewer
    on: date

    def facts(self, name: str) -> Facts:
        """What the viewer may know of somebody."""
        return visible_facts(self.roster[name], self.viewer, self.on)


@dataclass(frozen=True, slots=True)
class Scored:
    """A found peer with his score, the parts beside the topic, and what is known of him."""

    found: Found
    score: float
    parts: tuple[Part, ...]
    facts: Facts


def scored(known: Known | None, found: Found, experience: Mapping[str, float] | None) -> Scored:
    """The score of a peer, which is the sum of its parts; without experience told there is no such part."""
    parts: list[Part] = []
    facts = Facts()
    if experience is not None:
        parts.append(experience_part(found.fit, experience.get(found.id, 0.0)))
    if known is not None:
        facts = known.facts(found.id)
        parts.extend(fact_parts(found.fit, facts))
    parts.append(proximity_part(found.fit, found.ring))
    return Scored(found, total(found.fit, parts), tuple(parts), facts)


def total(fit: float, parts: Iterable[Part]) -> float:
    """The score: what the fit counts and the parts beside it."""
    return math.fsum([TOPICAL_WEIGHT * fit, *(part.value for part in parts)])


def best(found: Sequence[Found], places: int, score_of: Callable[[Found], Scored]) -> list[Scored]:
    """The first `places` by score, ties by id. `found` is sorted by fit; who can't be among them is not scored.

    All parts are shares of the fit and their weights sum to 1: no score is above the fit.
    """
    ranked: list[Scored] = []
    highest: list[float] = []  # as many of the highest scores, the least of them first
    for each in found:
        if len(highest) == places and each.fit * _ROUNDING < highest[0]:
            break
        ranked.append(score_of(each))
        (heappush if len(highest) < places else heappushpop)(highest, ranked[-1].score)
    return sorted(ranked, key=lambda each: (-each.score, each.found.id))[:places]


def checked(experience: Mapping[str, float]) -> Mapping[str, float]:
    """The experience handed in; raises ExperienceError where a value is not within 0..1."""
    for name, value in experience.items():
        if not 0.0 <= value <= 1.0:
            raise ExperienceError(f"the experience of {name!r} is {value}, not between 0 and 1")
    return experience
