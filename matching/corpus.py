"""Statistics of a corpus: an input of every index, so that partitions can be indexed apart and merge exactly."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from matching.constants import COMMON_LANGUAGE, NETWORK
from matching.growing import Growing
from matching.layout import Vocabulary
from matching.names import Numbering
from matching.pairs import count_words
from matching.segment import GONE, Columns


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

    def __contains__(self, stem: str) -> bool:
        return stem in self.document_frequency

    def idf(self, stem: str) -> float:
        """Smooth inverse document frequency of a stem; one constant for all unseen stems."""
        return idf_of(self.document_count, self.document_frequency.get(stem, 0))

    def common_languages(self) -> tuple[str, ...]:
        """Languages of at least one item in a hundred, the commonest first."""
        return common(self.languages, self.document_count)


class Statistics(Protocol):
    """What a query is weighed by."""

    def __contains__(self, stem: str) -> bool: ...
    def idf(self, stem: str) -> float: ...  # noqa: D102
    def common_languages(self) -> tuple[str, ...]: ...  # noqa: D102


class LiveStatistics:
    """The same of an index, kept in step with it: counts by the number of a stem and of a language."""

    def __init__(self, vocabulary: Vocabulary, columns: Columns) -> None:
        self._vocabulary = vocabulary
        network = vocabulary.audience.find(NETWORK)
        counted = columns.audience == (GONE if network is None else network)
        self._count = int(counted.sum())
        self._frequency = Growing(np.int32, count_words(columns.words, counted, len(vocabulary.words)))
        self._languages = Growing(np.int64, np.bincount(columns.language[counted], minlength=len(vocabulary.language)))

    def __contains__(self, stem: str) -> bool:
        return self.is_known(self._vocabulary.words.find(stem))

    def is_known(self, number: int | None) -> bool:
        """True if an item that everyone may see holds the stem with this number."""
        return number is not None and number < len(self._frequency) and bool(self._frequency.values[number])

    def idf(self, stem: str) -> float:
        """Smooth inverse document frequency of a stem; one constant for all unseen stems."""
        number = self._vocabulary.words.find(stem)
        known = number is not None and number < len(self._frequency)
        return idf_of(self._count, int(self._frequency.values[number]) if known else 0)

    def common_languages(self) -> tuple[str, ...]:
        """Languages of at least one item in a hundred, the commonest first."""
        return common(self._named(self._vocabulary.language, self._languages), self._count)

    def count(self, language: int, stems: Sequence[int], sign: int) -> None:
        """Count one item more (1) or less (-1)."""
        self._count += sign
        self._add(self._languages, [language], sign)
        self._add(self._frequency, stems, sign)

    def value(self) -> CorpusStatistics:
        """The statistics as they are now."""
        languages = self._named(self._vocabulary.language, self._languages)
        return CorpusStatistics(self._count, self._named(self._vocabulary.words, self._frequency), languages)

    @staticmethod
    def _add(counts: Growing, numbers: Sequence[int], sign: int) -> None:
        missing = max(numbers, default=-1) + 1 - len(counts)
        if missing > 0:
            counts.extend(np.zeros(missing, np.int64))
        counts.values[np.array(numbers, dtype=np.int64)] += sign

    @staticmethod
    def _named(names: Numbering, counts: Growing) -> dict[str, int]:
        numbers = np.flatnonzero(counts.values).tolist()
        return {names[number]: int(counts.values[number]) for number in numbers}


def common(languages: Mapping[str, int], document_count: int) -> tuple[str, ...]:
    """Languages of at least one item in a hundred, the commonest first."""
    least = COMMON_LANGUAGE * document_count
    return tuple(language for _, language in sorted((-n, name) for name, n in languages.items() if n >= least))


def idf_of(document_count: int, document_frequency: int) -> float:
    """Smooth inverse document frequency, ln((1 + n) / (1 + df)) + 1, of a stem that df of n documents hold.

    Source: Spärck Jones, Journal of Documentation 28 (1972); smoothed as in scikit-learn.
    """
    return math.log((1 + document_count) / (1 + document_frequency)) + 1.0
