"""Tables of strings that are numbered: few bytes each, readable straight from a file that several processes map."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]
_REMEMBERED = 1 << 14  # strings a table remembers the numbers of: a question looks its words up several times
_SPELLING = ("utf-8", "surrogatepass")  # half a surrogate pair in somebody's text must not stop an index


class Strings:
    """Strings by number, one after the other in a run of bytes."""

    def __init__(self, letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._letters, self._ends = letters, ends
        self._bytes, self._at = letters.data, ends.data  # a number of a memoryview is Python's own

    @classmethod
    def of(cls, strings: Sequence[str]) -> Strings:
        """A table of these, in this order."""
        return cls(*_packed([string.encode(*_SPELLING) for string in strings]))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return str(self._bytes[self._at[number] : self._at[number + 1]], *_SPELLING)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What the table is made of; `of_arrays` makes it again."""
        return {"letters": self._letters, "ends": self._ends}

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Strings:
        """The table that `arrays` was taken of."""
        return cls(arrays["letters"], arrays["ends"])


class Names(Strings):
    """Strings by number and numbers by string: a sorted list of checksums finds a string among equal ones."""

    def __init__(
        self, letters: NDArray[np.uint8], ends: NDArray[np.int64], sums: NDArray[np.uint32], order: NDArray[np.int32]
    ) -> None:
        super().__init__(letters, ends)
        self._sums, self._order = sums, order
        self._sum_at, self._order_at = sums.data, order.data
        self._met: dict[str, int | None] = {}

    @classmethod
    def of(cls, strings: Sequence[str]) -> Names:
        """A table of these, all different, in this order."""
        spelled = [string.encode(*_SPELLING) for string in strings]
        sums = np.fromiter(map(zlib.crc32, spelled), np.uint32, len(spelled))
        order = np.argsort(sums, kind="stable")
        return cls(*_packed(spelled), sums[order], order.astype(np.int32))

    def find(self, string: str) -> int | None:
        """The number of a string; None where it is not in the table."""
        if string not in self._met:
            if len(self._met) >= _REMEMBERED:
                self._met.clear()
            self._met[string] = self._search(string)
        return self._met[string]

    def _search(self, string: str) -> int | None:
        wanted = zlib.crc32(string.encode(*_SPELLING))
        at = bisect_left(self._sum_at, wanted)
        while at < len(self._sums) and self._sum_at[at] == wanted:
            number: int = self._order_at[at]
            if self[number] == string:
                return number
            at += 1
        return None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What the table is made of; `of_arrays` makes it again."""
        return super().arrays() | {"sums": self._sums, "order": self._order}

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Names:
        """The table that `arrays` was taken of."""
        return cls(arrays["letters"], arrays["ends"], arrays["sums"], arrays["order"])


class Numbering:
    """A table of names, and those that came after it; a number once given stays."""

    def __init__(self, base: Names | None = None) -> None:
        self.base = Names.of(()) if base is None else base
        self._added: list[str] = []
        self._number: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.base) + len(self._added)

    def __getitem__(self, number: int) -> str:
        return self.base[number] if number < len(self.base) else self._added[number - len(self.base)]

    def find(self, name: str) -> int | None:
        """The number of a name; None where it has none."""
        number = self._number.get(name)
        return self.base.find(name) if number is None else number

    def number(self, name: str) -> int:
        """The number of a name, a new one if it has none."""
        number = self.find(name)
        if number is None:
            number = self._number[name] = len(self)
            self._added.append(name)
        return number

    def numbers(self, names: Iterable[str]) -> list[int]:
        """The numbers of some names that have one, ascending."""
        return sorted({number for number in map(self.find, names) if number is not None})


def part_of(arrays: Arrays, name: str) -> dict[str, NDArray[Any]]:
    """The arrays whose names begin with this one and a dot, without it."""
    return {key.removeprefix(f"{name}."): array for key, array in arrays.items() if key.startswith(f"{name}.")}


def _packed(spelled: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    ends = np.zeros(len(spelled) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, spelled), np.int64, len(spelled)), out=ends[1:])
    return np.frombuffer(bytearray(b"".join(spelled)), np.uint8), ends
