"""The evidence index: what every viewer's questions are matched with, folded item by item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from matching.constants import COMPACT_FROM, COMPACT_SHARE, NETWORK, WORKING_LANGUAGE
from matching.corpus import CorpusStatistics, gather_statistics
from matching.errors import DuplicateItemError
from matching.growing import Growing
from matching.items import AnalysedItem, analyse_item
from matching.kernels import Lens
from matching.nearest import KnownStems
from matching.owners import Owners
from matching.postings import Postings
from matching.types import Evidence
from matching.words import QueryWords, understand

_GONE = -1  # the audience of a row whose item was replaced or withdrawn


class EvidenceIndex:
    """Evidence items by id. A fold changes it in place and costs what it touches, not what is there.

    What it answers depends on the items in force only, never on the order in which they came: folding equals building
    afresh. `statistics` are those handed in, or else gathered from the items everyone may see. A fold is not safe
    beside a reader in another thread: the caller holds a lock.
    """

    def __init__(
        self, analysed: Mapping[str, AnalysedItem], statistics: CorpusStatistics | None, working_language: str
    ) -> None:
        self._given = statistics
        self._working_language = working_language
        self.statistics = gather_statistics(analysed.values()) if statistics is None else statistics
        self.known = KnownStems(self.statistics.document_frequency)
        self._lay_out([analysed[item_id] for item_id in sorted(analysed)])

    @classmethod
    def build(
        cls,
        items: Iterable[Evidence],
        statistics: CorpusStatistics | None = None,
        working_language: str = WORKING_LANGUAGE,
    ) -> EvidenceIndex:
        """Index of some items; raises DuplicateItemError where two carry one id."""
        analysed: dict[str, AnalysedItem] = {}
        for item in items:
            if item.id in analysed:
                raise DuplicateItemError(f"two evidence items have the id {item.id!r}")
            analysed[item.id] = analyse_item(item, working_language)
        return cls(analysed, statistics, working_language)

    def fold(self, changed: Mapping[str, Evidence | None]) -> None:
        """Put items in (by id) or, where None, take them out. Raises DuplicateItemError before anything is changed."""
        for item_id, item in changed.items():
            if item is not None and item.id != item_id:
                raise DuplicateItemError(f"the item {item.id!r} stands under the id {item_id!r}")
        for item_id, item in changed.items():
            if item_id in self.row_of:
                self._withdraw(self.row_of.pop(item_id))
            if item is not None:
                self._append(analyse_item(item, self._working_language))
        gone = len(self._analysed) - len(self.row_of)
        if gone + self._appended > max(COMPACT_FROM, COMPACT_SHARE * len(self.row_of)):
            self._lay_out([self._analysed[self.row_of[item_id]] for item_id in sorted(self.row_of)])

    def understand(self, text: str) -> QueryWords:
        """Words of a query, weighed by this index's statistics."""
        return understand(text, self.statistics, self.known)

    def item(self, row: int) -> Evidence:
        """The item in a row."""
        return self._analysed[row].item

    def lens(self, audiences: frozenset[str], topics: frozenset[str]) -> Lens:
        """What a holder of these audience keys may see, of items with one of these topics (none named: of all)."""
        held = np.zeros(len(self._codes), dtype=np.bool_)
        held[[self._codes[audience] for audience in audiences if audience in self._codes]] = True
        topical = np.zeros(len(self.ids) if topics else 0, dtype=np.bool_)
        for topic in topics & self._rows_of_topic.keys():
            topical[self._rows_of_topic[topic].values] = True
        return Lens(self._audience.values, held, topical)

    def _lay_out(self, rows: Sequence[AnalysedItem]) -> None:
        self._analysed = list(rows)
        self._appended = 0
        self.ids = [each.item.id for each in rows]
        self.row_of = {item_id: row for row, item_id in enumerate(self.ids)}
        self.postings = Postings(rows)
        self.people = Owners(each.item.people for each in rows)
        self.institutions = Owners(each.item.institutions for each in rows)
        self._codes: dict[str, int] = {}
        self._audience = Growing(np.int32, [self._code(each.item.audience) for each in rows])
        self._rows_of_topic: dict[str, Growing] = {}
        for row, each in enumerate(rows):
            self._note_topics(row, each.item)

    def _append(self, analysed: AnalysedItem) -> None:
        row, item = len(self.ids), analysed.item
        self._analysed.append(analysed)
        self._appended += 1
        self.ids.append(item.id)
        self.row_of[item.id] = row
        self.postings.append(analysed)
        self.people.append(item.people)
        self.institutions.append(item.institutions)
        self._audience.append(self._code(item.audience))
        self._note_topics(row, item)
        self._count(analysed, 1)

    def _withdraw(self, row: int) -> None:
        self._audience.values[row] = _GONE
        self._count(self._analysed[row], -1)

    def _count(self, analysed: AnalysedItem, sign: int) -> None:
        """Keep the statistics in step, unless they were handed in."""
        if self._given is None and analysed.item.audience == NETWORK:
            fresh, gone = self.statistics.count(analysed, sign)
            self.known.add(fresh)
            self.known.discard(gone)

    def _code(self, audience: str) -> int:
        return self._codes.setdefault(audience, len(self._codes))

    def _note_topics(self, row: int, item: Evidence) -> None:
        for topic in item.topics:
            self._rows_of_topic.setdefault(topic, Growing(np.int64)).append(row)
