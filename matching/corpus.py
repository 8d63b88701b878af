"""Statistics of a corpus: an input of every index, so that partitions can be indexed apart and merge exactly."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from matching.constants import COMMON_LANGUAGE, NETWORK
from matching.items import AnalysedItem


@dataclass(slots=True)
class CorpusStatistics:
    """How many items there are, in how many each stem occurs, and how many are in each language."""

    document_count: int = 0
    document_frequency: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: CorpusStatistics) -> CorpusStatistics:
        """Statistics of two disjoint partitions together."""
        return CorpusStatistics(
            self.document_count + other.document_count,
            dict(Counter(self.document_frequency) + Counter(other.document_frequency)),
            dict(Counter(self.languages) + Counter(other.languages)),
        )

    def idf(self, stem: str) -> float:
        """Smooth inverse document frequency, ln((1 + n) / (1 + df)) + 1; one constant for all unseen stems.

        Source: Spärck Jones, Journal of Documentation 28 (1972); smoothed as in scikit-learn.
        """
        return idf_of(self.document_count, self.document_frequency.get(stem, 0))

    def count(self, analysed: AnalysedItem, sign: int) -> tuple[list[str], list[str]]:
        """Count one item more (1) or less (-1), in place; the stems that are new by it, and those that are gone."""
        self.document_count += sign
        _add(self.languages, analysed.language, sign)
        fresh, gone = [], []
        for stem in analysed.stems:
            count = _add(self.document_frequency, stem, sign)
            if count == sign == 1:
                fresh.append(stem)
            elif count == 0:
                gone.append(stem)
        return fresh, gone

    def common_languages(self) -> tuple[str, ...]:
        """Languages of at least one item in a hundred, the commonest first."""
        least = COMMON_LANGUAGE * self.document_count
        common = [(-count, language) for language, count in self.languages.items() if count >= least]
        return tuple(language for _, language in sorted(common))


def idf_of(document_count: int, document_frequency: int) -> float:
    """Smooth inverse document frequency of a stem that so many of the documents hold."""
    return math.log((1 + document_count) / (1 + document_frequency)) + 1.0


def _add(counts: dict[str, int], key: str, sign: int) -> int:
    """Return the count after adding to it; a key that counts nothing is dropped, as if it had never been there."""
    count = counts.get(key, 0) + sign
    if count:
        counts[key] = count
    else:
        del counts[key]
    return count


def gather_statistics(analysed: Iterable[AnalysedItem]) -> CorpusStatistics:
    """Statistics of the items everyone may see; what some may not see leaves no trace in them."""
    frequency: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    count = 0
    for each in analysed:
        if each.item.audience == NETWORK:
            count += 1
            frequency.update(each.stems)
            languages[each.language] += 1
    return CorpusStatistics(count, dict(frequency), dict(languages))
