"""The values that go into and come out of matching: frozen, native numbers, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Ring(StrEnum):
    """How near a peer works to the seeker; follows from institution and country only."""

    INTERNAL = "internal"
    DOMESTIC = "domestic"
    INTERNATIONAL = "international"

    @property
    def width(self) -> int:
        """0 for the narrowest ring, 2 for the widest."""
        return _WIDTHS[self]


_WIDTHS = {ring: width for width, ring in enumerate(Ring)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One item that shows experience: an expertise statement, a position, a lesson, an engagement.

    `audience` is the one key a viewer must hold to see the item: "network", "country:KE",
    "institution:<id>" or "person:<id>". `source` is what the item was made of, if not its own: all that came from
    there can be asked for by it.
    """

    id: str
    kind: str
    title: str
    text: str
    people: tuple[str, ...]
    institutions: tuple[str, ...]
    audience: str
    language: str | None = None
    topics: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Languages:
    """Languages a person works in: (ISO 639-1 code, CEFR level A1..C2), and who may know it."""

    spoken: tuple[tuple[str, str], ...] = ()
    audience: str = "network"


@dataclass(frozen=True, slots=True)
class Availability:
    """When and how much a person can help, and who may know it.

    `time_zone` is an IANA name or None; `working_days` are 0 = Monday .. 6 = Sunday; `day_starts` and
    `day_ends` are local hours; hours are hours a month.
    """

    time_zone: str | None = None
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    day_starts: float = 8.0
    day_ends: float = 17.0
    hours_offered: float = 0.0
    hours_taken: float = 0.0
    audience: str = "network"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who could be proposed. `ring_open` is the widest ring opened by person AND institution."""

    id: str
    institution: str
    country: str | None
    ring_open: Ring
    is_open: bool  # not paused, not departed, no objection to matching
    languages: Languages = field(default_factory=Languages)
    availability: Availability = field(default_factory=Availability)


@dataclass(frozen=True, slots=True)
class PastEngagement:
    """A completed engagement: the person who helped, and the audience key of who may know of it."""

    person: str
    audience: str


@dataclass(frozen=True, slots=True)
class InstitutionPlace:
    """Where an institution stands: its country (None: several countries) and the widest ring it opened."""

    id: str
    country: str | None
    ring_open: Ring


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `audiences` are the audience keys the viewer holds; everything else is invisible."""

    audiences: frozenset[str]
    person: str | None = None
    institution: str | None = None
    country: str | None = None
    languages: tuple[tuple[str, str], ...] = ()
    availability: Availability = field(default_factory=Availability)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. `ring` is the widest ring allowed; `on` is the day working hours are compared for."""

    text: str
    on: date
    ring: Ring = Ring.INTERNATIONAL
    languages: tuple[str, ...] = ()
    topics: frozenset[str] = frozenset()  # already widened to narrower topics by the caller; empty: any
    limit: int = 10
    excluded: frozenset[str] = frozenset()  # people or institutions in conflict: never proposed
    among: frozenset[str] | None = (
        None  # nobody else; then all their evidence is heard, not only the best of the network
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One addend of a score, with the reason in plain words."""

    name: str
    value: float
    why: str


@dataclass(frozen=True, slots=True)
class TermWeight:
    """A word of the query found in an item (in the reader's spelling), and what it added to the item's score."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class EvidenceHit:
    """An evidence item that speaks for a peer; its term weights sum to its score (a cosine, 0..1)."""

    id: str
    kind: str
    title: str
    score: float
    terms: tuple[TermWeight, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change to what is known of the next peer that would put him above this one, and a sentence.

    `needed` by kind: "languages" 1 (one in common); "working_hours" hours shared a week; "load" the share of the
    hours offered that is free, 0..1; "evidence" the cosine of each of `count` more items; "nothing" None.
    """

    kind: str
    needed: float | None
    detail: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed person or institution; `sum(part.value) == score` to 1e-9.

    `hours_overlap` are shared working hours a week, None where either side's hours are unknown to the viewer.
    `what_would_change` speaks of the peer right below, even beyond the limit; None where there is none.
    """

    id: str
    ring: Ring
    score: float
    parts: tuple[Part, ...]
    evidence: tuple[EvidenceHit, ...]
    shared_languages: tuple[str, ...] = ()
    hours_overlap: float | None = None
    hours_offered: float | None = None
    hours_taken: float | None = None
    what_would_change: Change | None = None


@dataclass(frozen=True, slots=True)
class RingStep:
    """What searching up to this ring gives: best topical fit so far, gain over the narrower ring, was it used."""

    ring: Ring
    best_fit: float
    gain: float
    candidates: int
    is_searched: bool
    cost: str  # what the wider ring costs, in plain words ("" for the narrowest)


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why the answer is short or empty and what to do: a stable reason and a sentence."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class FirstOffer:
    """Whom of the suggested people to invite first, what it costs (score given up against the first), and why."""

    id: str
    is_newcomer: bool
    cost: float
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Ranked suggestions, what widening gave, what stands in the way, and whom of people to invite first."""

    suggestions: tuple[Suggestion, ...]
    widening: tuple[RingStep, ...]
    blocked_by: tuple[Blocked, ...] = ()
    first_offer: FirstOffer | None = None


# From the scores of the query's best evidence items (id -> cosine) to an experience value 0..1 per person or
# institution id. The engine supplies it from the knowledge graph; matching never imports the graph.
ExperienceOf = Callable[[Mapping[str, float]], Mapping[str, float]]
