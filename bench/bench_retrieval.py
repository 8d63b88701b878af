"""Bare exact retrieval beside bm25s (numba) and tantivy, one process, one generated corpus, one list of questions.

Run: make bench-match (100,000 texts) or python bench/bench_retrieval.py 1000000; peers come with the extra `bench`.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import bm25s
import numpy as np
import tantivy

from matching import kernels
from matching.index import EvidenceIndex
from matching.items import AnalysedItem
from matching.rank import rank_people
from matching.roster import Roster
from matching.selection import scores_of
from matching.types import Candidate, Evidence, Query, Ring, Viewer
from matching.words import QueryWords

VOCABULARY, QUESTIONS, WORDS_ASKED, BEST = 200_000, 60, 30, 20
EVERYBODY = np.uint8(7)  # marks of a row whose owner may be proposed in all three rings


def texts(count: int) -> list[list[str]]:
    """Texts of 60 to 150 words whose frequencies fall as in a language without its stop words (Zipf-Mandelbrot)."""
    chance = np.random.default_rng(7)
    frequency = 1.0 / np.arange(10, VOCABULARY + 10) ** 1.05
    steps = np.cumsum(frequency / frequency.sum())
    lengths = chance.integers(60, 151, count)
    words = np.minimum(np.searchsorted(steps, chance.random(int(lengths.sum()))), VOCABULARY - 1)
    names = np.array([f"w{_letters(number)}" for number in range(VOCABULARY)], dtype=object)
    ends = np.cumsum(lengths)
    return [names[words[end - length : end]].tolist() for end, length in zip(ends, lengths, strict=True)]


def _letters(number: int) -> str:
    return "".join(chr(ord("b") + 2 * int(digit)) for digit in str(number))


def analysed(number: int, words: Sequence[str]) -> AnalysedItem:
    """A text as the index keeps it; these words are their own stems."""
    stems, counts = np.unique(np.array(words), return_counts=True)
    person = f"p{number // 3:07}"
    item = Evidence(
        f"i{number:08}", "lesson", "", str(number), (person,), (), "network" if number % 16 else "rare", "en"
    )
    return AnalysedItem(item, "en", tuple(stems.tolist()), tuple(counts.tolist()))


def times(act: Callable[[list[str]], object], questions: list[list[str]]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds, after one question that is not counted."""
    act(questions[0])
    spent = []
    for words in questions:
        started = time.perf_counter()
        act(words)
        spent.append(1000.0 * (time.perf_counter() - started))
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 99))


def build_tantivy(corpus: list[list[str]]) -> Callable[[list[str]], object]:
    """Tantivy (BM25) with one writer and one segment."""
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("id", stored=True)
    index = tantivy.Index(schema.build(), path=tempfile.mkdtemp())
    writer = index.writer(1_000_000_000, 1)
    for number, words in enumerate(corpus):
        writer.add_document(tantivy.Document(text=" ".join(words), id=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return lambda words: searcher.search(index.parse_query(" ".join(words), ["text"]), BEST)


def build_bm25s(corpus: list[list[str]]) -> Callable[[list[str]], object]:
    """bm25s (BM25) with its numba backend."""
    retriever = bm25s.BM25(backend="numba")
    retriever.index(corpus, show_progress=False)
    return lambda words: retriever.retrieve([words], k=BEST, show_progress=False, n_threads=1)


class Own:
    """The engine's retrieval, bare and whole."""

    def __init__(self, corpus: list[list[str]]) -> None:
        items = {f"i{number:08}": analysed(number, words) for number, words in enumerate(corpus)}
        self.index = EvidenceIndex(items, None, "en")
        people = {f"p{number:07}" for number in range(len(corpus) // 3 + 1)}
        self.roster = Roster(
            {name: Candidate(name, f"in{name[-3:]}", "KE", Ring.INTERNATIONAL, True) for name in people}
        )
        self.viewer = Viewer(frozenset({"network"}), "me", "in001", "KE")
        self.marks = np.full(len(corpus), EVERYBODY, dtype=np.uint8)

    def words(self, words: list[str]) -> QueryWords:
        """A question weighed by the statistics; its words are their own stems."""
        idf = {word: self.index.statistics.idf(word) for word in sorted(words)}
        norm = sum(weight * weight for weight in idf.values()) ** 0.5
        return QueryWords({word: weight / norm for word, weight in idf.items()}, {word: word for word in idf})

    def bare(self, words: list[str]) -> list[int]:
        """The best of all texts."""
        scores = scores_of(self.index.postings, self.words(words))
        least = kernels.thresholds(scores, self.marks, BEST, 1)
        rows: list[int] = kernels.collect(scores, self.marks, least).tolist()
        return sorted(rows, key=lambda row: (-scores[row], row))[:BEST]

    def filtered(self, words: list[str]) -> list[int]:
        """The same among the 6 % of texts that only holders of a rare key see."""
        lens = self.index.lens(frozenset({"rare"}), frozenset())
        scores = scores_of(self.index.postings, self.words(words))
        scores[~lens.held[lens.audience]] = 0.0
        least = kernels.thresholds(scores, self.marks, BEST, 1)
        rows: list[int] = kernels.collect(scores, self.marks, least).tolist()
        return sorted(rows, key=lambda row: (-scores[row], row))[:BEST]

    def edit(self, words: list[str]) -> float:
        """Median milliseconds of putting a new text in the place of an old one."""
        spent = []
        for number in range(50):
            item = replace(self.index.item(number), text=" ".join(words[number % 20 :]))
            started = time.perf_counter()
            self.index.fold({item.id: item})
            spent.append(1000.0 * (time.perf_counter() - started))
        return float(np.median(spent))

    def whole(self, words: list[str]) -> object:
        """The whole answer: visibility, rings, signals, explanation."""
        return rank_people(self.index, self.roster, self.viewer, Query(" ".join(words), date(2026, 3, 4)))

    def brute_force(self, words: list[str]) -> list[int]:
        """The same without any selection: every score, sorted."""
        scores = scores_of(self.index.postings, self.words(words))
        return sorted(range(len(scores)), key=lambda row: (-scores[row], row))[:BEST]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    corpus = texts(count)
    chance = np.random.default_rng(3)
    questions = [
        sorted({str(chance.choice(corpus[int(chance.integers(count))])) for _ in range(WORDS_ASKED)})
        for _ in range(QUESTIONS)
    ]
    started = time.perf_counter()
    own = Own(corpus)
    built = time.perf_counter() - started
    recall = np.mean([own.bare(words) == own.brute_force(words) for words in questions[:5]])
    figures = {"bare": times(own.bare, questions), "filter 6 %": times(own.filtered, questions)}
    figures["whole rank"] = times(own.whole, questions)
    folded = own.edit(corpus[0])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{count} texts, {QUESTIONS} questions of {WORDS_ASKED} words, best {BEST}; built in {built:.0f} s")
    print(f"equal to brute force: {recall:.0%}   one edit {folded:.2f} ms   process with the corpus {memory:.1f} GiB")
    for name, build in (("tantivy", build_tantivy), ("bm25s", build_bm25s)):
        figures[name] = times(build(corpus), questions)
    for name, (median, late) in figures.items():
        ratios = f"{median / figures['tantivy'][0]:5.2f} x tantivy {median / figures['bm25s'][0]:5.2f} x bm25s"
        print(f"{name:12} p50 {median:7.2f} ms   p99 {late:7.2f} ms   {ratios}")


if __name__ == "__main__":
    main()
