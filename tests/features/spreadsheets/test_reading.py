"""Workbooks are read with distrust: bad ones are refused with what to do, good ones say what was meant."""

import io
import random
import re
import struct
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from app import spreadsheets
from app.spreadsheets import UnreadableSheetError, read_sheet, write_sheet

ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>"""
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = b'<worksheet xmlns="%s"><sheetData>%%s</sheetData></worksheet>' % MAIN
DTD = b"""<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>"""


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def a_book(rows=(("a", "b"), ("1", "2")), sheets=("needs",)):
    book = Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def with_parts(content, parts):
    """The workbook with these parts instead of, or beside, its own."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return written.getvalue()


def many_rows():
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, spreadsheets.MOST_ROWS + 2))
    return SHEET % rows


def merged():
    book = a_book()
    book["needs"].merge_cells("A1:B1")
    return saved(book)


def locked():
    """The workbook with the mark of a password on its first part, in the zip's table of contents."""
    content = bytearray(saved(a_book()))
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


def packed_otherwise():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as new:
        new.writestr("xl/workbook.xml", b"<workbook/>")
    return written.getvalue()


def in_encoding(name):
    return with_parts(saved(a_book()), {"xl/workbook.xml": b'<?xml version="1.0" encoding="%s"?><a/>' % name})


def beyond_any_file():
    """A workbook whose table of contents says (ZIP64) that its part begins at byte 2^63."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as new:
        new.writestr("xl/workbook.xml", b"<workbook/>")
    content = written.getvalue()
    table, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    entry, extra = bytearray(content[table:end]), struct.pack("<HHQ", 1, 8, 2**63)
    entry[30:32], entry[42:46] = struct.pack("<H", len(extra)), b"\xff" * 4
    last = bytearray(content[end:])
    last[12:16] = struct.pack("<I", len(entry) + len(extra))
    return content[:table] + bytes(entry) + extra + bytes(last)


BAD = {
    "a password": locked(),
    "no spreadsheet does": packed_otherwise(),
    "damaged encoding": in_encoding(b"klingon"),
    "damaged codec": in_encoding(b"rot13"),
    "no XLSX": b"institution,challenge\n",
    "no XLSX or empty": b"",
    "no XLSX or whole": beyond_any_file(),
    "macros": with_parts(saved(a_book()), {"xl/vbaProject.bin": b"x"}),
    "20 MB": with_parts(saved(a_book()), {"xl/media/a.bin": b"0" * (spreadsheets.MOST_BYTES + 1)}),
    "a DTD": with_parts(saved(a_book()), {"xl/styles.xml": DTD}),
    "entities": with_parts(saved(a_book()), {"xl/worksheets/sheet1.xml": ENTITIES}),
    "2,000 rows": with_parts(saved(a_book()), {"xl/worksheets/sheet1.xml": many_rows()}),
    "merged (A1:B1)": merged(),
    "none is called “needs”": saved(a_book(sheets=("one", "two"))),
    "damaged": with_parts(saved(a_book()), {"xl/worksheets/sheet1.xml": b"<worksheet>"}),
    "damaged whole": with_parts(saved(a_book()), {"[Content_Types].xml": b"<Types/>"}),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_workbook_is_refused_with_what_to_do(reason):
    with pytest.raises(UnreadableSheetError) as refused:
        read_sheet(BAD[reason], "needs")
    assert re.sub(" (whole|encoding|codec|or empty|or whole)$", "", reason) in str(refused.value)


def test_days_numbers_and_formulas_are_read_as_they_are_meant():
    book = a_book([("day", "whole", "half", "yes", "none"), (date(2027, 3, 1), 3.0, 2.5, True, None), (None,) * 5])
    rows = read_sheet(saved(book), "needs")
    assert rows[1] == (2, ["2027-03-01", "3", "2.5", "true"])
    assert len(rows) == 2


def test_a_formula_is_read_as_its_last_value():
    sheet = SHEET % b'<row r="1"><c r="A1"><f>1+2</f><v>3</v></c></row>'
    assert read_sheet(with_parts(saved(a_book()), {"xl/worksheets/sheet1.xml": sheet}), "needs") == [(1, ["3"])]


def test_the_sheet_of_the_name_is_read_among_several():
    book = a_book(sheets=("notes", "Needs"))
    book["Needs"].append(["here"])
    assert read_sheet(saved(book), "needs")[-1][1][0] == "here"


def test_what_was_written_is_read_again_and_no_cell_is_a_formula():
    rows = [["title", "cost"], ["=1+1", "@SUM(A1)"], ["naïve — “x”", "10"]]
    content = write_sheet("offers", rows)
    assert [cells for _, cells in read_sheet(content, "offers")] == rows
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_workbook_with_bytes_altered_is_read_or_refused_and_nothing_else():
    whole, chance, refused = write_sheet("needs", [["a", "b"], ["1", "é"]] * 30), random.Random(1), 0
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 2, 5, 20))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read_sheet(bytes(damaged), "needs")
        except UnreadableSheetError:
            refused += 1
    assert refused > 200
