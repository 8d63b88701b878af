"""Evaluation: collections, measures, and the engine beside its peers."""

import json
from pathlib import Path

import pytest

from matching.bootstrap import Interval
from matching.collection import read_collection
from matching.errors import CollectionError
from matching.evaluate import ENGINE, Comparison, Evaluation, EvaluationRow, compare, evaluate, verdict
from matching.metrics import Measures, mean, measure

DOCUMENTS = [
    {"doc_id": "d1", "text": "village radio for farmers", "people": ["ann"]},
    {"doc_id": "d2", "text": "property tax in small towns", "people": ["ben", "cho"], "lang": "en"},
    {"doc_id": "d3", "text": "rural water supply", "people": ["cho"]},
    {"doc_id": "d4", "text": "radio stations of villages", "people": ["dee"]},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents.jsonl").write_text("\n".join(map(json.dumps, DOCUMENTS)), "utf-8")
    (tmp_path / "queries.tsv").write_text("q1\td1\tvillage radio\nq2\t-\ttax of towns\n", "utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\t0\tdee\t1\nq2\t0\tben\t2\nq2\t0\tcho\t0\n", "utf-8")
    return tmp_path


def test_a_collection_is_read_as_evidence_everyone_may_see(folder: Path) -> None:
    collection = read_collection(folder)
    assert collection.people == ("ann", "ben", "cho", "dee")
    assert {(item.kind, item.audience) for item in collection.evidence} == {("document", "network")}
    assert [query.hidden for query in collection.queries] == ["d1", None]


def test_only_judged_candidates_are_ranked_where_they_are_listed(folder: Path) -> None:
    (folder / "candidates_judged.txt").write_text("dee\nben\n", "utf-8")
    assert read_collection(folder).people == ("ben", "dee")
    assert {line.person_id for line in evaluate(read_collection(folder)).run} <= {"ben", "dee"}


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("documents.jsonl", "{nonsense", r"documents.jsonl:1: not a document"),
        ("documents.jsonl", '{"doc_id": "d1", "text": "x"}', r"documents.jsonl:1: not a document.*people"),
        ("documents.jsonl", '{"doc_id": "d1", "text": "x", "people": "ann"}', r"documents.jsonl:1: people"),
        ("documents.jsonl", '{"doc_id": 1, "text": "x", "people": []}', r"documents.jsonl:1: doc_id"),
        ("documents.jsonl", '\n{"doc_id": "d", "text": "", "people": []}\n' * 2, r"documents.jsonl:4: .* twice"),
        ("queries.tsv", "q1\td1", r"queries.tsv:1: 2 fields"),
        ("queries.tsv", "q1\td9\tradio", r"queries.tsv:1: .*'d9'"),
        ("queries.tsv", "q1\t-\ta\nq1\t-\tb", r"queries.tsv:2: .* twice"),
        ("queries.tsv", "q1\t-\tradio", r"qrels.tsv: .*'q2'"),
        ("qrels.tsv", "q1 0 ann", r"qrels.tsv:1: not"),
        ("qrels.tsv", "q1 0 ann good", r"qrels.tsv:1: not"),
    ],
)
def test_a_malformed_line_is_named_by_file_and_number(folder: Path, name: str, line: str, message: str) -> None:
    (folder / name).write_text(line, "utf-8")
    with pytest.raises(CollectionError, match=message):
        read_collection(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "qrels.tsv").unlink()
    with pytest.raises(CollectionError, match=r"qrels.tsv: cannot be read"):
        read_collection(folder)


def test_the_measures_are_those_of_a_ranking_worked_out_by_hand() -> None:
    found = measure({"a": 3.0, "b": 2.0, "c": 1.0}, ["a", "b", "c", "d"], {"b": 1, "d": 2})
    assert found.average_precision == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert found.reciprocal_rank == 0.5
    assert found.precision_at_5 == pytest.approx(2 / 5)
    assert found.ndcg_at_10 == pytest.approx((0.6309298 + 3 * 0.4306766) / (3 + 0.6309298))


