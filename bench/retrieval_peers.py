"""The peers of a bench of retrieval, each built from texts: a question in, its best out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

import bm25s
import numpy as np
import tantivy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

Answers = Callable[[str], object]
BEST = 20


def build_tantivy(corpus: list[str]) -> Answers:
    """Tantivy (BM25) with one writer and one segment."""
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("id", stored=True)
    index = tantivy.Index(schema.build(), path=tempfile.mkdtemp())
    writer = index.writer(1_000_000_000, 1)
    for number, text in enumerate(corpus):
        writer.add_document(tantivy.Document(text=text, id=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return lambda text: searcher.search(index.parse_query(text, ["text"]), BEST)


def build_bm25s(corpus: list[str]) -> Answers:
    """bm25s (BM25) with its numba backend."""
    retriever = bm25s.BM25(backend="numba")
    retriever.index([text.split() for text in corpus], show_progress=False)
    return lambda text: retriever.retrieve([text.split()], k=BEST, show_progress=False, n_threads=1)


def build_sklearn(corpus: list[str]) -> Answers:
    """scikit-learn: `linear_kernel` over TF-IDF, then the best."""
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(corpus)

    def ask(text: str) -> object:
        cosines = linear_kernel(vectorizer.transform([text]), matrix).ravel()
        best = np.argpartition(-cosines, BEST)[:BEST]
        return best[np.argsort(-cosines[best], kind="stable")]

    return ask
