"""Scores of found peers: the parts added up, and who can still be among the first."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappush, heappushpop
from typing import NamedTuple

from matching.constants import TOPICAL_WEIGHT
from matching.errors import ExperienceError
from matching.rings import Found
from matching.roster import Roster
from matching.signals import (
    Facts,
    experience_part,
    experience_value,
    fact_parts,
    fact_values,
    proximity_part,
    proximity_value,
    visible_facts,
)
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


class Scored(NamedTuple):
    """A found peer with his score, his experience (None where none was told), and what is known of him.

    Of institutions nothing is known beside their evidence (`facts` None). Reasons are made for those who are shown.
    """

    found: Found
    score: float
    experience: float | None
    facts: Facts | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the score beside the topic."""
        fit = self.found.fit
        return (
            *(() if self.experience is None else (experience_part(fit, self.experience),)),
            *(() if self.facts is None else fact_parts(fit, self.facts)),
            proximity_part(fit, self.found.ring),
        )

    def score_with(self, facts: Facts) -> float:
        """The score he would have if these were the facts."""
        return _total(self.found, self.experience, facts)


def scored(known: Known | None, found: Found, experience: Mapping[str, float] | None) -> Scored:
    """The score of a peer, which is the sum of its parts; without experience told there is no such part."""
    experienced = None if experience is None else experience.get(found.id, 0.0)
    facts = None if known is None else known.facts(found.id)
    return Scored(found, _total(found, experienced, facts), experienced, facts)


def _total(found: Found, experience: float | None, facts: Facts | None) -> float:
    fit = found.fit
    beside = () if facts is None else fact_values(fit, facts)
    known = 0.0 if experience is None else experience_value(fit, experience)
    return math.fsum((TOPICAL_WEIGHT * fit, known, *beside, proximity_value(fit, found.ring)))


def best(found: Sequence[Found], places: int, score_of: Callable[[Found], Scored]) -> list[Scored]:
    """The first `places` by score, ties by id. `found` is sorted by fit; who can't be among them is not scored.

    All parts are shares of the fit and their weights sum to less than 1: no score is above the fit.
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
