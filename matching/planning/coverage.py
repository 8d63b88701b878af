"""Which few options cover most of what nobody covers yet: lazy greedy choice, with how far from the best it can be."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True)
class Option:
    """Something that could be done (an exchange, a community, a hire), and the demands it would cover."""

    id: str
    kind: str
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option that was chosen: the demands that none before it covers, in order, and what they weigh."""

    option: Option
    newly: tuple[str, ...]
    gain: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """The options in the order chosen, what they cover, and two proofs of how good that is.

    `guarantee` is the share of the best that greedy choice always reaches; `bound` is what no choice of as many exceeds
    here, and `proven` the share of it that is covered: 1.0 where the choice is proven best.
    """

    chosen: tuple[Chosen, ...]
    covered: float
    total: float
    guarantee: float
    bound: float
    proven: float


def guarantee(k: int) -> float:
    """The share of the best that a greedy choice of `k` reaches whatever is covered: 1 - (1 - 1/k)^k.

    Nemhauser, Wolsey and Fisher, "An analysis of approximations for maximizing submodular set functions - I", 1978.
    """
    return 1.0 - (1.0 - 1.0 / k) ** k


def covering(options: Iterable[Option], k: int, weights: Mapping[str, float] | None = None) -> Coverage:
    """Up to `k` options, each the one that covers most of what is left; of equals the first by id.

    `weights` of demands are 0 at least, and 1.0 where none is said. Fewer are chosen where nothing is left to cover.
    Raises ValueError for `k` below 1, a weight below 0, and two options with one id.

    >>> covering([Option("a", "hire", frozenset("xy")), Option("b", "hire", frozenset("y"))], 1).covered
    2.0
    """
    every = _checked(options, k, weights or {})
    weigh = dict.fromkeys(frozenset[str]().union(*(option.covers for option in every)), 1.0) | dict(weights or {})
    chosen, covered = _greedy(every, k, weigh)
    sums = fsum(one.gain for one in chosen)
    left = sorted((_gain(option.covers - covered, weigh) for option in every), reverse=True)[:k]
    total = _gain(frozenset[str]().union(*(option.covers for option in every)), weigh)
    # What is covered only grows less: no k others add more than the k greatest gains that are left.
    bound = min(total, fsum([sums, *left]))
    return Coverage(tuple(chosen), sums, total, guarantee(k), bound, sums / bound if bound else 1.0)


def _checked(options: Iterable[Option], k: int, weights: Mapping[str, float]) -> list[Option]:
    every = sorted(options, key=lambda option: option.id)
    if k < 1 or any(weight < 0 for weight in weights.values()):
        raise ValueError("at least one is chosen, and no weight is below 0")
    if len({option.id for option in every}) < len(every):
        raise ValueError("two options have one id")
    return every


def _greedy(options: Sequence[Option], k: int, weigh: Mapping[str, float]) -> tuple[list[Chosen], frozenset[str]]:
    """Return what is chosen and covered; a gain is worked out anew only where the old one would be the greatest."""
    chosen: list[Chosen] = []
    covered: frozenset[str] = frozenset()
    heap = [(-_gain(option.covers, weigh), place, 0) for place, option in enumerate(options)]
    heapq.heapify(heap)
    while heap and len(chosen) < k:
        gain, place, seen = heapq.heappop(heap)
        newly = options[place].covers - covered
        if seen < len(chosen):
            heapq.heappush(heap, (-_gain(newly, weigh), place, len(chosen)))
        elif gain < 0:
            chosen.append(Chosen(options[place], tuple(sorted(newly)), -gain))
            covered |= newly
    return chosen, covered


def _gain(demands: frozenset[str], weigh: Mapping[str, float]) -> float:
    return fsum(weigh[demand] for demand in demands)
