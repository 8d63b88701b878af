"""Retrieval is exact, also where rows are more than one block of the compiled loops."""

import math
import random
from typing import Any

import numpy as np
import pytest

from matching.index import EvidenceIndex
from matching.kernels import BLOCK, STRIDE
from matching.selection import Ask, Hits, best_hits
from matching.types import Evidence

WORDS = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("ago", "ilu", "ema", "ora")]
ROWS = BLOCK + 3_000
KEYS = ("network", "rare")


@pytest.fixture(scope="module")
def texts() -> list[list[str]]:
    chance = random.Random(5)
    return [chance.choices(WORDS, k=1 + number % 5) for number in range(ROWS)]


@pytest.fixture(scope="module")
def index(texts: list[list[str]]) -> EvidenceIndex:
    """More rows than a block, some in the delta; each owner has one item, each fiftieth item is rare.

    The titles have no words: without a title the whole text would be the opening, and each word said twice.
    """
    items = [
        Evidence(f"i{n:06}", "lesson", "-", " ".join(words), (f"p{n}",), (), KEYS[n % 50 == 0], "xx")
        for n, words in enumerate(texts)
    ]
    made = EvidenceIndex.build(items[:-500])
    made.fold({item.id: item for item in items[-500:]})
    return made


def by_hand(index: EvidenceIndex, texts: list[list[str]], asked: str) -> dict[str, float]:
    """Every cosine that is not 0, worked out word by word."""
    weights, cosines = index.understand(asked).weights, {}
    for number, words in enumerate(texts):
        shares = {word: 1.0 + math.log(min(2, words.count(word))) for word in words}
        length = math.sqrt(sum(share * share for share in shares.values()) * max(1.0, 2 / len(shares)))
        cosine = sum(weights.get(word, 0.0) * share for word, share in shares.items()) / length
        if cosine:
            cosines[f"i{number:06}"] = cosine
    return cosines


def least(cosines: list[float], most: int) -> float:
    return sorted(cosines, reverse=True)[most - 1]


def check(hits: Hits, expected: dict[str, float], most: int) -> None:
    """All that reach the last of the best, and nobody who is below; the best first."""
    bar = least(list(expected.values()), most)
    assert {item_id for item_id, cosine in expected.items() if cosine > bar + 1e-6} <= set(hits.ids)
    assert all(expected[item_id] >= bar - 1e-6 for item_id in hits.ids)
    assert len(hits.ids) >= most
    assert hits.scores.tolist() == sorted(hits.scores.tolist(), reverse=True)


@pytest.mark.parametrize("audiences", [frozenset(KEYS), frozenset({"rare"})])
def test_the_best_of_all_are_the_best_worked_out_by_hand(
    index: EvidenceIndex, texts: list[list[str]], audiences: frozenset[str]
) -> None:
    rings = np.full(len(index.vocabulary.people), 2, np.int8)
    for asked in ("bago dilu fema", " ".join(WORDS[::3])):
        hits = best_hits(index, index.understand(asked), Ask(audiences, "people", rings), 40, 1)
        cosines = by_hand(index, texts, asked)
        seen = {item_id: c for item_id, c in cosines.items() if KEYS[int(item_id[1:]) % 50 == 0] in audiences}
        check(hits, seen, 40)


def test_the_best_of_a_small_ring_are_found_beside_a_large_world(index: EvidenceIndex, texts: list[list[str]]) -> None:
    names: Any = index.vocabulary.people
    near = [number for number in range(len(names)) if int(names[number][1:]) % 1_000 == 7]
    rings = np.full(len(names), 2, np.int8)
    rings[near] = 0
    asked = "bago dilu fema gora"
    hits = best_hits(index, index.understand(asked), Ask(frozenset(KEYS), "people", rings), 5, 20)
    mine = {item_id: c for item_id, c in by_hand(index, texts, asked).items() if int(item_id[1:]) % 1_000 == 7}
    found = hits.take(np.array([at for at, item_id in enumerate(hits.ids) if item_id in mine]))
    check(found, mine, min(20, len(mine)))


def test_no_row_is_passed_over_not_even_the_last_of_those_looked_at_together(make: Any) -> None:
    words = [f"{first}{second}" for first in WORDS[:9] for second in WORDS[-9:]][: 2 * STRIDE + 1]
    index = EvidenceIndex.build([make.item(f"i{n:02}", word, f"p{n}", language="xx") for n, word in enumerate(words)])
    for number, word in enumerate(words):
        found = make.cosines(index, word)
        assert [item_id for item_id, cosine in found.items() if cosine > 0.0] == [f"i{number:02}"]
