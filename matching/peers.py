"""What the engine is measured against: plain methods anyone can rebuild in ten lines of scikit-learn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.collection import Collection, JudgedQuery

Scorer = Callable[[JudgedQuery], Mapping[str, float]]  # a query -> score by person; who is missing comes last

VOTING_DOCUMENTS = 100


def count_scorer(collection: Collection) -> Scorer:
    """Scores by the number of documents, blind to the query."""
    counts = Counter(person for item in collection.evidence for person in set(item.people))
    people_of = {item.id: set(item.people) for item in collection.evidence}

    def score(query: JudgedQuery) -> Mapping[str, float]:
        less = people_of[query.hidden] if query.hidden else set()
        return {person: float(counts[person] - (person in less)) for person in collection.people}

    return score


def profile_scorer(collection: Collection) -> Scorer:
    """Scores by the cosine with one text a person: all of his documents, one after the other."""
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for item in collection.evidence:
        for person in item.people:
            texts[person][item.id] = item.text
    people = [person for person in collection.people if person in texts]
    vectorizer = TfidfVectorizer()
    profiles = vectorizer.fit_transform(" ".join(texts[person].values()) for person in people)

    def score(query: JudgedQuery) -> Mapping[str, float]:
        asked = vectorizer.transform([query.text])
        scores = dict(zip(people, _cosines(profiles, asked).tolist(), strict=True))
        without = {person: texts[person] for person in people if query.hidden in texts[person]}
        for person, own in without.items():
            rest = " ".join(text for item_id, text in own.items() if item_id != query.hidden)
            scores[person] = float(_cosines(vectorizer.transform([rest]), asked)[0])
        return scores

    return score


def document_scorer(collection: Collection) -> Scorer:
    """Scores by the summed cosines of the best documents of all (CombSUM)."""
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    documents = vectorizer.fit_transform(item.text for item in collection.evidence)
    row_of = {item.id: row for row, item in enumerate(collection.evidence)}

    def score(query: JudgedQuery) -> Mapping[str, float]:
        cosines = _cosines(documents, vectorizer.transform([query.text]))
        if query.hidden:
            cosines[row_of[query.hidden]] = 0.0
        sums: defaultdict[str, float] = defaultdict(float)
        for row in best_rows(cosines, VOTING_DOCUMENTS).tolist():
            for person in set(collection.evidence[row].people):
                sums[person] += float(cosines[row])
        return sums

    return score


def _cosines(matrix: Any, row: Any) -> NDArray[np.float64]:
    """Return the cosines of the rows of a matrix of unit rows with one unit row."""
    cosines: NDArray[np.float64] = (matrix @ row.T).toarray().ravel()
    return cosines


def best_rows(scores: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Rows of the `count` highest scores above 0, the best first; equal ones in the order of rows (of ids)."""
    rows = np.flatnonzero(scores > 0.0)
    if len(rows) > count:
        least = np.partition(scores[rows], len(rows) - count)[len(rows) - count]
        rows = rows[scores[rows] >= least]
    order = np.argsort(-scores[rows], kind="stable")
    return rows[order][:count]
