"""Measures of a ranking against graded judgements, as TREC defines them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measures:
    """Average precision, reciprocal rank, precision at 5, nDCG at 10: of one query, or means over queries."""

    average_precision: float
    reciprocal_rank: float
    precision_at_5: float
    ndcg_at_10: float


def measure(scores: Mapping[str, float], people: Sequence[str], grades: Mapping[str, int]) -> Measures:
    """Measures of one query: `people` by falling score, ties by id; who has no score comes last.

    A grade of 1 or more is relevant, the gain is 2^grade - 1. Source: Järvelin and Kekäläinen, ACM TOIS 20 (2002).

    >>> measure({"a": 0.9, "b": 0.5}, ["a", "b"], {"b": 1}).reciprocal_rank
    0.5
    """
    ranking = sorted(people, key=lambda person: (-scores.get(person, -math.inf), person))
    relevant = {person for person, grade in grades.items() if grade >= 1}
    ranks = [rank for rank, person in enumerate(ranking, start=1) if person in relevant]
    precisions = [found / rank for found, rank in enumerate(ranks, start=1)]
    gained = [2.0 ** grades.get(person, 0) - 1.0 for person in ranking]
    ideal = sorted((2.0**grade - 1.0 for grade in grades.values()), reverse=True)
    best = _discounted(ideal)
    return Measures(
        average_precision=math.fsum(precisions) / len(relevant) if relevant else 0.0,
        reciprocal_rank=1.0 / ranks[0] if ranks else 0.0,
        precision_at_5=sum(rank <= 5 for rank in ranks) / 5.0,
        ndcg_at_10=_discounted(gained) / best if best else 0.0,
    )


def mean(measures: Sequence[Measures]) -> Measures:
    """Mean of the measures of several queries; zeros where there are none."""
    count = max(1, len(measures))
    return Measures(
        math.fsum(each.average_precision for each in measures) / count,
        math.fsum(each.reciprocal_rank for each in measures) / count,
        math.fsum(each.precision_at_5 for each in measures) / count,
        math.fsum(each.ndcg_at_10 for each in measures) / count,
    )


def _discounted(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:10], start=1))
