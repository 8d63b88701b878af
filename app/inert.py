"""Cells of a CSV that no spreadsheet takes for a formula, and the way back to what was meant: nothing is lost.

A cell that begins with one of `= + - @`, a tab or a line break is run as a formula by Excel, LibreOffice and others
(CWE-1236; OWASP, "CSV Injection"). An apostrophe before it makes it text. So that the apostrophe can be taken off
again, one that stands before such a sign, or before another apostrophe, gets one more.
"""

from __future__ import annotations

SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
_AFTER_MARK = SIGNS | {"'"}


def inert(text: str) -> str:
    """The cell to write for this text.

    >>> inert("=1+1"), inert("'=1+1"), inert("'t Hooft")
    ("'=1+1", "''=1+1", "'t Hooft")
    """
    is_marked = text[:1] == "'" and text[1:2] in _AFTER_MARK
    return f"'{text}" if text[:1] in SIGNS or is_marked else text


def meant(cell: str) -> str:
    """The text that a cell stands for, however it was written: `meant(inert(text)) == text`.

    >>> meant("'=1+1"), meant("''=1+1"), meant("'t Hooft"), meant("=1+1")
    ('=1+1', "'=1+1", "'t Hooft", '=1+1')
    """
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _AFTER_MARK else cell
