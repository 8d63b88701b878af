"""What the command line shows: matches with their reasons, reports of imports, tables of figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from app.imports.report import Report

_WIDTH = 100
_PARTS = {
    "topical_fit": "fit",
    "experience": "experience",
    "languages": "languages",
    "working_hours": "hours",
    "proximity": "near",
    "load": "load",
}
_FACTS = ("languages", "working_hours", "load")


def match_lines(answer: dict[str, Any]) -> Iterator[str]:
    """A ranked answer for people to read: who, where, score, why, on what evidence."""
    for place, item in enumerate(answer["items"], 1):
        yield ""
        yield from _heading(place, item)
        yield from _reasons(item)
    yield from _first_offer(answer)
    if answer["items"]:
        yield ""
        yield from _widening(answer["widening"])
    for blocked in answer["blocked_by"]:
        yield from _wrapped(blocked["detail"], "! ")


def _heading(place: int, item: dict[str, Any]) -> Iterator[str]:
    institution = item["institution"]
    where = f"{institution['name']}{' (' + institution['country'] + ')' if institution['country'] else ''}"
    person = item["person"]
    who = f"{person['name']}, {person['position']}" if person else where
    yield f"{place:>2}. {who}"
    yield f"    {where + ' · ' if person else ''}{item['ring']} · score {item['score']:.3f}"


def _reasons(item: dict[str, Any]) -> Iterator[str]:
    for part in item["parts"]:
        if part["value"] or part["name"] == "topical_fit":
            yield from _wrapped(part["why"], f"    {part['value']:+.3f} {_PARTS.get(part['name'], part['name']):<11}")
    for hit in item["evidence"]:
        words = ", ".join(term["term"] for term in hit["terms"][:6])
        yield from _wrapped(f"“{hit['title']}” ({hit['kind']}): {words}", "    - ")
    change = item["what_would_change"]
    if change and change["kind"] in _FACTS:  # evidence that nobody has yet decides nothing for who reads this
        yield from _wrapped(change["detail"], "    ~ ")


def _first_offer(answer: dict[str, Any]) -> Iterator[str]:
    offer = answer["first_offer"]
    if offer:
        name = next(item["person"]["name"] for item in answer["items"] if item["person"]["id"] == offer["person_id"])
        cost = f" This costs {offer['cost']:.3f} of the score." if offer["cost"] else ""
        yield ""
        yield from _wrapped(f"{name}. {offer['why']}{cost}", "Invite first: ")


def _widening(steps: Iterable[dict[str, Any]]) -> Iterator[str]:
    for step in steps:
        searched = "searched" if step["is_searched"] else "not needed"
        cost = f"; {step['cost']}" if step["cost"] else ""
        facts = f"best fit {step['best_fit']:.2f} (+{step['gain']:.2f}), {step['candidates']} with evidence, {searched}"
        yield from _wrapped(f"{facts}{cost}", f"{step['ring']:<14}")


def _wrapped(text: str, first: str) -> Iterator[str]:
    yield from textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first))


def report_lines(report: Report) -> Iterator[str]:
    """What an import did, or every row that stood in the way."""
    if report.is_done:
        yield f"{report.kind}: {report.created} new, {report.updated} changed, {report.unchanged} as they were."
        return
    yield from (str(problem) for problem in report.problems)
    more = report.problem_count - len(report.problems)
    if more > 0:
        yield f"... and {more} more."
    yield f"{report.kind}: {report.problem_count} problems. Nothing was imported; mend these rows and try again."


def table_lines(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A plain table, the first column to the left, figures to the right."""
    cells = [heads, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for row in cells:
        first, *others = (
            cell.ljust(w) if at == 0 else cell.rjust(w) for at, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join((first, *others)).rstrip()
