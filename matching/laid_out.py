"""The base of an index: rows that were laid out at once, in arrays that several processes may map from one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.names import Arrays, Names, Strings, part_of
from matching.pairs import Pairs, invert, scales, take
from matching.segment import GONE, SEVERAL, SINGLE, Columns, Slices


class Inverted(NamedTuple):
    """Columns turned round, called as they are: 2 * row of each number, and 1 more where a word is said twice."""

    words: Pairs
    source: Pairs
    people: Pairs
    institutions: Pairs


@dataclass(frozen=True, slots=True)
class Base:
    """Rows laid out at once, in the order of their ids; nothing but the audience of a row that goes is ever changed.

    Postings take 4 bytes, and 4 more by row, where a word is 2 * its stem, and 1 more where it is said twice.
    """

    ids: Names
    titles: Strings
    columns: Columns
    scale: NDArray[np.float32]
    inverted: Inverted

    @classmethod
    def lay_out(cls, ids: Sequence[str], titles: Sequence[str], columns: Columns, counts: Mapping[str, int]) -> Base:
        """Base of rows in the order of their ids; `counts` are how many numbers each column to be inverted uses."""
        sources = Pairs(np.arange(len(ids) + 1), columns.source)
        doubled = {
            name: Pairs(each.starts, 2 * each.numbers)
            for name, each in (("source", sources), ("people", columns.people), ("institutions", columns.institutions))
        }
        inverted = {name: invert(each, counts[name]) for name, each in ({"words": columns.words} | doubled).items()}
        return cls(Names.of(ids), Strings.of(titles), columns, scales(columns.words), Inverted(**inverted))

    def postings(self, stems: Sequence[int]) -> Slices:
        """Where the postings of some stems begin and end, and all postings."""
        starts = self.inverted.words.starts
        at = np.array([stem if stem < len(starts) - 1 else len(starts) - 1 for stem in stems], dtype=np.int64)
        return starts[at], starts[np.minimum(at + 1, len(starts) - 1)], self.inverted.words.numbers

    def find(self, item_id: str) -> int | None:
        """The row of an item in force; None where there is none."""
        row = self.ids.find(item_id)
        return None if row is None or self.columns.audience[row] == GONE else row

    def from_source(self, source: int) -> list[int]:
        """Rows in force of what came from a source."""
        rows = self._rows_of("source", np.array([source])).tolist()
        return [row for row in rows if self.columns.audience[row] != GONE]

    def rows_with(self, name: str, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Rows, ascending, with one of the numbers wanted in a column of several; gone ones are among them."""
        return np.unique(self._rows_of(name, np.flatnonzero(wanted)))

    def _rows_of(self, name: str, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        inverted: Pairs = getattr(self.inverted, name)
        known = numbers[numbers < len(inverted.starts) - 1]  # later ones are the delta's
        return (take(inverted, known).numbers >> 1).astype(np.int64)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What the base is made of, by name; `of_arrays` makes it again."""
        found = {f"columns.{name}": getattr(self.columns, name) for name in SINGLE}
        pairs = {name: getattr(self.columns, name) for name in SEVERAL}
        pairs |= {f"inverted.{name}": each for name, each in self.inverted._asdict().items()}
        for name, each in pairs.items():
            found |= {f"{name}.starts": each.starts, f"{name}.numbers": each.numbers}
        found |= {f"ids.{name}": array for name, array in self.ids.arrays().items()}
        found |= {f"titles.{name}": array for name, array in self.titles.arrays().items()}
        return found | {"scale": self.scale}

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Base:
        """The base that `arrays` was taken of."""

        def pairs(names: Sequence[str], prefix: str = "") -> Iterator[Pairs]:
            at = (f"{prefix}{name}" for name in names)
            return (Pairs(arrays[f"{each}.starts"], arrays[f"{each}.numbers"]) for each in at)

        single: Iterator[Any] = (arrays[f"columns.{name}"] for name in SINGLE)
        columns, inverted = Columns(*single, *pairs(SEVERAL)), Inverted(*pairs(Inverted._fields, "inverted."))
        ids, titles = Names.of_arrays(part_of(arrays, "ids")), Strings.of_arrays(part_of(arrays, "titles"))
        return cls(ids, titles, columns, arrays["scale"], inverted)
