"""How things are stated: each manner of stating held once, by number, and what a viewer makes of each."""

from __future__ import annotations

from math import fsum

import numpy as np
from numpy.typing import NDArray

from graph.arrays import grown
from graph.types import NETWORK

Statement = tuple[str, float, str]  # kind, weight, audience
Manner = tuple[Statement, ...]  # all that is stated of one thing, sorted, each as often as it is stated

UNSTATED = 0  # the number of the manner in which nothing is stated


class Manners:
    """Few manners serve many things (a tie is nearly always stated once, to the network), so a viewer can weigh all of
    them before he looks at anything. One that nothing is stated in any more is forgotten and its number given anew.
    """

    def __init__(self) -> None:
        self._numbers: dict[Manner, int] = {(): UNSTATED}
        self._manners: list[Manner] = [()]
        self._uses: list[int] = [0]
        self._free: list[int] = []
        self._of_key: dict[str, set[int]] = {}
        self.open = np.zeros(1)  # by number: the weight in the eyes of everyone

    def more(self, number: int, statement: Statement) -> int:
        """Return the manner in which a thing is stated that is stated once more than it was."""
        return self._change(number, tuple(sorted((*self._manners[number], statement))))

    def less(self, number: int, statement: Statement) -> int:
        """Return the manner in which a thing is stated that is stated once less than it was."""
        left = list(self._manners[number])
        left.remove(statement)
        return self._change(number, tuple(left))

    def is_open(self, number: int) -> bool:
        """True if everyone sees what is stated in this manner."""
        return bool(self.open[number] > 0.0)

    def weight(self, number: int, audiences: frozenset[str]) -> float:
        """Return how strongly a thing is stated to a viewer who holds these keys, 0.0 if it is not."""
        return _weight(self._manners[number], audiences)

    def weights(self, audiences: frozenset[str]) -> NDArray[np.float64]:
        """Return `weight` of every manner, by number; costs only the manners that not everyone sees but he may."""
        weights = self.open.copy() if NETWORK in audiences else np.zeros_like(self.open)
        for key in audiences - {NETWORK}:
            for number in self._of_key.get(key, ()):
                weights[number] = _weight(self._manners[number], audiences)
        return weights

    def _change(self, old: int, manner: Manner) -> int:
        number = self._numbers.get(manner)
        if number is None:
            number = self._begin(manner)
        self._uses[number] += 1
        if old != UNSTATED:
            self._uses[old] -= 1
            if not self._uses[old]:
                self._forget(old)
        return number

    def _begin(self, manner: Manner) -> int:
        number = self._free.pop() if self._free else len(self._manners)
        if number == len(self._manners):
            self._manners.append(())
            self._uses.append(0)
            self.open = grown(self.open, number + 1)
        self._numbers[manner], self._manners[number] = number, manner
        self.open[number] = _weight(manner, frozenset({NETWORK}))
        for _, _, key in manner:
            self._of_key.setdefault(key, set()).add(number)
        return number

    def _forget(self, number: int) -> None:
        manner = self._manners[number]
        del self._numbers[manner]
        self._manners[number], self.open[number] = (), 0.0
        self._free.append(number)
        for key in {key for _, _, key in manner}:
            self._of_key[key].discard(number)
            if not self._of_key[key]:
                del self._of_key[key]


def _weight(manner: Manner, audiences: frozenset[str]) -> float:
    strongest: dict[str, float] = {}
    for kind, weight, audience in manner:
        if audience in audiences:
            strongest[kind] = max(weight, strongest.get(kind, 0.0))
    return fsum(strongest.values())  # exact, so the order of the kinds cannot move the last bit
