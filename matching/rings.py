"""Rings: how near a peer works, and whether searching a wider ring is worth what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matching.constants import GOOD_FIT, WORTHWHILE_GAIN
from matching.signals import Facts
from matching.types import Query, Ring, RingStep

_COSTS = {
    Ring.DOMESTIC: "Another institution of your country: other procedures, travel within the country.",
    Ring.INTERNATIONAL: "Another country: other laws and procedures, travel across a border.",
}


class Found(NamedTuple):
    """A peer whose visible evidence fits: his ring, his topical fit (above 0), his number among the owners."""

    id: str
    ring: Ring
    fit: float
    number: int


def widen(found: Sequence[Found], query: Query, costs: Mapping[Ring, str]) -> tuple[RingStep, ...]:
    """Return the rings up to the one asked for, from the narrowest: what each gains, and whether it is searched.

    A wider ring is searched if it raises the best fit by more than WORTHWHILE_GAIN, or if the rings searched so
    far hold fewer good peers than asked for. The best fit is the best up to that ring: it never falls.
    """
    steps: list[RingStep] = []
    best, good, candidates = 0.0, 0, 0
    for ring in Ring:
        if ring.width > query.ring.width:
            break
        fits = [each.fit for each in found if each.ring is ring]
        top = max([best, *fits])
        is_searched = ring is Ring.INTERNAL or top - best > WORTHWHILE_GAIN or good < query.limit
        candidates += len(fits)
        good += sum(fit >= GOOD_FIT for fit in fits) if is_searched else 0
        steps.append(RingStep(ring, top, top - best, candidates, is_searched, costs[ring]))
        best = top
    return tuple(steps)


def ring_cost(ring: Ring, facts: Sequence[Facts]) -> str:
    """What searching a ring costs, in plain words, from what is known of the best peers there."""
    pieces = [_COSTS[ring]] if ring is not Ring.INTERNAL else []
    if pieces and facts:
        apart = sum(not each.shared_languages for each in facts)
        if apart:
            pieces.append(f"No working language in common is known with {apart} of the {len(facts)} best there.")
        hours = [each.hours_overlap for each in facts if each.hours_overlap is not None]
        if hours:
            least, most = min(hours), max(hours)
            span = f"{least:g}" if least == most else f"{least:g} to {most:g}"
            pieces.append(f"Working hours in common with the best there: {span} a week.")
    return " ".join(pieces)
