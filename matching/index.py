"""The evidence index: cosine of a query with every evidence item, folded item by item or built afresh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.constants import WORKING_LANGUAGE
from matching.corpus import CorpusStatistics, gather_statistics
from matching.errors import DuplicateItemError
from matching.items import AnalysedItem, analyse_item
from matching.nearest import KnownStems
from matching.owners import build_owners
from matching.postings import build_postings
from matching.types import Evidence
from matching.words import QueryWords, understand


class EvidenceIndex:
    """Evidence items by id with their word vectors; never changes, a fold gives a new one.

    `statistics` are those handed in, or else gathered from the items everyone may see. Rows are items in the
    order of their ids, so that an index folded step by step equals one built afresh.
    """

    def __init__(
        self, analysed: Mapping[str, AnalysedItem], statistics: CorpusStatistics | None, working_language: str
    ) -> None:
        self._analysed = {item_id: analysed[item_id] for item_id in sorted(analysed)}
        self._given = statistics
        self._working_language = working_language
        rows = list(self._analysed.values())
        self._stems = [each.stems for each in rows]
        self.items: tuple[Evidence, ...] = tuple(each.item for each in rows)
        self.row_of = {item_id: row for row, item_id in enumerate(self._analysed)}
        self.statistics = gather_statistics(rows) if statistics is None else statistics
        self.postings = build_postings(rows)
        self.people = build_owners([item.people for item in self.items])
        self.institutions = build_owners([item.institutions for item in self.items])
        self._rows_of_audience = _rows_by_audience(self.items)

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

    def fold(self, changed: Mapping[str, Evidence | None], statistics: CorpusStatistics | None = None) -> EvidenceIndex:
        """Index with some items put in (by id) or, where None, taken out; texts that stay are not read again.

        `statistics` replace those handed in at the build; without any, they are gathered again. Raises
        DuplicateItemError where an item stands under another's id.
        """
        analysed = dict(self._analysed)
        for item_id, item in changed.items():
            if item is None:
                analysed.pop(item_id, None)
                continue
            if item.id != item_id:
                raise DuplicateItemError(f"the item {item.id!r} stands under the id {item_id!r}")
            analysed[item_id] = analyse_item(item, self._working_language)
        return EvidenceIndex(analysed, statistics or self._given, self._working_language)

    def understand(self, text: str) -> QueryWords:
        """Words of a query, weighed by this index's statistics."""
        return understand(text, self.statistics, self._known_stems)

    @cached_property
    def _known_stems(self) -> KnownStems:
        """Read when first needed: most folds are not followed by a query with an unknown word in this process."""
        return KnownStems(self.statistics.document_frequency)

    def stems_of(self, row: int) -> tuple[str, ...]:
        """Stems of the item in a row, in alphabetical order."""
        return self._stems[row]

    def visible(self, audiences: frozenset[str]) -> NDArray[np.bool_]:
        """Return which items (by row) a holder of these audience keys may see."""
        mask = np.zeros(len(self.items), dtype=np.bool_)
        for audience in audiences & self._rows_of_audience.keys():
            mask[self._rows_of_audience[audience]] = True
        return mask

    def with_topics(self, topics: frozenset[str]) -> NDArray[np.bool_]:
        """Return which items (by row) have one of the topics; all of them where no topic is asked for."""
        if not topics:
            return np.ones(len(self.items), dtype=np.bool_)
        return np.fromiter((not topics.isdisjoint(item.topics) for item in self.items), np.bool_, len(self.items))

    def cosines(self, words: QueryWords, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Cosine (0..1) of the query with each item by row; 0.0 for items outside the mask.

        Added up stem by stem in alphabetical order: other items cannot change a bit of an item's cosine.
        """
        scores = np.zeros(len(self.items), dtype=np.float64)
        for stem, weight in words.weights.items():
            rows, weights = self.postings.of(stem)
            scores[rows] += weight * weights
        scores[~mask] = 0.0
        return np.minimum(scores, 1.0)


def _rows_by_audience(items: tuple[Evidence, ...]) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    for row, item in enumerate(items):
        rows.setdefault(item.audience, []).append(row)
    return {audience: np.array(found, dtype=np.int64) for audience, found in rows.items()}
