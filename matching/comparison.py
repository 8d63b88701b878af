"""Whether two indexes hold the same: what a folded one is checked by against one that was built afresh."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matching.index import EvidenceIndex
from matching.names import Numbering
from matching.pairs import Pairs
from matching.segment import GONE, SEVERAL, SINGLE


def differing_items(one: EvidenceIndex, other: EvidenceIndex) -> list[str]:
    """Ids of the items that are not the same in both, ascending; the numbers behind the names may differ."""
    mine, theirs = dict(_contents(one)), dict(_contents(other))
    return sorted(item_id for item_id in mine.keys() | theirs.keys() if mine.get(item_id) != theirs.get(item_id))


def _contents(index: EvidenceIndex) -> Iterator[tuple[str, tuple[object, ...]]]:
    names = {name: getattr(index.vocabulary, name) for name in (*SINGLE, *SEVERAL) if name != "said"}
    for _, segment in index.segments():
        columns, scale = segment.columns, segment.scale
        for row in np.flatnonzero(columns.audience != GONE).tolist():
            single = [names[name][int(getattr(columns, name)[row])] for name in SINGLE if name != "said"]
            several = [_named(names[name], getattr(columns, name), row, name == "words") for name in SEVERAL]
            said, title = int(columns.said[row]), segment.titles[row]
            yield segment.ids[row], (title, said, float(scale[row]), *single, *several)


def _named(names: Numbering, pairs: Pairs, row: int, has_bit: bool) -> tuple[tuple[str, int], ...]:
    numbers = pairs.numbers[pairs.starts[row] : pairs.starts[row + 1]].tolist()
    shift = int(has_bit)
    return tuple(sorted((names[number >> shift], number & shift) for number in numbers))
