"""The parts of a score beside the topic: bounded, and scaled by the fit so that they only break near-ties."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from matching.constants import (
    ENOUGH_HOURS,
    EXPERIENCE_WEIGHT,
    HOURS_WEIGHT,
    LANGUAGES_WEIGHT,
    LOAD_WEIGHT,
    PROXIMITY,
    PROXIMITY_WEIGHT,
)
from matching.hours import shared_hours
from matching.languages import language_name, working_languages
from matching.types import Availability, Candidate, Part, Ring, Viewer

_NEARNESS = {
    Ring.INTERNAL: "Works in your own institution.",
    Ring.DOMESTIC: "Works in your country.",
    Ring.INTERNATIONAL: "Works in another country, or in several.",
}


class Facts(NamedTuple):
    """What the viewer may know of a person beside the evidence; None and empty stand for hidden and unknown alike."""

    shared_languages: tuple[str, ...] = ()
    hours_overlap: float | None = None
    hours_offered: float | None = None
    hours_taken: float | None = None


def visible_languages(candidate: Candidate, viewer: Viewer) -> frozenset[str]:
    """Languages the candidate works in, so far as the viewer may know."""
    if candidate.languages.audience not in viewer.audiences:
        return frozenset()
    return working_languages(candidate.languages.spoken)


def visible_facts(candidate: Candidate, viewer: Viewer, on: date) -> Facts:
    """What the viewer may know of the candidate; nothing else of him is read by any signal."""
    shared = tuple(sorted(working_languages(viewer.languages) & visible_languages(candidate, viewer)))
    availability = candidate.availability
    if availability.audience not in viewer.audiences:
        return Facts(shared)
    overlap = shared_hours(viewer.availability, availability, on)
    if availability.hours_offered <= 0.0:
        return Facts(shared, overlap)
    return Facts(shared, overlap, availability.hours_offered, availability.hours_taken)


def is_full(availability: Availability) -> bool:
    """True if all hours offered are taken; who has stated no hours is not full."""
    return 0.0 < availability.hours_offered <= availability.hours_taken


def proximity_value(fit: float, ring: Ring) -> float:
    """What nearness adds to a score: in full in one's own institution, nothing abroad."""
    return PROXIMITY_WEIGHT * fit * PROXIMITY[ring.width]


def proximity_part(fit: float, ring: Ring) -> Part:
    """Return the part for nearness."""
    return Part("proximity", proximity_value(fit, ring), _NEARNESS[ring])


def experience_value(fit: float, experience: float) -> float:
    """What experience (0..1) around the topic of the query adds to a score."""
    return EXPERIENCE_WEIGHT * fit * experience


def experience_part(fit: float, experience: float) -> Part:
    """Return the part for experience."""
    why = f"Experience in the neighbourhood of your question: {round(100 * experience)} of 100."
    return Part("experience", experience_value(fit, experience), why)


def fact_values(fit: float, facts: Facts) -> tuple[float, float, float]:
    """What shared languages, shared working hours, and hours still free add to a score; 0 where not known."""
    languages = LANGUAGES_WEIGHT * fit if facts.shared_languages else 0.0
    hours = 0.0
    if facts.hours_overlap is not None:
        hours = HOURS_WEIGHT * fit * min(1.0, facts.hours_overlap / ENOUGH_HOURS)
    load = 0.0
    if facts.hours_offered is not None and facts.hours_taken is not None:
        load = LOAD_WEIGHT * fit * (1.0 - min(1.0, max(0.0, facts.hours_taken / facts.hours_offered)))
    return languages, hours, load


def fact_parts(fit: float, facts: Facts) -> tuple[Part, ...]:
    """Return the parts for shared languages, shared working hours, and load."""
    reasons = _languages_reason(facts), _hours_reason(facts), _load_reason(facts)
    return tuple(map(Part, ("languages", "working_hours", "load"), fact_values(fit, facts), reasons))


def _languages_reason(facts: Facts) -> str:
    if not facts.shared_languages:
        return "No working language in common is known to you."
    return f"You both work in {', '.join(map(language_name, facts.shared_languages))} (B1 or better)."


def _hours_reason(facts: Facts) -> str:
    if facts.hours_overlap is None:
        return "Working hours in common are not known to you."
    return f"You share {facts.hours_overlap:g} working hours a week."


def _load_reason(facts: Facts) -> str:
    if facts.hours_offered is None or facts.hours_taken is None:
        return "Hours offered and taken are not known to you."
    return f"{facts.hours_taken:g} of {facts.hours_offered:g} hours offered a month are taken."
