"""Imports: rows from a file or in hand become rows of the database, all of them or none.

They are flushed, never committed: who calls commits where the report `is_done`, and rolls back where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.extensions import db
from app.imports.challenges import CHALLENGES
from app.imports.checking import Progress, check_rows
from app.imports.engagements import ENGAGEMENTS
from app.imports.expertise import EXPERTISE
from app.imports.institutions import INSTITUTIONS
from app.imports.kinds import Item, Kind
from app.imports.lessons import LESSONS
from app.imports.linking import identify, link
from app.imports.merging import merge
from app.imports.people import PEOPLE
from app.imports.positions import POSITIONS
from app.imports.reading import Source, read_file
from app.imports.report import Problems, Report
from app.imports.topics import TOPICS
from app.imports.writing import write

# In the order in which a whole directory is imported: what is referred to comes first.
_IN_ORDER = (INSTITUTIONS, TOPICS, PEOPLE, EXPERTISE, LESSONS, CHALLENGES, ENGAGEMENTS, POSITIONS)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _IN_ORDER}


def import_rows(kind: str, rows: Iterable[Mapping[str, Any]], on_progress: Progress | None = None) -> Report:
    """A report on rows in hand, flushed if it `is_done`; the lines it names count the rows from 1.

    Raises: Invalid where there is no such kind.
    """
    return _import(_kind(kind), Source(list(enumerate(rows, 1))), Problems(), on_progress)


def import_file(kind: str, path: Path, on_progress: Progress | None = None) -> Report:
    """A report on a file of CSV (with a header) or JSON lines, flushed if it `is_done`.

    `on_progress(done, total)` is called every few hundred rows and at the end.
    Raises: Invalid where there is no such kind; what is wrong with the file is in the report.
    """
    problems = Problems()
    return _import(_kind(kind), read_file(path, _kind(kind), problems), problems, on_progress)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Invalid(f'There is no kind "{name}" to import. Choose one of: {", ".join(KINDS)}.')
    return KINDS[name]


def _import(kind: Kind, source: Source, problems: Problems, on_progress: Progress | None) -> Report:
    db.session.flush()
    items = _checked(kind, source, problems, on_progress)
    if problems:
        return Report(kind.name, problems=problems.listed(), is_done=False, problem_count=problems.count)
    created, updated, unchanged = write(kind, items)
    if on_progress:
        on_progress(len(items), len(items))
    return Report(kind.name, created, updated, unchanged)


def _checked(kind: Kind, source: Source, problems: Problems, on_progress: Progress | None) -> list[Item]:
    items = check_rows(kind, source.rows, problems, on_progress)
    stored = identify(kind, items)
    link(kind, items, source.is_whole, problems)
    merge(kind, items, stored, problems)
    return items
