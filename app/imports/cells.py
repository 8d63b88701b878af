"""From what a cell holds to a value, or to the reason why not. Text comes out in NFC, without surrounding space."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from math import nan
from typing import Any

Parse = Callable[[Any], Any]

REF = re.compile(r"[A-Za-z0-9._:-]{1,80}")
MOST_ENTRIES = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(r'[^@\s,;<>"]+@[^@\s,;<>"]+\.[^@\s,;<>"]+')
_COFOG = re.compile(r"(0[1-9]|10)(\.[1-9])?")


class CellError(ValueError):
    """A cell can't be taken; the message says why and what to write instead."""


def quoted(text: object) -> str:
    """The text as it is shown in a message: in quotes, never long."""
    shown = str(text)
    return f'"{shown[:60]}…"' if len(shown) > 60 else f'"{shown}"'


def is_empty(raw: object) -> bool:
    """Whether a cell says nothing: no text but space, null, or a list of such."""
    if isinstance(raw, (list, tuple)):
        return all(is_empty(entry) for entry in raw)
    return raw is None or (isinstance(raw, str) and not raw.strip(" \t\r\n\u00a0\ufeff"))


def clean(raw: object) -> str:
    """The text of a cell: NFC, newlines as \\n, no space around, no control characters."""
    if not isinstance(raw, str):
        raise CellError(f"must be text, and is a {type(raw).__name__}: write it in quotes")
    if found := _CONTROLS.search(raw):
        raise CellError(
            f"holds the control character U+{ord(found[0]):04X} at character {found.start() + 1}: remove it"
        )
    if _SURROGATES.search(raw):
        raise CellError("holds half of a surrogate pair, which is no character: write the text in plain UTF-8")
    return unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text(longest: int) -> Parse:
    """A parser of text of some paragraphs."""

    def parse(raw: object) -> str:
        value = clean(raw)
        if len(value) > longest:
            raise CellError(f"is too long: {len(value):,} characters where {longest:,} fit; shorten it")
        return value

    return parse


def line(longest: int) -> Parse:
    """A parser of text in one line: newlines and tabs inside become a space."""
    as_text = text(longest)

    def parse(raw: object) -> str:
        return as_text(" ".join(part.strip() for part in re.split(r"[\n\t]+", clean(raw))))

    return parse


def listed(entry: Parse) -> Parse:
    """A parser of lists (or of text separated by `;`), each entry once, in the order written."""

    def parse(raw: object) -> list[Any]:
        parts = raw.split(";") if isinstance(raw, str) else raw
        if not isinstance(parts, (list, tuple)):
            raise CellError(f"must be a list, and is a {type(raw).__name__}")
        if len(parts) > MOST_ENTRIES:
            raise CellError(f"has {len(parts):,} entries where {MOST_ENTRIES} fit: shorten the list")
        return list(dict.fromkeys(entry(part) for part in parts if not is_empty(part)))

    return parse


def ref(raw: object) -> str:
    """The ref of something, here or elsewhere."""
    value = clean(raw)
    if not REF.fullmatch(value):
        raise CellError(f"{quoted(value)} is no ref: write 1 to 80 of the letters A-Z a-z, digits and . _ : -")
    return value


def one_of(accepted: Collection[str]) -> Parse:
    """A parser of a word from a short closed list."""
    words = tuple(accepted)

    def parse(raw: object) -> str:
        value = clean(raw)
        if value not in words:
            raise CellError(f"{quoted(value)} is not known{_nearest(value[:60], words)}; accepted: {', '.join(words)}")
        return value

    return parse


def code_of(what: str, known: Callable[[], Mapping[str, str]]) -> Parse:
    """A parser of a code from a long list with names, such as countries; `what` says which codes, with an example."""

    def parse(raw: object) -> str:
        value = clean(raw)
        if value not in known():
            names = {name: code for code, name in known().items()}
            hint = _nearest_code(value[:60], tuple(names), tuple(names.values()))
            raise CellError(f"{quoted(value)} is not {what}{hint}")
        return value

    return parse


def name_of(what: str, known: Callable[[], Collection[str]]) -> Parse:
    """A parser of a name from a long list, such as time zones; `what` says which names, with an example."""

    def parse(raw: object) -> str:
        value = clean(raw)
        if value not in known():
            raise CellError(f"{quoted(value)} is not {what}{_nearest(value[:60], tuple(sorted(known())))}")
        return value

    return parse


def number(lowest: int, highest: int) -> Parse:
    """A parser of numbers between two bounds."""

    def parse(raw: object) -> float:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            value = float(raw)
        else:
            written = clean(raw) if isinstance(raw, str) else ""
            value = float(written) if _NUMBER.fullmatch(written) else nan
        if not lowest <= value <= highest:
            raise CellError(f"{quoted(raw)} is no number from {lowest} to {highest}: write digits, such as 8 or 7.5")
        return value

    return parse


def whole(lowest: int, highest: int) -> Parse:
    """A parser of whole numbers between two bounds."""
    as_number = number(lowest, highest)

    def parse(raw: object) -> int:
        value = as_number(raw)
        if not value.is_integer():
            raise CellError(f"{quoted(raw)} is no whole number from {lowest} to {highest}: round it")
        return int(value)

    return parse


def day(raw: object) -> date:
    """A date as ISO 8601 writes it."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    value = clean(raw)
    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise CellError(f"{quoted(value)} is no date: write year-month-day, such as 2026-03-31")


def truth(raw: object) -> bool:
    """Whether the cell says true (or TRUE, as spreadsheets write) rather than false."""
    value = raw if isinstance(raw, bool) else {"true": True, "false": False}.get(clean(raw).lower())
    if value is None:
        raise CellError(f"{quoted(raw)} is neither true nor false: write one of the two")
    return value


def email(raw: object) -> str:
    """An e-mail address, in small letters so that the same address is the same text."""
    value = line(254)(raw).lower()
    if not _EMAIL.fullmatch(value):
        raise CellError(f"{quoted(value)} is no e-mail address: write one, such as name@ministry.example")
    return value


def cofog(raw: object) -> str:
    """A division or group of the Classification of the Functions of Government."""
    value = clean(raw)
    if not _COFOG.fullmatch(value):
        raise CellError(f"{quoted(value)} is no COFOG code: write a division as 01 to 10, or a group such as 07.2")
    return value


@lru_cache(maxsize=4096)
def _nearest(value: str, words: tuple[str, ...]) -> str:
    by_small = {word.casefold(): word for word in words}
    found = difflib.get_close_matches(value.casefold(), by_small, n=1)
    return f"; did you mean {by_small[found[0]]}?" if found else ""


@lru_cache(maxsize=4096)
def _nearest_code(value: str, names: tuple[str, ...], codes: tuple[str, ...]) -> str:
    by_small = {name.casefold(): (code, name) for name, code in zip(names, codes, strict=True)}
    by_code = {code.casefold(): (code, name) for name, code in zip(names, codes, strict=True)}
    found = difflib.get_close_matches(value.casefold(), by_small, n=1, cutoff=0.7)
    best = by_code.get(value.casefold()) or (by_small[found[0]] if found else None)
    return f"; did you mean {best[0]} ({best[1]})?" if best else ""
