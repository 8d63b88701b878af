"""Retrieval beside scikit-learn, bm25s (numba) and tantivy: one process, one generated corpus, one list of questions.

Run: make bench-match TEXTS=100000 (about two minutes; a million: twenty, 16 GiB); peers come with the extra `bench`.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from app.index_store import IndexStore
from bench.generated import COUNTRIES, ZONES, candidate, evidence, person, questions, texts
from bench.retrieval_peers import BEST, build_bm25s, build_sklearn, build_tantivy
from bench.ties import Walks, knowledge
from matching.index import EvidenceIndex
from matching.names import Arrays
from matching.rank import rank_people
from matching.roster import Roster
from matching.selection import Ask, best_hits
from matching.types import Availability, Evidence, ExperienceOf, Query, Viewer

QUESTIONS, EDITS, WORKERS = 60, 10_000, 4
SPOKEN = (("en", "C1"), ("fr", "B2"))
VIEWER = Viewer(frozenset({"network"}), "me", "in001", COUNTRIES[1], SPOKEN, Availability(ZONES[1]))
EVERYTHING, RARE = frozenset({"network", "rare"}), frozenset({"rare"})
Answers = Callable[[str], object]


def times(act: Answers, asked: Sequence[str]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds, after three questions that are not counted.

    Of processor time in this thread, in which all do all their work: other work on the machine does not count.
    """
    for text in asked[:3]:
        act(text)
    spent = []
    for text in asked:
        started = time.thread_time()
        act(text)
        spent.append(1000.0 * (time.thread_time() - started))
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 99))


class Own:
    """The engine's retrieval, bare and whole."""

    def __init__(self, index: EvidenceIndex, count: int, asked: Sequence[str]) -> None:
        self.index = index
        self.words = {text: index.understand(text) for text in asked}
        self.roster = Roster({name: candidate(name) for name in map(person, range(0, count, 3))})
        self.rings = np.full(len(index.vocabulary.people), 2, np.int8)

    def best(self, text: str, audiences: frozenset[str] = EVERYTHING) -> list[str]:
        """The best of the texts that holders of these keys see: bare retrieval, once the question is understood."""
        hits = best_hits(self.index, self.words[text], Ask(audiences, "people", self.rings), BEST, 1)
        return hits.ids[:BEST]

    def rare(self, text: str) -> list[str]:
        """The same among the 6 % that only holders of a rare key see."""
        return self.best(text, RARE)

    def whole(self, text: str, experience: ExperienceOf | None = None) -> object:
        """The whole answer: language, spelling, visibility, rings, languages, hours, load, experience, explanation."""
        return rank_people(self.index, self.roster, VIEWER, Query(text, date(2026, 3, 4)), experience or experienced)


def whole_as_served(own: Own, count: int, asked: Sequence[str]) -> tuple[float, float]:
    """Times of the whole answer with the app's own experience; says what of it goes where. The graph is dropped."""
    walks = Walks(knowledge(count))
    found = times(lambda text: own.whole(text, walks), asked)
    print(f"walk     {walks.parts()}")
    print(f"         understanding the question {times(own.index.understand, asked)[0]:.2f} ms")
    return found


def experienced(scores: Mapping[str, float]) -> dict[str, float]:
    """A stand-in for experience, which the app takes from its graph: the best cosine of each person's items."""
    best: dict[str, float] = {}
    for item_id, cosine in scores.items():
        name = person(int(item_id.partition(":")[2]))
        best[name] = max(cosine, best.get(name, 0.0))
    return best


def recall(index: EvidenceIndex, own: Own, asked: Sequence[str]) -> float:
    """Share of the best that are among the best by scipy: every cosine, in eight bytes, sorted."""
    (_, base), _ = index.segments()
    words = base.columns.words
    shares = np.where(words.numbers & 1, 1.0 + np.log(2.0), 1.0)
    matrix = csr_matrix((shares, words.numbers >> 1, words.starts), (len(base.ids), len(index.vocabulary.words)))
    lengths = np.sqrt(np.add.reduceat(shares * shares, words.starts[:-1]))
    found = []
    for text in asked:
        weights = np.zeros(len(index.vocabulary.words))
        for stem, weight in own.words[text].weights.items():
            weights[index.vocabulary.words.find(stem)] = weight
        cosines = (matrix @ weights) / lengths
        least = np.sort(cosines)[-BEST] - 1e-6
        found += [cosines[base.find(item_id)] >= least for item_id in own.best(text)]
    return float(np.mean(found))


