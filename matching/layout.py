"""Laying out: from rows in any order to a base in the order of ids, with nothing in it that no row names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.analysis import AnalysedTexts
from matching.laid_out import Base, Inverted
from matching.names import Arrays, Names, Numbering, part_of
from matching.pairs import Pairs, renumber
from matching.pairs import join as join_pairs
from matching.pairs import take as take_pairs
from matching.segment import SEVERAL, SINGLE, Columns
from matching.types import Evidence


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the numbers in the columns stand for; a field is called as its column is."""

    audience: Numbering
    kind: Numbering
    language: Numbering
    source: Numbering
    people: Numbering
    institutions: Numbering
    topics: Numbering
    words: Numbering

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The tables, by name, without what was added to them; `of_arrays` makes them again."""
        return {
            f"{each.name}.{name}": array
            for each in fields(self)
            for name, array in getattr(self, each.name).base.arrays().items()
        }

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Vocabulary:
        """The vocabulary that `arrays` was taken of."""
        return cls(*(Numbering(Names.of_arrays(part_of(arrays, each.name))) for each in fields(cls)))


def checksum(item: Evidence) -> int:
    """A number of 64 bits that is the same for items that say the same."""
    digest = blake2b(f"{item.title}\0{item.text}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def lay_out_items(items: Sequence[Evidence], texts: AnalysedTexts) -> tuple[Base, Vocabulary]:
    """Base of items and their analysed texts."""
    single: Mapping[str, Iterable[str]] = {
        "audience": (item.audience for item in items),
        "kind": (item.kind for item in items),
        "language": texts.languages,
        "source": (item.source or item.id for item in items),
    }
    names: dict[str, Sequence[str]] = {"words": texts.stems}
    columns: dict[str, Any] = {"said": np.fromiter(map(checksum, items), np.int64, len(items))}
    for name, values in single.items():
        columns[name], names[name] = _coded(values)
    for name in ("people", "institutions", "topics"):
        columns[name], names[name] = _coded_pairs([getattr(item, name) for item in items])
    columns["words"] = texts.words
    vocabulary = Vocabulary(**{each.name: Numbering(Names.of(names[each.name])) for each in fields(Vocabulary)})
    ids, titles = [item.id for item in items], [item.title for item in items]
    return lay_out(ids, titles, Columns(**columns), vocabulary)


def lay_out(
    ids: Sequence[str], titles: Sequence[str], columns: Columns, vocabulary: Vocabulary
) -> tuple[Base, Vocabulary]:
    """Base of rows in any order, all in force, and the part of the vocabulary that they use."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    taken = take(columns, np.array(order, dtype=np.int64))
    used = Vocabulary(*(_kept(vocabulary, taken, each.name) for each in fields(Vocabulary)))
    ids, titles = [ids[row] for row in order], [titles[row] for row in order]
    counts = {name: len(getattr(used, name)) for name in Inverted._fields}
    return Base.lay_out(ids, titles, taken, counts), used


def take(columns: Columns, rows: NDArray[np.int64]) -> Columns:
    """The columns of some rows, in their order."""
    single: Iterator[Any] = (getattr(columns, name)[rows] for name in SINGLE)
    return Columns(*single, *(take_pairs(getattr(columns, name), rows) for name in SEVERAL))


def join(first: Columns, second: Columns) -> Columns:
    """The columns of the rows of both, one after the other."""
    single: Iterator[Any] = (np.concatenate([getattr(first, name), getattr(second, name)]) for name in SINGLE)
    several = (join_pairs(getattr(first, name), getattr(second, name)) for name in SEVERAL)
    return Columns(*single, *several)


def _kept(vocabulary: Vocabulary, columns: Columns, name: str) -> Numbering:
    """Return the names that a column uses; it is renumbered in place."""
    names: Numbering = getattr(vocabulary, name)
    column = getattr(columns, name)
    numbers = column.numbers if isinstance(column, Pairs) else column
    used = renumber(numbers, len(names), 1 if name == "words" else 0)
    return Numbering(Names.of([names[number] for number in np.flatnonzero(used).tolist()]))


def _coded(values: Iterable[str]) -> tuple[NDArray[np.int32], list[str]]:
    codes: dict[str, int] = {}
    numbers = np.fromiter((codes.setdefault(value, len(codes)) for value in values), np.int32)
    return numbers, list(codes)


def _coded_pairs(rows: Sequence[Sequence[str]]) -> tuple[Pairs, list[str]]:
    codes: dict[str, int] = {}
    coded = [sorted({codes.setdefault(value, len(codes)) for value in row}) for row in rows]
    starts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, coded), np.int64, len(coded)))))
    return Pairs(starts, np.fromiter((number for row in coded for number in row), np.int32)), list(codes)
