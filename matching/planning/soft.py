"""Everything that may be relaxed as rows over pairs: each may go beyond its limit if its constraint is relaxed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from matching.planning.candidates import Numbers, of_pair
from matching.planning.choices import Choices
from matching.planning.rows import TOLERANCE, Amounts
from matching.planning.types import Constraint, Limit

MANY = 1024.0  # one constraint more weighs more than any order of kinds
ORDER = {limit: number for number, limit in enumerate(Limit)}


@dataclass(frozen=True, slots=True, eq=False)
class Soft:
    """Rows that sum to `most` at most, or to `beyond` more where the constraint with the number `of` is relaxed."""

    of: Numbers
    weights: sparse.csr_array
    most: Amounts
    beyond: Amounts

    def over(self, chosen: Amounts) -> Amounts:
        """Return by how much the sum of each row goes beyond its limit, 0 where it doesn't."""
        over: Amounts = np.maximum(0.0, self.weights @ chosen - self.most)
        return np.where(over > TOLERANCE, over, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Softness:
    """All that may be relaxed, as rows over pairs of these needs.

    `each` is what relaxing a constraint weighs: sets of fewer weigh less, then those of earlier kinds. `holds` says
    what each constraint forbids, `amounts` by how much it would have to be relaxed.
    """

    need_of: Numbers
    constraints: tuple[Constraint, ...]
    each: Amounts
    holds: Soft
    amounts: Soft

    def weight(self, chosen: Amounts) -> float:
        """Return what all that a choice relaxes weighs."""
        return float(self.each[self.relaxed(chosen)].sum())

    def relaxed(self, chosen: Amounts) -> Numbers:
        """Return the numbers of the constraints that a choice relaxes."""
        return np.unique(self.holds.of[self.holds.over(chosen) > 0])


def softness_of(choices: Choices) -> Softness:
    """Return what may be relaxed when all needs of the choices are to have a place."""
    pins = [choices.candidates[pair] for pair in choices.pinned.tolist()]
    barriers, rows = choices.barriers.constraints, choices.rows.constraints
    every = (*barriers, *rows, *(Constraint(Limit.PINNED, of_pair((pin.need, pin.expert))) for pin in pins))
    one_way, other_way = _limits(choices, first=len(barriers))
    holds = _together((_barriers(choices), one_way, other_way, _pins(choices, first=len(barriers) + len(rows))))
    amounts = _together((_barriers(choices, is_amount=True), one_way, other_way))
    used, of = np.unique(holds.of, return_inverse=True)
    constraints = tuple(every[number] for number in used.tolist())
    return Softness(
        need_of=choices.need_of,
        constraints=constraints,
        each=MANY + np.array([ORDER[one.limit] for one in constraints], np.float64),
        holds=replace(holds, of=of),
        amounts=replace(amounts, of=np.searchsorted(used, amounts.of)),
    )


def _barriers(choices: Choices, *, is_amount: bool = False) -> Soft:
    """Return a row for each barrier and need: of the pairs of one need one is chosen, so their sum is at most 1."""
    barriers, many = choices.barriers, len(choices.program.needs)
    met, rows = np.unique(barriers.of * many + choices.need_of[barriers.pairs], return_inverse=True)
    values = barriers.short if is_amount else np.ones(len(rows))
    weights = sparse.csr_array((values, (rows, barriers.pairs)), shape=(len(met), len(choices.candidates)))
    return Soft(met // many, weights, np.zeros(len(met)), np.ones(len(met)))


def _limits(choices: Choices, first: int) -> tuple[Soft, Soft]:
    """Return the rows of the round that these pairs could break, above and (a circle) below."""
    need_of, rows = choices.need_of, choices.rows
    return (
        _breakable(rows.weights, rows.most, need_of, first),
        _breakable(sparse.csr_array(-rows.weights), -rows.least, need_of, first),
    )


def _breakable(weights: sparse.csr_array, most: Amounts, need_of: Numbers, first: int) -> Soft:
    entries = weights.tocoo()
    many = int(need_of.max(initial=-1)) + 1
    each, place = np.unique(entries.row.astype(np.int64) * many + need_of[entries.col], return_inverse=True)
    highest = np.zeros(len(each))
    np.maximum.at(highest, place, entries.data)
    beyond = np.bincount(each // max(many, 1), highest, minlength=len(most)) - most
    could = np.flatnonzero(beyond > TOLERANCE)
    return Soft(could + first, sparse.csr_array(weights[could]), most[could], beyond[could])


def _pins(choices: Choices, first: int) -> Soft:
    """Return a row for each pin: it is chosen, or relaxed."""
    many = len(choices.pinned)
    entries = (-np.ones(many), (np.arange(many), choices.pinned))
    weights = sparse.csr_array(entries, shape=(many, len(choices.candidates)))
    return Soft(np.arange(many) + first, weights, -np.ones(many), np.ones(many))


def _together(parts: Iterable[Soft]) -> Soft:
    every = list(parts)
    return Soft(
        np.concatenate([part.of for part in every]),
        sparse.vstack([part.weights for part in every], format="csr"),
        np.concatenate([part.most for part in every]),
        np.concatenate([part.beyond for part in every]),
    )
