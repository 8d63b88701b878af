"""What would change an order: for two neighbours, the smallest change that puts the lower one above.

All parts of a score are scaled by the fit, score = fit * (0.75 + ...), so each smallest change has a closed form.
The idea of telling a decision by the nearest change that would turn it: Wachter, Mittelstadt and Russell,
"Counterfactual explanations without opening the black box", Harvard Journal of Law & Technology 31 (2018).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from matching.constants import (
    ENOUGH_HOURS,
    HOURS_WEIGHT,
    LOAD_WEIGHT,
    TOP_ITEMS,
    TOP_ITEMS_OF_RING,
)
from matching.fits import cosine_of, votes_of
from matching.hours import shared_hours
from matching.kernels import RINGS
from matching.languages import working_languages
from matching.scoring import Known, Scored
from matching.selection import Selection
from matching.signals import Facts
from matching.types import Change, Ring

_CLEAR = 1e-13  # by so much a change goes beyond a tie: more than rounding, far less than anybody can tell
_NEXT = "The next peer would stand above this one if"
_NOTHING = "No single fact, and no further evidence alone, would put the next peer above this one."


@dataclass(frozen=True, slots=True)
class Reach:
    """What a change of another's facts can attain with this viewer: a shared language, and shared hours a week."""

    has_language: bool
    hours: float


@dataclass(frozen=True, slots=True)
class _Fact:
    """A change of one fact: the share of its range it needs, the statement, and the facts at the most it can reach."""

    share: float
    change: Change
    at_most: Facts


def reach_of(known: Known | None) -> Reach | None:
    """What a viewer can share with others at most: his own working week; None for institutions, who have no facts."""
    if known is None:
        return None
    own = known.viewer.availability
    hours = shared_hours(own, own, known.on) or 0.0
    return Reach(bool(working_languages(known.viewer.languages)), min(hours, ENOUGH_HOURS))


def heard_from(selection: Selection, ring: Ring) -> float:
    """The cosine a new item must exceed to vote for a peer of a ring; 0 while there is room among the best."""
    floors = []
    for row, room in ((ring.width, TOP_ITEMS_OF_RING), (RINGS, TOP_ITEMS)):
        best = selection.cosines[selection.is_best[row]]
        floors.append(float(best.min()) if len(best) >= room else 0.0)
    return min(floors)


def smallest_change(upper: Scored, lower: Scored, reach: Reach | None, heard: float) -> Change:
    """The smallest change that puts `lower` above `upper`, all else as it is; what is hidden counts as unknown.

    One fact comes before evidence; of facts, the one that needs the least share of its part's full range (sharing a
    language always needs all of it), and of equal ones languages, hours, load. `needed` lies beyond the tie by a
    trifle (1e-13 of a score), so that nothing hangs on ids. Evidence is the fewest items that do, and the least cosine
    each must have; it must exceed `heard`, and is taken to push no other peer's item out from among the best.
    """
    gap = upper.score * (1.0 + _CLEAR) - lower.score
    if reach is not None and lower.facts is not None:
        possible = _facts(gap, lower.found.fit, lower.facts, reach)
        turning = [fact for fact in possible if _turns(upper, lower, fact.at_most)]
        if turning:
            return min(turning, key=lambda fact: fact.share).change
    return _evidence(upper, lower, heard)


def _facts(gap: float, fit: float, facts: Facts, reach: Reach) -> Iterator[_Fact]:
    """The single facts that may close a gap between scores, each up to what it can reach."""
    if reach.has_language and not facts.shared_languages:
        change = Change("languages", 1.0, f"{_NEXT} a working language in common with you were known.")
        yield _Fact(1.0, change, facts._replace(shared_languages=("any",)))
    now = facts.hours_overlap or 0.0
    if now < reach.hours:
        share = min(gap / (HOURS_WEIGHT * fit), (reach.hours - now) / ENOUGH_HOURS)
        hours = min(now + share * ENOUGH_HOURS, reach.hours)
        change = Change("working_hours", hours, _hours_detail(facts, min(_up(hours, 10), reach.hours)))
        yield _Fact(share, change, facts._replace(hours_overlap=reach.hours))
    if (free_now := _free(facts)) < 1.0:
        share = min(gap / (LOAD_WEIGHT * fit), 1.0 - free_now)
        free = min(free_now + share, 1.0)
        change = Change("load", free, _load_detail(facts, free))
        yield _Fact(share, change, facts._replace(hours_offered=facts.hours_offered or 1.0, hours_taken=0.0))


def _turns(upper: Scored, lower: Scored, facts: Facts) -> bool:
    """Say whether the lower stands above with these facts, of equal scores by id."""
    return (-lower.score_with(facts), lower.found.id) < (-upper.score, upper.found.id)


def _free(facts: Facts) -> float:
    """Return the share of the hours offered that is known to be free."""
    if facts.hours_offered is None or facts.hours_taken is None:
        return 0.0
    return 1.0 - min(1.0, max(0.0, facts.hours_taken / facts.hours_offered))


def _hours_detail(facts: Facts, hours: float) -> str:
    now = "none are known" if facts.hours_overlap is None else f"now {facts.hours_overlap:g}"
    return f"{_NEXT} you shared at least {hours:g} working hours a week ({now})."


def _load_detail(facts: Facts, free: float) -> str:
    if facts.hours_offered is None or facts.hours_taken is None:
        return f"{_NEXT} at least {_up(free, 100):.0%} of the hours offered were known to be free (no hours are known)."
    taken = math.floor(10.0 * facts.hours_offered * (1.0 - free)) / 10.0
    offered = f"{facts.hours_offered:g} hours offered a month"
    return f"{_NEXT} no more than {taken:g} of the {offered} were taken (now {facts.hours_taken:g})."


def _evidence(upper: Scored, lower: Scored, heard: float) -> Change:
    fit = upper.score * lower.found.fit / lower.score + _CLEAR
    if fit >= 1.0:
        return Change("nothing", None, _NOTHING)
    votes = votes_of(fit) - votes_of(lower.found.fit)
    count = math.ceil(votes)  # an item votes 1 at most
    if count > TOP_ITEMS_OF_RING:
        return Change("nothing", None, _NOTHING)
    cosine = cosine_of(votes / count)
    least = max(cosine, heard + 1e-7) if heard else cosine  # cosines are told apart in steps of 6e-8
    if least > 1.0:
        return Change("nothing", None, _NOTHING)
    pieces = "one more piece" if count == 1 else f"each of {count} more pieces"  # his own: what is shared votes less
    shown = f"{min(1.0, _up(least, 100)):.2f}"
    return Change(
        "evidence", least, f"{_NEXT} {pieces} of evidence matched your words by at least {shown} of 1.", count
    )


def _up(value: float, steps: int) -> float:
    """Return the value rounded up to a number for people: whoever reaches it has reached the value."""
    return math.ceil(value * steps) / steps