def edits(index: EvidenceIndex, items: Sequence[Evidence], count: int) -> list[float]:
    """Milliseconds of each edit: a text takes the place of another."""
    spent = []
    for number in range(count):
        item = replace(items[(7919 * number) % len(items)], text=items[number].text)
        started = time.perf_counter()
        index.fold({item.id: item})
        spent.append(1000.0 * (time.perf_counter() - started))
    return spent


def resident(folder: str, asked: Sequence[str], ready: Barrier) -> tuple[int, int, float]:
    """Bytes of the mapped index that are resident, and this process's share of them, while all workers have it."""
    index = EvidenceIndex.of_arrays(_mapped(folder))
    rings = np.full(len(index.vocabulary.people), 2, np.int8)
    for text in asked:
        best_hits(index, index.understand(text), Ask(EVERYTHING, "people", rings), BEST, 1)
    ready.wait()
    found = {"Rss": 0, "Pss": 0}
    is_ours = False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name in found and is_ours:
            found[name] += 1024 * int(value.split()[0])
        elif " " in name:  # the head of a mapping
            is_ours = folder in line
    ready.wait()
    spent = edits(index, evidence(list(asked)), len(asked))
    return found["Rss"], found["Pss"], float(np.median(spent))


def _mapped(folder: str) -> Arrays:
    store = IndexStore(Path(folder))
    stored = store.open(store.newest() or "")
    if stored is None:
        raise SystemExit(f"no index in {folder}")
    return stored.arrays


def workers(index: EvidenceIndex, asked: Sequence[str]) -> None:
    """Show what the index takes in so many processes that map it at once."""
    postings = len(index.segments()[0][1].columns.words.numbers)
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, spawn.Manager() as manager, spawn.Pool(WORKERS) as pool:
        IndexStore(Path(folder)).save(1, "", index.arrays())
        ready = manager.Barrier(WORKERS)
        found = pool.starmap(resident, [(folder, asked, ready)] * WORKERS, chunksize=1)
    total, each = sum(pss for _, pss, _ in found), max(rss for rss, _, _ in found)
    print(f"index    {sum(array.nbytes for array in index.arrays().values()) / postings:.2f} bytes a posting")
    print(
        f"         {WORKERS} workers: {each / 2**20:.0f} MiB resident in each, {total / 2**20:.0f} MiB in all of them"
    )
    print(f"         together, {total / postings:.2f} bytes a posting; an edit in a worker {found[0][2]:.2f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    corpus = texts(count)
    asked, items = questions(corpus, QUESTIONS), evidence(corpus)
    started = time.perf_counter()
    index = EvidenceIndex.build(items)
    built = time.perf_counter() - started
    own = Own(index, count, asked)
    print(f"{count} texts, {QUESTIONS} questions of {len(asked[0].split())} words, best {BEST}, exact")
    print(f"recall   {recall(index, own, asked[:5]):.3f} against every cosine in eight bytes")
    workers(index, asked)
    figures = {"bare": times(own.best, asked), "6 % seen": times(own.rare, asked), "table": times(own.whole, asked)}
    figures["whole"] = whole_as_served(own, count, asked)
    for name, build in (("tantivy", build_tantivy), ("bm25s", build_bm25s)):
        figures[name] = times(build(corpus), asked)
    started = time.perf_counter()
    peer = build_sklearn(corpus)
    fitted = time.perf_counter() - started
    figures["sklearn"] = times(peer, asked[:10])
    print(f"build    {built:.1f} s, TfidfVectorizer {fitted:.1f} s, ratio {built / fitted:.2f}")
    for name, (median, late) in figures.items():
        ratios = "  ".join(f"{median / figures[peer][0]:7.3f} x {peer}" for peer in ("tantivy", "bm25s", "sklearn"))
        print(f"{name:8} p50 {median:8.2f} ms   p99 {late:8.2f} ms ({late / median:.2f} x)   {ratios}")
    spent = edits(index, items, EDITS)
    median, _ = times(own.best, asked)
    late = np.percentile(spent, 99)
    print(f"edit     p50 {np.percentile(spent, 50):.3f} ms  p99 {late:.3f} ms  most {max(spent):.2f} ms")
    print(f"bare     {median / figures['bare'][0]:.2f} x what it was, with a delta of {len(spent)} edits")


if __name__ == "__main__":
    main()