def test_who_is_missing_from_a_run_comes_last_and_ties_go_by_id() -> None:
    assert measure({"b": 0.0}, ["a", "b"], {"b": 1}).reciprocal_rank == 1.0
    assert measure({}, ["a", "b"], {"b": 1}).reciprocal_rank == 0.5
    assert measure({}, ["a"], {}).ndcg_at_10 == 0.0
    assert mean([]).average_precision == 0.0


def test_the_hidden_document_is_nobodys_evidence_for_its_query(folder: Path) -> None:
    run = evaluate(read_collection(folder)).run
    assert [line.person_id for line in run if line.query_id == "q1"] == ["dee"]


def test_the_engine_stands_first_beside_three_peers_and_progress_is_told(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    evaluation = evaluate(read_collection(folder), lambda done, of: told.append((done, of)))
    assert (evaluation.queries, evaluation.people, evaluation.documents) == (2, 4, 4)
    assert evaluation.rows[0].name == ENGINE
    assert evaluation.rows[0].measures.reciprocal_rank == 1.0
    assert len(evaluation.rows) == 4
    assert told == [(1, 2), (2, 2)]


def row(name: str, *precisions: float) -> EvaluationRow:
    """A method's row with these average precisions; its reciprocal ranks are half of them."""
    measures = tuple(Measures(each, each / 2.0, 0.0, 0.0) for each in precisions)
    return EvaluationRow(name, mean(measures), measures)


def differences(**bounds: tuple[float, float]) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(peer, measure_name, Interval((low + high) / 2, low, high))
        for peer, (low, high) in bounds.items()
        for measure_name in ("MAP", "MRR")
    )


def test_the_measures_of_each_query_are_kept_in_the_order_of_the_collection(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("q2\t0\tann\t1\nq1\t0\tdee\t1\n", "utf-8")
    engine = evaluate(read_collection(folder)).rows[0]
    assert [each.reciprocal_rank for each in engine.of_queries] == [1.0, pytest.approx(1 / 3)]
    assert engine.measures == mean(engine.of_queries)


def test_the_engine_is_compared_with_each_peer_by_each_measure() -> None:
    rows = (row(ENGINE, *[0.8] * 6), row("strong", *[1.0] * 6), row("weak", *[0.4] * 6))
    found = {(each.peer, each.measure): each.interval for each in compare(Evaluation(6, 1, 1, rows, ()))}
    assert {key: round(interval.difference, 9) for key, interval in found.items()} == {
        ("strong", "MAP"): -0.2,
        ("strong", "MRR"): -0.1,
        ("weak", "MAP"): 0.4,
        ("weak", "MRR"): 0.2,
    }
    assert [key for key, interval in found.items() if interval.is_above] == [("weak", "MAP"), ("weak", "MRR")]
    assert [key for key, interval in found.items() if interval.is_below] == [("strong", "MAP"), ("strong", "MRR")]


def test_the_verdict_counts_only_what_chance_does_not_explain() -> None:
    compared = [differences(a=(0.1, 0.2), b=(-0.3, 0.1)), differences(a=(-0.1, 0.3), b=(-0.2, -0.1))]
    assert verdict(compared) == (
        "MAP, 95 %: above a on 1 of 2; b on 0 of 2; below b on 1 of 2. "
        "MRR, 95 %: above a on 1 of 2; b on 0 of 2; below b on 1 of 2."
    )
    assert verdict([differences(a=(0.1, 0.2))]).startswith("MAP, 95 %: above a on 1 of 1; below none.")


def test_a_collection_of_one_query_is_measured_and_decides_nothing(folder: Path) -> None:
    (folder / "queries.tsv").write_text("q1\td1\tvillage radio\n", "utf-8")
    (folder / "qrels.tsv").write_text("q1\t0\tdee\t1\n", "utf-8")
    compared = compare(evaluate(read_collection(folder)))
    assert {(each.interval.low, each.interval.high) for each in compared} == {(None, None)}
    assert "number of documents on 0 of 1" in verdict([compared])
