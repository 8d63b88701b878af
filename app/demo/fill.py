"""Drawing and filling of text blocks: decks that repeat late, and placeholders for places, years and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

_NUMBER = re.compile(r"\{(\d+)-(\d+)\}")
_FRENCH_DE = re.compile(r"\b([Dd])e \{p\}")
_THOUSANDS = {"en": ",", "fr": "\u202f", "es": ".", "pt": ".", "id": "."}
_VOWELS = "AEIOUÉÈÊÎÔÂ"


class Deck(Generic[T]):
    """A shuffled pile that is used up before any card comes again, so that readers see variety."""

    def __init__(self, cards: Sequence[T], random: Random) -> None:
        self._cards = list(cards)
        self._random = random
        self._pile: list[T] = []

    def draw(self) -> T:
        """Return the next card; reshuffle when the pile is used up."""
        if not self._pile:
            self._pile = list(self._cards)
            self._random.shuffle(self._pile)
        return self._pile.pop()


@dataclass(frozen=True)
class Setting:
    """Where and when a text is set: fills ``{p}`` (place) and ``{y}`` (year)."""

    language: str
    place: str
    year: int


def rounded(number: int) -> int:
    """Return a number as people quote it: two or three leading digits.

    >>> rounded(18437), rounded(137), rounded(46)
    (18400, 140, 46)
    """
    if number >= 10000:
        return round(number, -2)
    if number >= 100:
        return round(number, -1)
    return number


def fill(template: str, setting: Setting, random: Random) -> str:
    """Return the template with its places, years and ``{low-high}`` number ranges filled in.

    >>> fill("Near {p}, {5-5} wards in {y}", Setting("en", "Kitui", 2024), Random(1))
    'Near Kitui, 5 wards in 2024'
    """

    def number(match: re.Match[str]) -> str:
        value = rounded(random.randint(int(match[1]), int(match[2])))
        if setting.language == "es" and value < 10000:
            return str(value)
        return f"{value:,}".replace(",", _THOUSANDS[setting.language])

    if setting.language == "fr" and setting.place[:1] in _VOWELS:
        template = _FRENCH_DE.sub(r"\1'{p}", template)
    text = _NUMBER.sub(number, template)
    text = text.replace("{p}", setting.place).replace("{y}", str(setting.year))
    return text[:1].upper() + text[1:]
