"""Sheets of XLSX files, read with distrust and written with text only.

A workbook is a zip of XML files that anybody may send: what it unpacks to is limited before it is unpacked, and
documents with a DTD (entities that grow, or name files of this machine), macros and passwords are refused.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

MOST_BYTES = 20_000_000  # unpacked, of all its parts together
MOST_PARTS = 1_000
MOST_ROWS = 2_000
MOST_COLUMNS = 100
_SHEETS = "xl/worksheets/"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # as spreadsheets write them
Numbered = tuple[int, list[str]]


class UnreadableSheetError(Exception):
    """The file can't be read; the message says why and what to do, `row` where (1: the file as a whole)."""

    def __init__(self, reason: str, row: int = 1) -> None:
        super().__init__(reason)
        self.row = row


def read_sheet(content: bytes, name: str) -> list[Numbered]:
    """The rows of the sheet of that name, or of the only sheet, with their numbers; empty rows are left out.

    A cell is the text that was meant: a formula its last value, a day `2027-03-31`, a whole number without a point.
    Raises: UnreadableSheetError.
    """
    _require_harmless(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = _sheet(book, name)
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        texts = [(number, _texts(row)) for number, row in enumerate(rows, 1)]
    except UnreadableSheetError:
        raise
    except Exception as error:  # openpyxl raises nearly anything at a workbook that is not whole
        raise UnreadableSheetError("The workbook is damaged: open it and save it again as .xlsx.") from error
    return [(number, cells) for number, cells in texts if cells]


def _sheet(book: Any, name: str) -> Any:
    sheets = {each.title.strip().lower(): each for each in book.worksheets}
    if name in sheets:
        return sheets[name]
    if len(sheets) == 1:
        return book.worksheets[0]
    raise UnreadableSheetError(f"The workbook has several sheets, and none is called “{name}”: rename the one to read.")


def _require_harmless(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _require_small(parts.infolist())
            for part in parts.namelist():
                if part.endswith((".xml", ".rels", ".vml")):
                    with parts.open(part) as file:
                        _require_plain(file, is_sheet=part.startswith(_SHEETS))
    except DefusedXmlException as error:
        raise UnreadableSheetError("The workbook has a DTD or entities, which no spreadsheet writes.") from error
    except (ParseError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise UnreadableSheetError("The workbook is damaged: open it and save it again as .xlsx.") from error
    except UnreadableSheetError:
        raise
    except Exception as error:  # zipfile, as openpyxl, raises nearly anything at bytes that are no whole zip
        detail = "This is no XLSX workbook, or it has a password: save it as “Excel workbook (.xlsx)” without one."
        raise UnreadableSheetError(detail) from error


def _require_small(parts: Sequence[zipfile.ZipInfo]) -> None:
    """By the sizes that the file declares; zipfile gives no more of a part than it declares."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise UnreadableSheetError(f"The workbook unpacks to more than {MOST_BYTES // 1_000_000} MB: send less.")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableSheetError("The workbook has a password: save it as “Excel workbook (.xlsx)” without one.")
    if any(part.compress_type not in _PACKED for part in parts):
        raise UnreadableSheetError("The workbook is packed in a way that no spreadsheet does: save it again as .xlsx.")
    names = {part.filename.lower() for part in parts}
    if len(names) < len(parts):
        raise UnreadableSheetError("The workbook has two parts of one name: save it again as .xlsx.")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableSheetError("The workbook has macros: save it as “Excel workbook (.xlsx)”, without them.")


def _require_plain(file: Any, *, is_sheet: bool) -> None:
    """No DTD anywhere; in sheets, no more rows than are read, and none that are merged."""
    rows = 0
    for _, element in iterparse(file, events=("end",) if is_sheet else ("start",), forbid_dtd=True):
        if not is_sheet:
            return  # a DTD can only stand before the first element
        tag = element.tag.rpartition("}")[2]
        rows += tag == "row"
        if rows > MOST_ROWS:
            detail = f"The sheet has more than {MOST_ROWS:,} rows: delete the empty ones at its end, or split it."
            raise UnreadableSheetError(detail, MOST_ROWS + 1)
        if tag == "mergeCell":
            where = element.get("ref", "")[:20]
            raise UnreadableSheetError(f"Cells are merged ({where}): take them apart, each row says all of itself.")
        element.clear()


def _texts(row: Iterable[Any]) -> list[str]:
    cells = [_text(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return str(value).strip()


def write_sheet(name: str, rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet. Every cell is text, so that no spreadsheet takes one for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(list(_cells(sheet, row)))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cells(sheet: Any, row: Sequence[str]) -> Iterator[Any]:
    for text in row:
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        yield cell
