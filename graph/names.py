"""Numbers for names, and the order of names told by numbers."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from graph.arrays import grown

MANY = 256  # from so many new or forgotten names on, all are put in order at once
SPAN = 1 << 62
STEP = 1 << 20  # a new name's rank is at most so far above the one before it: room for those that come after


class Names:
    """Each name has a number, given anew once the name is forgotten, and a rank: ranks sort as names do.

    Ranks lie far apart, so a new name is mostly given one between those of its neighbours and moves no other.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._free: list[int] = []
        self._order: list[str] = []
        self._changed: set[str] = set()
        self._ranks: NDArray[np.int64] = np.zeros(1, np.int64)

    def __len__(self) -> int:
        """How many numbers have been given, those to be given anew among them."""
        return len(self._names)

    def __getitem__(self, number: int) -> str:
        """The name of that number."""
        return self._names[number]

    def find(self, name: str) -> int:
        """Return the number of a name, -1 if it has none."""
        return self._numbers.get(name, -1)

    def number(self, name: str) -> int:
        """Return the number of a name, a new one if it has none."""
        number = self._numbers.get(name)
        if number is None:
            number = self._free.pop() if self._free else len(self._names)
            if number == len(self._names):
                self._names.append(name)
            self._numbers[name] = number
            self._names[number] = name
            self._changed.add(name)
        return number

    def forget(self, number: int) -> None:
        """Forget the name of that number; the order lets go of it when it is next asked for."""
        name = self._names[number]
        del self._numbers[name]
        self._names[number] = ""
        self._free.append(number)
        self._changed.add(name)

    def ranks(self) -> NDArray[np.int64]:
        """Return the ranks of all names, by number."""
        self._ranks = grown(self._ranks, len(self._names))
        changed, self._changed = sorted(self._changed), set()
        if len(changed) >= MANY or not self._rank_between(changed):
            self._rank_all()
        return self._ranks

    def _rank_between(self, changed: list[str]) -> bool:
        """Let go of forgotten names and rank new ones between their neighbours; return False for lack of room."""
        for name in changed:
            self._let_go(name)
        return all(self._has_place(name) for name in changed if name in self._numbers)

    def _let_go(self, name: str) -> None:
        at = bisect_left(self._order, name)
        if at < len(self._order) and self._order[at] == name:
            del self._order[at]

    def _has_place(self, name: str) -> bool:
        """Rank a new name between its neighbours, unless there is no room."""
        at = bisect_left(self._order, name)
        low = self._rank(self._order[at - 1]) if at else 0
        high = self._rank(self._order[at]) if at < len(self._order) else SPAN
        self._order.insert(at, name)
        self._ranks[self._numbers[name]] = low + min((high - low) // 2, STEP)
        return high - low > 1

    def _rank(self, name: str) -> int:
        return int(self._ranks[self._numbers[name]])

    def _rank_all(self) -> None:
        self._order = sorted(self._numbers)
        numbers = np.fromiter(map(self._numbers.__getitem__, self._order), np.int64, len(self._order))
        self._ranks[numbers] = np.arange(1, len(numbers) + 1) * (SPAN // (len(numbers) + 1))
