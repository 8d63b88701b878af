"""`sankofa evaluate`: how good the matches are beside plain peers, on judged collections or one's own engagements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from flask import current_app

from app.database import reading_only
from app.feedback import Feedback, read_feedback
from app.printing import table_lines
from app.terminal import ProgressBar, as_json, show, show_json, with_app
from matching.bootstrap import LEVEL, Interval
from matching.collection import Collection, read_collection
from matching.evaluate import COMPARED, ENGINE, Comparison, Evaluation, compare, verdict
from matching.evaluate import evaluate as measure
from matching.offered import Offered, offered

_OWN = "engagements of this network"
_SHARES = (0.0, 0.5)  # beside the one that is set


@dataclass(frozen=True, slots=True)
class _Figures:
    name: str
    found: Evaluation
    compared: Sequence[Comparison]
    offers: Sequence[Offered] = ()


@click.command()
@click.argument(
    "collections",
    metavar="[COLLECTION]...",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
)
@click.option("--feedback", is_flag=True, help="Also on the completed engagements that the whole network sees.")
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the ranking (TSV: query_id, person_id, score); one COLLECTION only.",
)
@as_json
def evaluate(collections: tuple[Path, ...], feedback: bool, run_file: Path | None, is_json: bool) -> None:
    """Measure match quality beside plain peers on each COLLECTION: documents, queries and judgements in a folder.

    Each peer's figures come with the difference from the engine and its 95 % interval (paired bootstrap over queries).
    With --feedback, questions of engagements are asked again, and what first offers to newcomers cost is told too.
    """
    if not collections and not feedback:
        raise click.UsageError("Name a COLLECTION, or say --feedback.")
    if len(set(collections)) < len(collections):
        raise click.UsageError("Each collection counts once: one of them is named twice.")
    if run_file and (feedback or len(collections) > 1):
        raise click.UsageError("--run writes the ranking of one collection, and names people: name only one.")
    read = [(folder.name, read_collection(folder)) for folder in collections]  # all, before the first is measured
    own = _own_engagements() if feedback else None
    measured = []
    for figures in _measured(read, own):
        measured.append(figures)
        if run_file:
            _write_run(run_file, figures.found)
        if not is_json:
            show(_lines(figures))
    judged = verdict([figures.compared for figures in measured])
    if is_json:
        show_json({"collections": [_for_programs(figures) for figures in measured], "verdict": judged})
    else:
        click.echo(judged)


@with_app
def _own_engagements() -> tuple[Feedback, float]:
    with reading_only():
        return read_feedback(), current_app.config["SETTINGS"].newcomer_share


def _measured(read: Iterable[tuple[str, Collection]], own: tuple[Feedback, float] | None) -> Iterator[_Figures]:
    for name, collection in read:
        found = measure(collection, ProgressBar("Asking"))
        yield _Figures(name, found, compare(found))
    if own is not None:
        feedback, share = own
        found = measure(feedback.collection, ProgressBar("Asking"))
        shares = sorted({*_SHARES, share})
        offers = [offered(found.run, feedback.collection.queries, feedback.helped, each) for each in shares]
        yield _Figures(_OWN, found, compare(found), offers)


def _write_run(file: Path, found: Evaluation) -> None:
    lines = (f"{line.query_id}\t{line.person_id}\t{line.score!r}\n" for line in found.run)
    file.write_text("".join(lines), encoding="utf-8")


def _for_programs(figures: _Figures) -> dict[str, Any]:
    found = figures.found
    differences = [{"peer": each.peer, "measure": each.measure, **asdict(each.interval)} for each in figures.compared]
    return {
        "collection": figures.name,
        "queries": found.queries,
        "people": found.people,
        "documents": found.documents,
        "rows": [{"name": row.name, "measures": asdict(row.measures)} for row in found.rows],
        "differences": differences,
        **({"first_offers": [asdict(each) for each in figures.offers]} if figures.offers else {}),
    }


def _lines(figures: _Figures) -> Iterator[str]:
    found = figures.found
    yield f"{figures.name}: {found.queries} queries, {found.people} people, {found.documents} documents"
    heads = ["method", "MAP", "MRR", "P@5", "nDCG@10"]
    yield from table_lines(
        heads, ([row.name, *(f"{each:.3f}" for each in asdict(row.measures).values())] for row in found.rows)
    )
    yield ""
    cells: dict[str, list[str]] = {}
    for each in figures.compared:
        cells.setdefault(each.peer, [each.peer]).extend((f"{each.interval.difference:+.3f}", _bounds(each.interval)))
    heads = [f"{ENGINE} minus", *(head for name in COMPARED for head in (name, f"{LEVEL} %"))]
    yield from table_lines(heads, cells.values())
    yield ""
    if figures.offers:
        yield from _offer_lines(figures.offers)


def _bounds(interval: Interval) -> str:
    if interval.low is None or interval.high is None:
        return "too few queries"
    return f"{interval.low:+.3f} to {interval.high:+.3f}"


def _offer_lines(offers: Sequence[Offered]) -> Iterator[str]:
    possible, questions = offers[0].with_newcomer, offers[0].questions
    yield f"First offers: for {possible} of {questions} questions a newcomer fits well enough to be invited first."
    if not possible:
        yield "So no share can be reached: nobody without a completed engagement fits nearly as well as the best."
    rows = (
        [f"{each.share:g}", str(each.to_newcomers), _percent(each.to_newcomers, possible), f"{each.fit_given_up:.4f}"]
        for each in offers
    )
    yield from table_lines(["share set", "to newcomers", "of those possible", "mean fit given up"], rows)
    yield ""


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"
