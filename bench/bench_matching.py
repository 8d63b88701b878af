"""The engine's query time beside plain scikit-learn TF-IDF cosine, in one process on one generated corpus.

Run: python bench/bench_matching.py
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.index import EvidenceIndex
from matching.rank import rank_people
from matching.roster import Roster
from matching.types import Availability, Candidate, Evidence, Languages, Query, Ring, Viewer

ITEMS = 20_000
PEOPLE = 8_000
WORDS = 30_000
QUERIES = 40
SEED = 20260301


def corpus(chance: random.Random) -> list[Evidence]:
    """Items of 20 to 120 words whose frequencies fall as in a language (Zipf)."""
    vocabulary = ["".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(4, 9))) for _ in range(WORDS)]
    weights = [1.0 / rank for rank in range(1, WORDS + 1)]
    return [
        Evidence(
            f"item-{number:05}",
            "lesson",
            "",
            " ".join(chance.choices(vocabulary, weights, k=chance.randint(20, 120))),
            (f"person-{chance.randrange(PEOPLE):05}",),
            (),
            "network",
            "en",
        )
        for number in range(ITEMS)
    ]


def people(chance: random.Random) -> dict[str, Candidate]:
    zones, countries = ["Africa/Nairobi", "Asia/Kathmandu", "America/Lima", "Europe/Paris"], ["KE", "NP", "PE", "FR"]
    found = {}
    for number in range(PEOPLE):
        name, place = f"person-{number:05}", chance.randrange(4)
        hours = Availability(zones[place], hours_offered=8.0, hours_taken=float(chance.randrange(8)))
        found[name] = Candidate(
            name,
            f"inst-{place}-{chance.randrange(200)}",
            countries[place],
            Ring.INTERNATIONAL,
            True,
            Languages((("en", "B2"),)),
            hours,
        )
    return found


def median_milliseconds(act: Callable[[str], object], texts: list[str]) -> float:
    """Median time of an act over texts, after one act that is not counted."""
    act(texts[0])
    times = []
    for text in texts:
        started = time.perf_counter()
        act(text)
        times.append(1000.0 * (time.perf_counter() - started))
    return statistics.median(times)


def main() -> None:
    chance = random.Random(SEED)
    items, candidates = corpus(chance), Roster(people(chance))
    texts = [" ".join(chance.choice(items).text.split()[:12]) for _ in range(QUERIES)]
    started = time.perf_counter()
    index = EvidenceIndex.build(items)
    built = time.perf_counter() - started
    started = time.perf_counter()
    index.fold({items[0].id: items[0]})
    folded = time.perf_counter() - started
    started = time.perf_counter()
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(item.text for item in items)
    fitted = time.perf_counter() - started
    viewer = Viewer(frozenset({"network"}), "me", "inst-0-0", "KE", (("en", "C1"),), Availability("Africa/Nairobi"))

    def engine(text: str) -> object:
        return rank_people(index, candidates, viewer, Query(text, date(2026, 3, 4)))

    def plain(text: str) -> object:
        cosines = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        return np.argsort(-cosines, kind="stable")[:10]

    own, peer = median_milliseconds(engine, texts), median_milliseconds(plain, texts)
    print(f"{ITEMS} items, {PEOPLE} people, {QUERIES} queries of 12 words")
    print(f"build   engine {built:8.2f} s   TfidfVectorizer {fitted:8.2f} s   ratio {built / fitted:.2f}")
    print(f"fold    engine {1000 * folded:8.3f} ms  (one item)")
    print(f"query   engine {own:8.2f} ms  TfidfVectorizer {peer:8.2f} ms  ratio {own / peer:.2f}")
    print("The engine's query includes visibility, rings, signals and explanations; the peer's ends with a top 10.")


if __name__ == "__main__":
    main()
