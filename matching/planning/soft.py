"""Everything that may be relaxed as rows over pairs: each may go beyond its limit if its constraint is relaxed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.planning.candidates import Numbers, of_pair
from matching.planning.choices import Choices
from matching.planning.rows import TOLERANCE, Amounts
from matching.planning.types import Constraint, Limit

Mask = npt.NDArray[np.bool_]


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
    """The pairs of the needs asked about, by number among the choices, and all that may be relaxed for them.

    `holds` says what each constraint forbids, `amounts` by how much it would have to be relaxed.
    """

    pairs: Numbers
    need_of: Numbers
    constraints: tuple[Constraint, ...]
    holds: Soft
    amounts: Soft


def softness_of(choices: Choices, is_asked: Mask) -> Softness:
    """Return what may be relaxed when just the needs that `is_asked` (by number) are to have a place."""
    pairs = np.flatnonzero(is_asked[choices.need_of])
    need_of = choices.need_of[pairs]
    pinned = np.flatnonzero(np.isin(pairs, choices.pinned))
    pins = [choices.candidates[pair] for pair in pairs[pinned].tolist()]
    barriers, rows = choices.barriers.constraints, choices.rows.constraints
    first_pin = len(barriers) + len(rows)
    one_way, other_way = _limits(choices, pairs, first=len(barriers))
    return Softness(
        pairs=pairs,
        need_of=need_of,
        constraints=(*barriers, *rows, *(Constraint(Limit.PINNED, of_pair((pin.need, pin.expert))) for pin in pins)),
        holds=_together((_barriers(choices, pairs, need_of), one_way, other_way, _pins(pinned, len(pairs), first_pin))),
        amounts=_together((_barriers(choices, pairs, need_of, is_amount=True), one_way, other_way)),
    )


def _barriers(choices: Choices, pairs: Numbers, need_of: Numbers, *, is_amount: bool = False) -> Soft:
    """Return a row for each barrier and need: of the pairs of one need one is chosen, so their sum is at most 1."""
    column = np.full(len(choices.candidates), -1)
    column[pairs] = np.arange(len(pairs))
    columns, of, short = column[choices.barriers.pairs], choices.barriers.of, choices.barriers.short
    kept = columns >= 0
    columns, of, short = columns[kept], of[kept], short[kept]
    many = len(choices.program.needs)
    met, rows = np.unique(of * many + need_of[columns], return_inverse=True)
    values = short if is_amount else np.ones(len(columns))
    weights = sparse.csr_array((values, (rows, columns)), shape=(len(met), len(pairs)))
    return Soft(met // many, weights, np.zeros(len(met)), np.ones(len(met)))


def _limits(choices: Choices, pairs: Numbers, first: int) -> tuple[Soft, Soft]:
    """Return the rows of the round that these pairs could break, above and (a circle) below."""
    need_of, rows = choices.need_of[pairs], choices.rows
    weights = sparse.csr_array(rows.weights[:, pairs])
    return (
        _breakable(weights, rows.most, need_of, first),
        _breakable(sparse.csr_array(-weights), -rows.least, need_of, first),
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


def _pins(pinned: Numbers, columns: int, first: int) -> Soft:
    """Return a row for each pin: it is chosen, or relaxed."""
    many = len(pinned)
    weights = sparse.csr_array((-np.ones(many), (np.arange(many), pinned)), shape=(many, columns))
    return Soft(np.arange(many) + first, weights, -np.ones(many), np.ones(many))


def _together(parts: Iterable[Soft]) -> Soft:
    every = list(parts)
    return Soft(
        np.concatenate([part.of for part in every]),
        sparse.vstack([part.weights for part in every], format="csr"),
        np.concatenate([part.most for part in every]),
        np.concatenate([part.beyond for part in every]),
    )
