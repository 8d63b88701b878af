"""How well the engine finds the right people in a judged collection, beside plain methods on the same data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matching.bootstrap import LEVEL, Interval, paired_interval
from matching.collection import Collection, JudgedQuery
from matching.constants import NETWORK
from matching.index import EvidenceIndex
from matching.metrics import Measures, mean, measure
from matching.peers import Scorer, count_scorer, document_scorer, profile_scorer
from matching.roster import Roster
from matching.search import Peers, search
from matching.types import Candidate, Query, Ring, Viewer

OnProgress = Callable[[int, int], None]  # queries done, queries in all

ENGINE = "sankofa"
COMPARED: Mapping[str, Callable[[Measures], float]] = {
    "MAP": lambda measures: measures.average_precision,
    "MRR": lambda measures: measures.reciprocal_rank,
}
_ANY_DAY = date(2000, 1, 3)  # topical fit asks for no day
_OPEN_WORLD = Viewer(frozenset({NETWORK}))  # without an institution: everyone is in one ring


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """What one method reached: means over the queries, and each query's measures in the collection's order."""

    name: str
    measures: Measures
    of_queries: tuple[Measures, ...]


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


@dataclass(frozen=True, slots=True)
class Comparison:
    """The engine minus one peer by one measure (a key of COMPARED), with what chance allows."""

    peer: str
    measure: str
    interval: Interval


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
    rows = tuple(EvaluationRow(name, mean(found), tuple(found)) for name, found in measures.items())
    return Evaluation(len(collection.queries), len(collection.people), len(collection.evidence), rows, tuple(run))


def compare(evaluation: Evaluation) -> tuple[Comparison, ...]:
    """The engine minus each peer, peer by peer in the order of the rows, by each measure of COMPARED."""
    engine, *peers = evaluation.rows
    return tuple(
        Comparison(peer.name, name, paired_interval(_values(engine, name), _values(peer, name)))
        for peer in peers
        for name in COMPARED
    )


def _values(row: EvaluationRow, measure_name: str) -> list[float]:
    return [COMPARED[measure_name](measures) for measures in row.of_queries]


def verdict(compared: Sequence[Sequence[Comparison]]) -> str:
    """On how many of the collections compared the engine is surely above each peer, and below which, in one line."""
    return " ".join(_verdict_by(measure_name, compared) for measure_name in COMPARED)


def _verdict_by(measure_name: str, compared: Sequence[Sequence[Comparison]]) -> str:
    ours = [each for comparisons in compared for each in comparisons if each.measure == measure_name]
    above = Counter(each.peer for each in ours if each.interval.is_above)
    below = Counter(each.peer for each in ours if each.interval.is_below)
    better = "; ".join(
        f"{peer} on {above[peer]} of {len(compared)}" for peer in dict.fromkeys(each.peer for each in ours)
    )
    worse = "; ".join(f"{peer} on {count} of {len(compared)}" for peer, count in below.items()) or "none"
    return f"{measure_name}, {LEVEL} %: above {better}; below {worse}."


def engine_scorer(collection: Collection) -> Scorer:
    """Scores by the engine's topical fit, in one ring that all judged people opened."""
    index = EvidenceIndex.build(collection.evidence)
    judged = {name: Candidate(name, name, None, Ring.INTERNATIONAL, True) for name in collection.people}
    peers = Peers(Roster(judged), "people")

    def score(query: JudgedQuery) -> Mapping[str, float]:
        hidden = frozenset({query.hidden}) if query.hidden else frozenset()
        found = search(index, peers, _OPEN_WORLD, Query(query.text, _ANY_DAY), hidden).found()
        return {each.id: each.fit for each in found}

    return score


def _run_lines(query: JudgedQuery, scores: Mapping[str, float]) -> list[RunLine]:
    ordered = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return [RunLine(query.id, person, score) for person, score in ordered]
