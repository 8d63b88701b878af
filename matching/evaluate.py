"""How well the engine finds the right people in a judged collection, beside plain methods on the same data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from matching.collection import Collection, JudgedQuery
from matching.constants import NETWORK
from matching.index import EvidenceIndex
from matching.metrics import Measures, mean, measure
from matching.peers import Scorer, count_scorer, document_scorer, profile_scorer
from matching.search import Peers, search
from matching.types import Query, Ring, Viewer

OnProgress = Callable[[int, int], None]  # queries done, queries in all

ENGINE = "sankofa"
_ANY_DAY = date(2000, 1, 3)  # topical fit asks for no day
_OPEN_WORLD = Viewer(frozenset({NETWORK}))  # without an institution: everyone is in one ring


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """What one method reached, as means over the queries."""

    name: str
    measures: Measures


@dataclass(frozen=True, slots=True)
class RunLine:
    """One line of the engine's run: a person it scored for a query."""

    query_id: str
    person_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The engine's row first, then its peers'; `run` holds who the engine scored, best first for each query."""

    queries: int
    people: int
    documents: int
    rows: tuple[EvaluationRow, ...]
    run: tuple[RunLine, ...]


def evaluate(collection: Collection, on_progress: OnProgress | None = None) -> Evaluation:
    """Measures of the engine and of its peers on a collection; the hidden document is out of everyone's evidence.

    The engine's scores are the topical fits that ranking uses, in one ring that all people opened.
    """
    scorers: dict[str, Scorer] = {
        ENGINE: engine_scorer(collection),
        "number of documents": count_scorer(collection),
        "TF-IDF of profiles": profile_scorer(collection),
        "TF-IDF of documents, CombSUM": document_scorer(collection),
    }
    measures: dict[str, list[Measures]] = {name: [] for name in scorers}
    run: list[RunLine] = []
    for done, query in enumerate(collection.queries, start=1):
        for name, scorer in scorers.items():
            scores = scorer(query)
            measures[name].append(measure(scores, collection.people, query.grades))
            if name == ENGINE:
                run.extend(_run_lines(query, scores))
        if on_progress is not None:
            on_progress(done, len(collection.queries))
    rows = tuple(EvaluationRow(name, mean(found)) for name, found in measures.items())
    return Evaluation(len(collection.queries), len(collection.people), len(collection.evidence), rows, tuple(run))


def engine_scorer(collection: Collection) -> Scorer:
    """Scores by the engine's topical fit."""
    index = EvidenceIndex.build(collection.evidence)
    judged = frozenset(collection.people)

    def ring_of(person: str) -> Ring | None:
        return Ring.INTERNATIONAL if person in judged else None

    def passes(_: str) -> bool:
        return True

    peers = Peers(index.people, ring_of, passes)

    def score(query: JudgedQuery) -> Mapping[str, float]:
        hidden = frozenset({query.hidden}) if query.hidden else frozenset()
        found = search(index, peers, _OPEN_WORLD, Query(query.text, _ANY_DAY), hidden).found()
        return {each.id: each.fit for each in found}

    return score


def _run_lines(query: JudgedQuery, scores: Mapping[str, float]) -> list[RunLine]:
    ordered = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return [RunLine(query.id, person, score) for person, score in ordered]
