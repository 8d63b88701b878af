"""The parts of a score beside the topic: bounded, and scaled by the fit so that they only break near-ties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Facts:
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


def proximity_part(fit: float, ring: Ring) -> Part:
    """Return the part for nearness: in full in one's own institution, nothing abroad."""
    return Part("proximity", PROXIMITY_WEIGHT * fit * PROXIMITY[ring.width], _NEARNESS[ring])


def experience_part(fit: float, experience: float) -> Part:
    """Return the part for experience (0..1) around the topic of the query."""
    why = f"Experience in the neighbourhood of your question: {round(100 * experience)} of 100."
    return Part("experience", EXPERIENCE_WEIGHT * fit * experience, why)


def fact_parts(fit: float, facts: Facts) -> tuple[Part, ...]:
    """Return the parts for shared languages, shared working hours, and load (for hours still free)."""
    return _languages_part(fit, facts), _hours_part(fit, facts), _load_part(fit, facts)


def _languages_part(fit: float, facts: Facts) -> Part:
    if not facts.shared_languages:
        return Part("languages", 0.0, "No working language in common is known to you.")
    names = ", ".join(map(language_name, facts.shared_languages))
    return Part("languages", LANGUAGES_WEIGHT * fit, f"You both work in {names} (B1 or better).")


def _hours_part(fit: float, facts: Facts) -> Part:
    if facts.hours_overlap is None:
        return Part("working_hours", 0.0, "Working hours in common are not known to you.")
    share = min(1.0, facts.hours_overlap / ENOUGH_HOURS)
    why = f"You share {facts.hours_overlap:g} working hours a week."
    return Part("working_hours", HOURS_WEIGHT * fit * share, why)


def _load_part(fit: float, facts: Facts) -> Part:
    if facts.hours_offered is None or facts.hours_taken is None:
        return Part("load", 0.0, "Hours offered and taken are not known to you.")
    share = min(1.0, max(0.0, facts.hours_taken / facts.hours_offered))
    why = f"{facts.hours_taken:g} of {facts.hours_offered:g} hours offered a month are taken."
    return Part("load", LOAD_WEIGHT * fit * (1.0 - share), why)
