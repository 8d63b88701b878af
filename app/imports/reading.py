"""From a file to numbered rows: CSV with a header or JSON lines, in UTF-8. What can't be read is said by line."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.imports.cells import is_empty, quoted
from app.imports.kinds import Kind
from app.imports.report import Problems
from app.inert import meant

LINE_LIMIT = 16 * 1024 * 1024  # bytes of one line, and characters of one cell; far beyond any text that is accepted
Row = tuple[int, Mapping[str, Any]]

# The csv module refuses cells of 131,073 characters with an error of its own; ours names the field and the limit.
csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))


@dataclass(frozen=True, slots=True)
class Source:
    """The rows with their line numbers; `is_whole` is false where some could not be read."""

    rows: Sequence[Row]
    is_whole: bool = True


class UnreadableError(Exception):
    """Nothing can be read from this line on."""

    def __init__(self, line: int, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.field = field


def read_file(path: Path, kind: Kind, problems: Problems) -> Source:
    """The rows of the file; what could not be read is added to the problems."""
    readers = {".csv": _csv_rows, ".jsonl": _json_rows, ".ndjson": _json_rows}
    rows: list[Row] = []
    before = problems.count
    try:
        if path.suffix.lower() not in readers:
            raise UnreadableError(
                1, "The name of the file must end in .csv or .jsonl, so that it is clear how to read it."
            )
        with path.open("rb") as file:
            rows.extend(readers[path.suffix.lower()](_lines(file), kind, problems))
    except UnreadableError as error:
        problems.add(error.line, error.field, error.reason)
    except OSError as error:
        problems.add(1, "", f"The file can't be opened: {error.strerror}. Check its name and who may read it.")
    return Source(rows, problems.count == before)


def _expected(kind: Kind) -> str:
    return (
        "The file is empty. A CSV file begins with a header of some of these columns, "
        f"and a JSONL line has them as keys: {','.join(kind.column_names())}"
    )


def _lines(file: BinaryIO) -> Iterator[str]:
    number = 0
    while raw := file.readline(LINE_LIMIT + 1):
        number += 1
        if len(raw) > LINE_LIMIT:
            raise UnreadableError(
                number, f"The line is longer than {LINE_LIMIT:,} bytes. Nothing from here on was read."
            )
        if number == 1 and (raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw):
            raise UnreadableError(1, "The file seems to be in UTF-16, and UTF-8 is needed: save it again as UTF-8.")
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            byte = f"byte {error.start + 1} (0x{error.object[error.start]:02X})"
            raise UnreadableError(
                number, f"At {byte} of this line the text is not UTF-8: save the file as UTF-8."
            ) from error


def _csv_rows(lines: Iterator[str], kind: Kind, problems: Problems) -> Iterator[Row]:
    header: list[str] = []
    for line, cells in _csv_cells(lines):
        if not header:
            header = _checked_header(line, [cell.strip() for cell in cells], kind, problems)
        elif len(cells) != len(header):
            problems.add(line, "", _miscounted(len(cells), len(header)))
        elif not is_empty(cells):  # spreadsheets leave rows of nothing but commas at the end
            yield line, dict(zip(header, map(meant, cells), strict=True))
    if not header:
        raise UnreadableError(1, _expected(kind))


def _csv_cells(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"This row is no CSV ({error}): close every quote, and double the quotes inside a quoted text."
            raise UnreadableError(line, f"{reason} Nothing from here on was read.") from error
        if cells:
            yield line, cells


def _miscounted(found: int, wanted: int) -> str:
    cells = "1 cell" if found == 1 else f"{found} cells"
    advice = "put text that holds a comma in quotes" if found > wanted else "write a comma for every empty cell"
    return f"The row has {cells} where the header has {wanted}: {advice}."


def _checked_header(line: int, names: list[str], kind: Kind, problems: Problems) -> list[str]:
    known = f"Known columns are: {', '.join(kind.column_names())}."
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        raise UnreadableError(line, f"The columns must be separated by commas. {known}")
    wrong = [("", f"Column {position} has no name: name it or remove it.") for position in _nameless(names)]
    wrong += [
        (name, f"{quoted(name)} is not a column of {kind.name}: rename or remove it.")
        for name in dict.fromkeys(names)
        if name and name not in kind.fields
    ]
    wrong += [(name, "The header has this column twice: remove one of them.") for name in _repeated(names) if name]
    wrong += [(name, "The header lacks this column: add it.") for name in kind.key if name not in names]
    for field, reason in wrong[1:]:
        problems.add(line, field, f"{reason} {known}")
    if wrong:
        raise UnreadableError(line, f"{wrong[0][1]} {known}", wrong[0][0])
    return names


def _nameless(names: list[str]) -> list[int]:
    return [position for position, name in enumerate(names, 1) if not name]


def _repeated(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _json_rows(lines: Iterator[str], kind: Kind, problems: Problems) -> Iterator[Row]:
    is_blank = True
    for line, text in enumerate(lines, 1):
        if is_empty(text):
            continue
        is_blank = False
        try:
            row = _object(text)
        except (ValueError, RecursionError) as error:
            where = f"{error.msg} at character {error.colno}" if isinstance(error, json.JSONDecodeError) else error
            problems.add(line, "", f'The line is no JSON object ({where}): write it as {{"column": value, ...}}.')
        else:
            yield line, row
    if is_blank:
        raise UnreadableError(1, _expected(kind))


def _object(text: str) -> dict[str, Any]:
    row = json.loads(text, object_pairs_hook=_once, parse_constant=_refused, parse_int=_integer)
    if not isinstance(row, dict):
        raise ValueError(f"it is a {type(row).__name__}")
    return row


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if repeated := _repeated([name for name, _ in pairs]):
        raise ValueError(f"{quoted(repeated[0])} is said twice")
    return dict(pairs)


def _integer(digits: str) -> int:
    if len(digits) > 30:
        raise ValueError("a number has more than 30 digits")
    return int(digits)


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
