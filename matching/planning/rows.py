"""All rules that concern more than one pair, as rows of weights over the candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.planning.candidates import Numbers, Pairs, of_pair
from matching.planning.types import Candidate, Constraint, Limit, Relaxing, Round

Amounts = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
TOLERANCE = 1e-6  # hours that are less than this apart are the same: sums of tenths are not exact


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """In each row the weights of the chosen candidates sum to `least` at least and to `most` at most.

    `weights` has a row for each of `constraints`. A row that no choice could break is left out.
    """

    constraints: tuple[Constraint, ...]
    weights: sparse.csr_array
    least: Amounts
    most: Amounts

    def of(self, *limits: Limit) -> Numbers:
        """Return the numbers of the rows of some kinds."""
        return np.array([row for row, one in enumerate(self.constraints) if one.limit in limits], np.int64)

    def only(self, rows: Numbers | Mask) -> Rows:
        """Return some of the rows."""
        numbers = np.arange(len(self.constraints))[rows]
        kept = tuple(self.constraints[row] for row in numbers.tolist())
        return Rows(kept, self.weights[numbers], self.least[numbers], self.most[numbers])

    def over(self, columns: Numbers) -> Rows:
        """Return the rows over some of the candidates."""
        return Rows(self.constraints, sparse.csr_array(self.weights[:, columns]), self.least, self.most)

    def broken(self, chosen: Mask) -> Numbers:
        """Return the numbers of the rows that a choice of candidates breaks."""
        sums = self.weights @ chosen.astype(np.float64)
        return np.flatnonzero((sums < self.least - TOLERANCE) | (sums > self.most + TOLERANCE))


@dataclass(frozen=True, slots=True)
class Columns:
    """What the rows are made of, a number for each candidate; institutions are numbered in order of their ids."""

    round: Round
    institutions: tuple[str, ...]
    needs: Numbers
    experts: Numbers
    offers: Numbers
    learners: Numbers
    sharers: Numbers
    hours: Amounts
    costs: Amounts
    pinned: Numbers  # the candidates that are pinned

    @classmethod
    def of(cls, asked: Round, pairs: Pairs, found: Sequence[Candidate]) -> Columns:
        """Return the columns of a round in order, of its pairs and what was found of each."""
        learners, sharers = [need.institution for need in asked.needs], [offer.institution for offer in asked.offers]
        institutions = sorted({*learners, *sharers})
        places = {institution: place for place, institution in enumerate(institutions)}
        offers = {offer.id: number for number, offer in enumerate(asked.offers)}
        offer_of = np.array([offers[expert.offer] for expert in asked.experts], np.int64)[pairs.experts]
        pins = asked.rules.pinned
        return cls(
            round=asked,
            institutions=tuple(institutions),
            needs=pairs.needs,
            experts=pairs.experts,
            offers=offer_of,
            learners=np.array([places[name] for name in learners], np.int64)[pairs.needs],
            sharers=np.array([places[name] for name in sharers], np.int64)[offer_of],
            hours=np.array([need.hours for need in asked.needs], np.float64)[pairs.needs],
            costs=np.array([one.cost for one in found], np.float64),
            pinned=np.array([place for place, one in enumerate(found) if (one.need, one.expert) in pins], np.int64),
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """All rows of one kind: entry by entry its row and column (None: one entry a candidate) and weight."""

    limit: Limit
    name: Callable[[int], str]
    entries: tuple[Numbers, Numbers | None, Amounts]
    most: Sequence[float]
    least: Sequence[float] | None = None


def stacked(kinds: Iterator[Kind], columns: int) -> Rows:
    """Return the rows of all kinds that a choice could break, over so many columns."""
    constraints: list[Constraint] = []
    weights, least, most = [sparse.csr_array((0, columns))], [np.zeros(0)], [np.zeros(0)]
    for kind in kinds:
        rows, places, values = kind.entries
        places = np.arange(columns) if places is None else places
        matrix = sparse.csr_array((values, (rows, places)), shape=(len(kind.most), columns))
        matrix.eliminate_zeros()
        highest = np.array(kind.most, np.float64)
        lowest = np.full(len(highest), -inf) if kind.least is None else np.array(kind.least, np.float64)
        could = (matrix.maximum(0).sum(axis=1) > highest + TOLERANCE) | (lowest > matrix.minimum(0).sum(axis=1))
        constraints += [Constraint(kind.limit, kind.name(row)) for row in np.flatnonzero(could).tolist()]
        weights.append(matrix[could])
        least.append(lowest[could])
        most.append(highest[could])
    return Rows(tuple(constraints), sparse.vstack(weights, format="csr"), np.concatenate(least), np.concatenate(most))


def excepted(exceptions: Sequence[Relaxing]) -> Counter[Constraint]:
    """Return how many exchanges more than the rule for all each constraint with an exception allows; 0 without."""
    more = Counter[Constraint]()
    for one in exceptions:
        more[one.constraint] += round(one.amount or 0)
    return more


def widened(rows: Rows, exceptions: Sequence[Relaxing]) -> Rows:
    """Return the rows, those with an exception as much wider as it says: a circle on both sides."""
    more = excepted(exceptions)
    wider = np.array([more[constraint] for constraint in rows.constraints], np.float64)
    return Rows(rows.constraints, rows.weights, rows.least - wider, rows.most + wider)


def kinds_of(columns: Columns) -> Iterator[Kind]:
    """Yield the kinds of rows that the round has."""
    asked, ones = columns.round, np.ones(len(columns.needs))
    experts, offers = asked.experts, asked.offers
    of_need = (columns.needs, None, ones)
    yield Kind(Limit.ONE_PLACE, lambda row: asked.needs[row].id, of_need, [1.0] * len(asked.needs))
    of_expert = (columns.experts, None, columns.hours)
    yield Kind(Limit.EXPERT_HOURS, lambda row: experts[row].id, of_expert, [expert.hours for expert in experts])
    of_offer = (columns.offers, None, columns.hours)
    yield Kind(Limit.OFFER_HOURS, lambda row: offers[row].id, of_offer, [offer.hours for offer in offers])
    counted = (columns.offers, None, ones)
    yield Kind(Limit.OFFER_EXCHANGES, lambda row: offers[row].id, counted, [offer.at_most for offer in offers])
    yield from _of_institutions(columns, ones)
    if asked.rules.is_pair_once:
        yield _pair_once(columns, ones)
    if asked.rules.budget is not None:
        spent = (np.zeros(len(ones), np.int64), None, columns.costs)
        yield Kind(Limit.BUDGET, lambda row: "", spent, [float(asked.rules.budget)])
    yield _pins(columns)


def _of_institutions(columns: Columns, ones: Amounts) -> Iterator[Kind]:
    """Yield how often an institution shares and learns, at most, at least, and as often as each other."""
    rules, names = columns.round.rules, columns.institutions.__getitem__
    given, taken = (columns.sharers, None, ones), (columns.learners, None, ones)
    many = len(columns.institutions)
    if rules.most_given is not None:
        yield Kind(Limit.MOST_GIVEN, names, given, [rules.most_given] * many)
    if rules.most_taken is not None:
        yield Kind(Limit.MOST_TAKEN, names, taken, [rules.most_taken] * many)
    if rules.least_taken:
        learn = {need.institution for need in columns.round.needs}
        least = [rules.least_taken if name in learn else 0 for name in columns.institutions]
        yield Kind(Limit.LEAST_TAKEN, names, taken, [inf] * many, least)
    if rules.is_circular:
        places = np.arange(len(ones))
        both = np.concatenate((columns.sharers, columns.learners))
        entries = (both, np.concatenate((places, places)), np.concatenate((ones, -ones)))
        yield Kind(Limit.CIRCLE, names, entries, [0.0] * many, [0.0] * many)


def _pair_once(columns: Columns, ones: Amounts) -> Kind:
    many, names = len(columns.institutions), columns.institutions
    met, rows = np.unique(columns.learners * many + columns.sharers, return_inverse=True)

    def name(row: int) -> str:
        learner, sharer = divmod(int(met[row]), many)
        return of_pair((names[learner], names[sharer]))

    return Kind(Limit.PAIR_ONCE, name, (rows, None, ones), [1.0] * len(met))


def _pins(columns: Columns) -> Kind:
    asked, pinned = columns.round, columns.pinned
    many = len(pinned)

    def name(row: int) -> str:
        need, expert = columns.needs[pinned[row]], columns.experts[pinned[row]]
        return of_pair((asked.needs[need].id, asked.experts[expert].id))

    return Kind(Limit.PINNED, name, (np.arange(many), pinned, np.ones(many)), [1.0] * many, [1.0] * many)
