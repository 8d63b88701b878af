"""Expert-finding collections with relevance judgements, read from a folder of text files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.constants import NETWORK
from matching.errors import CollectionError
from matching.types import Evidence


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query, the document to hide while it is asked (None: none), and the grade of each judged person."""

    id: str
    text: str
    hidden: str | None
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Collection:
    """Evidence, judged queries, and the people to rank (sorted ids)."""

    evidence: tuple[Evidence, ...]
    queries: tuple[JudgedQuery, ...]
    people: tuple[str, ...]


def read_collection(folder: Path) -> Collection:
    """Collection in a folder: documents.jsonl, queries.tsv, qrels.tsv and, optionally, candidates_judged.txt.

    documents.jsonl holds one object a line: `doc_id`, `text`, `people` and, optionally, `lang`. queries.tsv holds
    query, document to hide or "-", text; qrels.tsv holds query, 0, person, grade (TREC). Raises CollectionError
    with file and line.
    """
    evidence = tuple(_evidence(folder / "documents.jsonl"))
    known = {item.id for item in evidence}
    grades = _grades(folder / "qrels.tsv")
    queries = tuple(_queries(folder / "queries.tsv", known, grades))
    for missing in sorted(grades.keys() - {query.id for query in queries}):
        raise CollectionError(f"qrels.tsv: the query {missing!r} is not in queries.tsv")
    judged = folder / "candidates_judged.txt"
    people = {line for _, line in _lines(judged)} if judged.exists() else {p for item in evidence for p in item.people}
    return Collection(evidence, queries, tuple(sorted(people)))


def _evidence(path: Path) -> Iterator[Evidence]:
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            document = json.loads(line)
            item_id, text, people = document["doc_id"], document["text"], document["people"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise CollectionError(f"{path.name}:{number}: not a document with doc_id, text, people: {error}") from error
        language = document.get("lang")
        if not (isinstance(item_id, str) and isinstance(text, str) and isinstance(language, str | None)):
            raise CollectionError(f"{path.name}:{number}: doc_id, text and lang must be strings")
        if not (isinstance(people, list) and all(isinstance(person, str) for person in people)):
            raise CollectionError(f"{path.name}:{number}: people must be a list of strings")
        if item_id in seen:
            raise CollectionError(f"{path.name}:{number}: the document {item_id!r} occurs twice")
        seen.add(item_id)
        yield Evidence(item_id, "document", "", text, tuple(people), (), NETWORK, language)


def _queries(path: Path, known: set[str], grades: Mapping[str, Mapping[str, int]]) -> Iterator[JudgedQuery]:
    seen: set[str] = set()
    for number, line in _lines(path):
        fields = line.split("\t", 2)
        if len(fields) != 3:
            raise CollectionError(f"{path.name}:{number}: {len(fields)} fields instead of query, hidden, text")
        query_id, hidden, text = fields
        if hidden != "-" and hidden not in known:
            raise CollectionError(f"{path.name}:{number}: the hidden document {hidden!r} is not in documents.jsonl")
        if query_id in seen:
            raise CollectionError(f"{path.name}:{number}: the query {query_id!r} occurs twice")
        seen.add(query_id)
        yield JudgedQuery(query_id, text, None if hidden == "-" else hidden, grades.get(query_id, {}))


def _grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        fields = line.split()
        if len(fields) != 4 or not fields[3].isdecimal():
            raise CollectionError(f"{path.name}:{number}: not 'query 0 person grade' with a whole grade")
        grades.setdefault(fields[0], {})[fields[2]] = int(fields[3])
    return grades


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield numbered lines that are not blank; a file that cannot be read is a CollectionError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionError(f"{path.name}: cannot be read: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip("\r")
