"""Scores of found peers: the parts added up, and who can still be among the first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matching.constants import TOPICAL_WEIGHT
from matching.errors import ExperienceError
from matching.rings import Found
from matching.roster import Roster
from matching.signals import Facts, experience_part, fact_parts, proximity_part, visible_facts
from matching.types import Candidate, Part, Viewer

_CLEARLY_WORSE = TOPICAL_WEIGHT  # below this share of a fit no other part can lift a peer over it


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


def contenders(found: Sequence[Found], places: int) -> list[Found]:
    """Those who can still be among the first `places` by their score; `found` is sorted by fit."""
    if not found:
        return []
    least = found[min(places, len(found)) - 1].fit * _CLEARLY_WORSE
    return [each for each in found if each.fit >= least]


def checked(experience: Mapping[str, float]) -> Mapping[str, float]:
    """The experience handed in; raises ExperienceError where a value is not within 0..1."""
    for name, value in experience.items():
        if not 0.0 <= value <= 1.0:
            raise ExperienceError(f"the experience of {name!r} is {value}, not between 0 and 1")
    return experience
