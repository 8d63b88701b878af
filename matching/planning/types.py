"""The values that go into and come out of planning a round: frozen, native numbers, no I/O.

Months are numbered `year * 12 + month - 1`. Hours are hours a month, as long as an exchange lasts; all exchanges of a
round are taken to run at the same time, so a plan never asks for more than somebody has even if they do. Money is in
whole units of the round's currency.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from matching.types import Availability

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """What an institution wants to learn, how much time it asks for, and how its people can work.

    `languages` are ISO 639-1 codes (empty: any), `months` those in which it could be (empty: the whole window).
    """

    id: str
    institution: str
    hours: float
    languages: frozenset[str] = frozenset()
    months: frozenset[int] = frozenset()
    availability: Availability = field(default_factory=Availability)


@dataclass(frozen=True, slots=True)
class Offer:
    """What an institution is ready to share: for how many exchanges, hours in all, when, and what one costs."""

    id: str
    institution: str
    hours: float
    at_most: int = 1
    months: frozenset[int] = frozenset()
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Expert:
    """A person named in an offer, with the hours that he has left."""

    id: str
    offer: str
    hours: float
    languages: frozenset[str] = frozenset()
    availability: Availability = field(default_factory=Availability)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the whole round. None: no such limit. Pairs of institutions are (who learns, who shares)."""

    window: frozenset[int]
    least_fit: float = 0.0
    least_hours_in_common: float = 0.0  # a week; not asked where either side's hours are not known
    interpretation_cost: int | None = None  # of one exchange without a common language; None: it can't be
    budget: int | None = None
    most_given: int | None = None  # exchanges that one institution shares in
    most_taken: int | None = None  # exchanges that one institution learns in
    least_taken: int = 0  # exchanges that each institution with needs learns in, at least
    is_pair_once: bool = True  # two institutions meet once in a round, in each direction
    is_circular: bool = False  # each institution shares in as many exchanges as it learns in
    met_before: frozenset[Pair] = frozenset()  # pairs of institutions who are not paired again
    kept_apart: frozenset[Pair] = frozenset()  # (need, expert) in conflict: hard, no relaxing opens it
    pinned: frozenset[Pair] = frozenset()  # (need, expert) that the plan must have
    forbidden: frozenset[Pair] = frozenset()  # (need, expert) that it must not have
    exceptions: tuple[Relaxing, ...] = ()  # by how much a limit of all is wider for one institution or pair


@dataclass(frozen=True, slots=True)
class Round:
    """All that is planned at once. `fits` holds the fit (0..1] of (need, expert); pairs without one don't fit."""

    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    experts: tuple[Expert, ...]
    fits: dict[Pair, float]
    rules: Rules


class Limit(StrEnum):
    """The kinds of constraints. Those up to OUT_OF_SEASON stand in the way of one pair, the others of many at once."""

    LANGUAGE = "language"  # of a need: its languages
    HOURS_IN_COMMON = "hours_in_common"  # of a need: so few working hours in common
    LEAST_FIT = "least_fit"  # of the round: its least fit
    MET_BEFORE = "met_before"  # of "learner/sharer"
    FORBIDDEN = "forbidden"  # of "need/expert"
    OUT_OF_SEASON = "out_of_season"  # of a need: its months
    EXPERT_HOURS = "expert_hours"  # of an expert
    OFFER_HOURS = "offer_hours"  # of an offer
    OFFER_EXCHANGES = "offer_exchanges"  # of an offer: how many
    MOST_GIVEN = "most_given"  # of an institution
    MOST_TAKEN = "most_taken"  # of an institution
    PAIR_ONCE = "pair_once"  # of "learner/sharer"
    BUDGET = "budget"  # of the round
    CIRCLE = "circle"  # of an institution: shares as often as it learns
    PINNED = "pinned"  # of "need/expert": a pin that takes what another would need
    ONE_PLACE = "one_place"  # of a need: it gets one expert
    LEAST_TAKEN = "least_taken"  # of an institution


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint by its kind and what it is of (an id as `Limit` says; "" for the round)."""

    limit: Limit
    of: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that fits: what it costs and shares, and what stands in its way alone (nothing: it may be in a plan).

    `month` is the first that both can; `is_interpreted` where they have no language in common.
    """

    need: str
    expert: str
    fit: float
    cost: int = 0
    month: int | None = None
    language: str | None = None
    is_interpreted: bool = False
    hours_in_common: float | None = None
    barriers: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """An exchange of the plan, with other experts for the same need who are free beside the plan, best first."""

    candidate: Candidate
    is_pinned: bool = False
    alternates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan is worth: compared served first, then worst, then total. `worst` is 1.0 where nobody is served."""

    served: int
    worst: float
    total: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The best plan found, who is left without a place, and how good no plan can be (`bound` on the total fit).

    `gap` is (bound - total) / bound for as many served with as good a worst fit; 0.0 where the plan is proven best.
    `circles` are institutions in the order of sharing, where the round is circular.
    """

    placements: tuple[Placement, ...]
    unplaced: tuple[str, ...]
    worth: Worth
    bound: float
    gap: float
    cost: int
    solver: str
    circles: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxing:
    """A constraint to relax, and by how much: hours, exchanges, money or fit; None where it is there or not.

    Of OUT_OF_SEASON the amount is the number of the month in which it could be.
    """

    constraint: Constraint
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Blocking:
    """The smallest set of constraints whose relaxing gives this need a place while all who have one keep one.

    Empty where nobody in the round fits at all (`has_candidates` False). `is_proven` False: a smaller set is not ruled
    out, for the search was cut short.
    """

    need: str
    relaxing: tuple[Relaxing, ...]
    has_candidates: bool = True
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class Price:
    """What forbidding one exchange of the plan would cost: the worth of the best plan without it, and who loses."""

    need: str
    expert: str
    without: Worth
    loses_place: tuple[str, ...] = ()
