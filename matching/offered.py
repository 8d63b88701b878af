"""What a share of first offers for newcomers reaches and costs, measured on judged questions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from matching.collection import JudgedQuery
from matching.evaluate import RunLine
from matching.first_offer import Standing, first_offer, qualified

_SUGGESTED = 10  # as many as a peer search suggests if nobody says otherwise


@dataclass(frozen=True, slots=True)
class Offered:
    """First offers over some questions: the share set, and how many questions somebody fits.

    For `with_newcomer` of them a newcomer is qualified (or the best anyway); `to_newcomers` went to one;
    `fit_given_up` against the best is a mean over the questions.
    """

    share: float
    questions: int
    with_newcomer: int
    to_newcomers: int
    fit_given_up: float


def offered(run: Iterable[RunLine], queries: Iterable[JudgedQuery], helped: Mapping[str, str], share: float) -> Offered:
    """First offers for the questions of a run that was made from engagements.

    `helped` says who helped in each engagement there is, by id. A query of the same id asks that engagement's own
    question, so it does not count while it is asked: nobody may know of it yet.
    """
    texts = {query.id: query.text for query in queries}
    counts = Counter(helped.values())
    lost: list[float] = []
    with_newcomer = to_newcomers = 0
    for query_id, lines in groupby(run, lambda line: line.query_id):
        ranked = [Standing(line.person_id, line.score, line.score) for line in lines][:_SUGGESTED]
        newcomers = {each.id for each in ranked if not counts[each.id] - (helped.get(query_id) == each.id)}
        offer = first_offer(ranked, texts[query_id], share, newcomers.__contains__)
        if offer is not None:
            lost.append(offer.cost)
            to_newcomers += offer.is_newcomer
            with_newcomer += ranked[0].id in newcomers or bool(qualified(ranked, newcomers.__contains__))
    return Offered(share, len(lost), with_newcomer, to_newcomers, math.fsum(lost) / max(1, len(lost)))
