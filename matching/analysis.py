"""Texts of many items with their words counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.items import analyse_item
from matching.types import Evidence


@dataclass(frozen=True, slots=True)
class AnalysedTexts:
    """Stems, and for each row its distinct stems with how often each occurs, and its language."""

    stems: tuple[str, ...]
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    counts: NDArray[np.int32]
    languages: tuple[str, ...]


def analyse_all(items: Sequence[Evidence], working_language: str) -> AnalysedTexts:
    """The words of each item, as `analyse_item` counts them."""
    found = [analyse_item(item, working_language) for item in items]
    codes: dict[str, int] = dict.fromkeys(sorted({stem for each in found for stem in each.stems}), 0)
    for at, stem in enumerate(codes):
        codes[stem] = at
    columns = [codes[stem] for each in found for stem in each.stems]
    counts = [count for each in found for count in each.counts]
    starts = np.concatenate(([0], np.cumsum([len(each.stems) for each in found], dtype=np.int64)))
    return AnalysedTexts(
        tuple(codes),
        starts,
        np.array(columns, np.int32),
        np.array(counts, np.int32),
        tuple(each.language for each in found),
    )
