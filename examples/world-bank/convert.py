"""Turns a World Bank project list (JSON lines) into Sankofa's import files institutions.jsonl and lessons.jsonl.

Usage: python convert.py PROJECTS.jsonl OUTPUT_FOLDER

A line holds id, name, country, objective, implementing_agency and, if known, approved, region and status. Needs only
the standard library and Babel (country names of CLDR). The same list always gives the same two files.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agencies import agencies, clean, country_code, institution_ref, kind_of, level_of

Row = dict[str, Any]
DAY = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def lesson_of(row: Row, ref: str, partners: list[str]) -> Row:
    """A project as a lesson nobody has worked on yet: what it set out to do, not what came of it."""
    country, status, approved = (clean(row.get(name)) for name in ("country", "status", "approved"))
    facts = f"World Bank project {row['id']} in {country}, status: {status or 'not given'}"
    objective = f"What the project set out to do: {clean(row.get('objective')) or 'not given'}"
    lesson = {
        "ref": f"wb:{row['id']}", "title": clean(row["name"])[:300], "language": "en", "institution": ref,
        "context": f"{objective[:18_000]}\n\n{'; with '.join([facts, *partners])}.",
        "contributors": [], "topics": [], "step": "identified", "place": country[:200],
        "visibility": "network",
    }  # fmt: skip
    return lesson | ({"happened_on": approved} if DAY.fullmatch(approved) else {})


def institution_of(ref: str, seen: list[tuple[str, str, str]]) -> Row:
    """The institution that all these (name, acronym, country) mean, in its most frequent spelling."""
    spellings, acronyms = Counter(name for name, _, _ in seen), Counter(short for _, short, _ in seen if short)
    name = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    countries = sorted({country for _, _, country in seen})
    kind = kind_of(name)
    return {
        "ref": ref, "name": name, "acronym": min(acronyms, key=lambda short: (-acronyms[short], short), default=""),
        "country": country_code(countries[0]), "kind": kind, "level": level_of(name, kind, countries[0]),
        "ring_open": "international", "language": "en",
    }  # fmt: skip


def convert(lines: Iterable[str]) -> tuple[list[Row], list[Row], Counter[str]]:
    """Institutions and lessons, sorted by ref, and how many lines were skipped, by reason."""
    seen: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    lessons: dict[str, Row] = {}
    skipped: Counter[str] = Counter()
    for line in lines:
        row, reason = read(line)
        if reason or f"wb:{row['id']}" in lessons:
            skipped[reason or "an id that was read before"] += 1
            continue
        country = clean(row.get("country"))
        named = agencies(row.get("implementing_agency"), country)
        refs = [institution_ref(name, country) for name, _ in named]
        for ref, (name, acronym) in zip(refs, named, strict=True):
            seen[ref].append((name, acronym, country))
        lessons[f"wb:{row['id']}"] = lesson_of(row, refs[0], [name for name, _ in named[1:]])
    return [institution_of(ref, seen[ref]) for ref in sorted(seen)], [lessons[ref] for ref in sorted(lessons)], skipped


def read(line: str) -> tuple[Row, str]:
    """The row of a line, or why it is skipped."""
    try:
        row = json.loads(line)
    except ValueError:
        return {}, "no JSON"
    if not isinstance(row, dict) or not re.fullmatch(r"[A-Za-z0-9._:-]{1,77}", str(row.get("id", ""))):
        return {}, "no usable id"
    return row, "" if clean(row.get("name")) else "no name"


def main(source: str, folder: str) -> None:
    lines = Path(source).read_text("utf-8").split("\n")
    filled = [line for line in lines if line.strip()]
    institutions, lessons, skipped = convert(filled)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, rows in (("institutions", institutions), ("lessons", lessons)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        Path(folder, f"{name}.jsonl").write_text(text, "utf-8", newline="\n")
        print(f"{len(rows):>7,} {name} written")
    print(f"{len(filled):>7,} lines read, {skipped.total():,} skipped")
    for reason, count in sorted(skipped.items()):
        print(f"{count:>7,} skipped: {reason}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
