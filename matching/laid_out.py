"""The base of an index: rows that were laid out at once, in arrays that several processes may map from one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.names import Arrays, Names, Strings, part_of
from matching.pairs import Pairs, invert, scales
from matching.segment import GONE, SEVERAL, SINGLE, Columns, Slices


@dataclass(frozen=True, slots=True)
class Base:
    """Rows laid out at once, in the order of their ids; nothing but the audience of a row that goes is ever changed.

    Postings take 4 bytes, and 4 more by row: a word is 2 * its stem, or its row, and 1 more where it is said twice.
    """

    ids: Names
    titles: Strings
    columns: Columns
    scale: NDArray[np.float32]
    stem_rows: Pairs
    source_rows: Pairs

    @classmethod
    def lay_out(cls, ids: Sequence[str], titles: Sequence[str], columns: Columns, stems: int, sources: int) -> Base:
        """Base of rows in the order of their ids, which use so many stems and sources."""
        doubled = Pairs(np.arange(len(ids) + 1), (2 * columns.source).astype(np.int32))
        by_stem, by_source = invert(columns.words, stems), invert(doubled, sources)
        return cls(Names.of(ids), Strings.of(titles), columns, scales(columns.words), by_stem, by_source)

    def postings(self, stems: Sequence[int]) -> Slices:
        """Where the postings of some stems begin and end, and all postings."""
        starts = self.stem_rows.starts
        at = np.array([stem if stem < len(starts) - 1 else len(starts) - 1 for stem in stems], dtype=np.int64)
        return starts[at], starts[np.minimum(at + 1, len(starts) - 1)], self.stem_rows.numbers

    def find(self, item_id: str) -> int | None:
        """The row of an item in force; None where there is none."""
        row = self.ids.find(item_id)
        return None if row is None or self.columns.audience[row] == GONE else row

    def from_source(self, source: int) -> list[int]:
        """Rows in force of what came from a source."""
        if source >= len(self.source_rows.starts) - 1:
            return []
        starts = self.source_rows.starts
        rows = self.source_rows.numbers[starts[source] : starts[source + 1]] >> 1
        return [row for row in rows.tolist() if self.columns.audience[row] != GONE]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What the base is made of, by name; `of_arrays` makes it again."""
        found = {f"columns.{name}": getattr(self.columns, name) for name in SINGLE}
        pairs = {name: getattr(self.columns, name) for name in SEVERAL}
        pairs |= {"stem_rows": self.stem_rows, "source_rows": self.source_rows}
        for name, each in pairs.items():
            found |= {f"{name}.starts": each.starts, f"{name}.numbers": each.numbers}
        found |= {f"ids.{name}": array for name, array in self.ids.arrays().items()}
        found |= {f"titles.{name}": array for name, array in self.titles.arrays().items()}
        return found | {"scale": self.scale}

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Base:
        """The base that `arrays` was taken of."""
        pairs = {
            name: Pairs(arrays[f"{name}.starts"], arrays[f"{name}.numbers"])
            for name in (*SEVERAL, "stem_rows", "source_rows")
        }
        single: Iterator[Any] = (arrays[f"columns.{name}"] for name in SINGLE)
        columns = Columns(*single, *(pairs[name] for name in SEVERAL))
        ids, titles = Names.of_arrays(part_of(arrays, "ids")), Strings.of_arrays(part_of(arrays, "titles"))
        return cls(ids, titles, columns, arrays["scale"], pairs["stem_rows"], pairs["source_rows"])
