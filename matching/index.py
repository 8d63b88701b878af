"""The evidence index: what every viewer's questions are matched with, folded item by item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.analysis import analyse_all
from matching.constants import COMPACT_FROM, COMPACT_SHARE, NETWORK, WORKING_LANGUAGE
from matching.corpus import CorpusStatistics, LiveStatistics, Statistics
from matching.delta import Delta
from matching.errors import DuplicateItemError
from matching.items import analyse_item
from matching.kernels import Lens, Terms
from matching.laid_out import Base
from matching.layout import Vocabulary, checksum, join, lay_out, lay_out_items, take
from matching.names import Arrays, Names, Numbering, part_of
from matching.nearest import KnownStems, Trigrams
from matching.segment import GONE, Row, Segment
from matching.types import Evidence
from matching.words import QueryWords, understand


class EvidenceIndex:
    """Evidence items in numbers: a base, and a delta that a fold adds to. A fold costs what it touches.

    What it answers depends on the items in force only, never on the order in which they came: folding equals building
    afresh. Rows are numbered through: the base's, then the delta's. `statistics` are those handed in, or else gathered
    from the items everyone may see. A fold is not safe beside a reader in another thread: the caller holds a lock.
    """

    def __init__(
        self,
        base: Base,
        vocabulary: Vocabulary,
        trigrams: Trigrams,
        statistics: CorpusStatistics | None = None,
        working_language: str = WORKING_LANGUAGE,
    ) -> None:
        self._given, self._working_language = statistics, working_language
        self._settle(base, vocabulary, trigrams)

    @classmethod
    def build(
        cls,
        items: Iterable[Evidence],
        statistics: CorpusStatistics | None = None,
        working_language: str = WORKING_LANGUAGE,
    ) -> EvidenceIndex:
        """Index of some items; raises DuplicateItemError where two carry one id."""
        ordered = sorted(items, key=lambda item: item.id)
        for item, following in pairwise(ordered):
            if item.id == following.id:
                raise DuplicateItemError(f"two evidence items have the id {item.id!r}")
        base, vocabulary = lay_out_items(ordered, analyse_all(ordered, working_language))
        return cls(base, vocabulary, Trigrams.of(vocabulary.words.base), statistics, working_language)

    def __len__(self) -> int:
        """Items in force."""
        return len(self._base.ids) + len(self._delta.ids) - self._gone

    def fold(self, changed: Mapping[str, Evidence | None]) -> None:
        """Put items in (by id) or, where None, take them out. Raises DuplicateItemError before anything is changed."""
        for item_id, item in changed.items():
            if item is not None and item.id != item_id:
                raise DuplicateItemError(f"the item {item.id!r} stands under the id {item_id!r}")
        for item_id, item in changed.items():
            self._withdraw(item_id)
            if item is not None:
                self._append(item)

    @property
    def is_grown(self) -> bool:
        """True if so many rows came or went that it is time to `compact`."""
        rows = len(self._base.ids)
        return self._gone + len(self._delta.ids) > max(COMPACT_FROM, COMPACT_SHARE * rows)

    def compact(self) -> None:
        """Lay out afresh what is in force. Answers stay as they are, to the last bit."""
        columns, kept = join(self._base.columns, self._delta.columns), self._in_force()
        ids, titles = [self.id(row) for row in kept], [self.title(row) for row in kept]
        base, vocabulary = lay_out(ids, titles, take(columns, np.array(kept, dtype=np.int64)), self.vocabulary)
        self._settle(base, vocabulary, Trigrams.of(vocabulary.words.base))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The index in arrays, once it is compact; `of_arrays` makes it again, without a copy."""
        parts = ("base", self._base), ("vocabulary", self.vocabulary), ("trigrams", self._trigrams)
        return {f"{part}.{name}": array for part, each in parts for name, array in each.arrays().items()}

    @classmethod
    def of_arrays(cls, arrays: Arrays, working_language: str = WORKING_LANGUAGE) -> EvidenceIndex:
        """The index that `arrays` was taken of; the arrays may be mapped, privately, from a file."""
        vocabulary = Vocabulary.of_arrays(part_of(arrays, "vocabulary"))
        base, trigrams = Base.of_arrays(part_of(arrays, "base")), Trigrams.of_arrays(part_of(arrays, "trigrams"))
        return cls(base, vocabulary, trigrams, None, working_language)

    @property
    def statistics(self) -> CorpusStatistics:
        """What words are weighed by."""
        return self._live.value() if self._given is None else self._given

    def understand(self, text: str) -> QueryWords:
        """Words of a query, weighed by this index's statistics."""
        statistics: Statistics = self._live if self._given is None else self._given
        return understand(text, statistics, self._known)

    def segments(self) -> tuple[tuple[int, Segment], ...]:
        """The base and the delta, each with the number of its first row."""
        return (0, self._base), (len(self._base.ids), self._delta)

    def terms(self, segment: Segment, words: QueryWords) -> Terms:
        """The words of a query in a segment."""
        found = [(self.vocabulary.words.find(stem), weight) for stem, weight in words.weights.items()]
        known = [(number, weight) for number, weight in found if number is not None]
        weights = np.array([weight for _, weight in known], dtype=np.float32)
        return Terms(weights, *segment.postings([number for number, _ in known]))

    def lens(self, segment: Segment, audiences: frozenset[str], asked: NDArray[np.bool_]) -> Lens:
        """What a holder of these audience keys may see of a segment, of the rows asked for (empty: all)."""
        held = np.zeros(len(self.vocabulary.audience), dtype=np.bool_)
        held[self.vocabulary.audience.numbers(audiences)] = True
        return Lens(segment.columns.audience, held, asked)

    def row_of(self, item_id: str) -> int | None:
        """The row of an item in force; None where there is none."""
        for first, segment in self.segments():
            row = segment.find(item_id)
            if row is not None:
                return first + row
        return None

    def from_source(self, source: str) -> list[str]:
        """Ids of the items in force that came from a source."""
        number = self.vocabulary.source.find(source)
        if number is None:
            return []
        return [segment.ids[row] for _, segment in self.segments() for row in segment.from_source(number)]

    def id(self, row: int) -> str:
        """The id of the item in a row."""
        segment, at = self._at(row)
        return segment.ids[at]

    def title(self, row: int) -> str:
        """The title of the item in a row."""
        segment, at = self._at(row)
        return segment.titles[at]

    def kind(self, row: int) -> str:
        """The kind of the item in a row."""
        segment, at = self._at(row)
        return self.vocabulary.kind[int(segment.columns.kind[at])]

    def _at(self, row: int) -> tuple[Segment, int]:
        first = len(self._base.ids)
        return (self._base, row) if row < first else (self._delta, row - first)

    def _in_force(self) -> list[int]:
        return [
            first + row
            for first, segment in self.segments()
            for row in np.flatnonzero(segment.columns.audience != GONE).tolist()
        ]

    def _settle(self, base: Base, vocabulary: Vocabulary, trigrams: Trigrams) -> None:
        self._base, self.vocabulary, self._trigrams = base, vocabulary, trigrams
        self._delta = Delta()
        self._gone = 0
        self._live = LiveStatistics(vocabulary, base.columns)
        self._known = KnownStems(vocabulary.words, trigrams, self._live.is_known)
        if self._given is not None:
            stems = Numbering(Names.of(sorted(self._given.document_frequency)))
            self._known = KnownStems(stems, Trigrams.of(stems.base), lambda _: True)

    def _append(self, item: Evidence) -> None:
        analysed, names = analyse_item(item, self._working_language), self.vocabulary
        stems = [names.words.number(stem) for stem in analysed.stems]
        row = Row(
            audience=names.audience.number(item.audience),
            said=checksum(item),
            kind=names.kind.number(item.kind),
            language=names.language.number(analysed.language),
            source=names.source.number(item.source or item.id),
            people=sorted(set(map(names.people.number, item.people))),
            institutions=sorted(set(map(names.institutions.number, item.institutions))),
            topics=sorted(set(map(names.topics.number, item.topics))),
            words=[2 * stem + (count > 1) for stem, count in zip(stems, analysed.counts, strict=True)],
        )
        self._delta.append(item.id, item.title, row)
        if item.audience == NETWORK:
            self._live.count(row.language, stems, 1)
            if self._given is None:
                self._known.add(stem for stem in stems if stem >= len(names.words.base))

    def _withdraw(self, item_id: str) -> None:
        row = self.row_of(item_id)
        if row is None:
            return
        segment, at = self._at(row)
        columns = segment.columns
        if self.vocabulary.audience[int(columns.audience[at])] == NETWORK:
            words = columns.words.numbers[columns.words.starts[at] : columns.words.starts[at + 1]] >> 1
            self._live.count(int(columns.language[at]), words.tolist(), -1)
        columns.audience[at] = GONE
        self._gone += 1
        if segment is self._delta:
            self._delta.withdraw(at)
