"""Evidence items with their words counted: the part of an index that is worth keeping between folds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.constants import LONGEST_OPENING
from matching.languages import base_code, identify
from matching.text import analyse
from matching.types import Evidence

_SENTENCE_ENDS = re.compile(
    r"(?<=[.!?])\s|(?<=[\u0964\u3002\uff01\uff1f])|\n"
)  # danda and full-width marks need no space


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """An evidence item, its language, and its stems in alphabetical order with how often each occurs."""

    item: Evidence
    language: str
    stems: tuple[str, ...]
    counts: tuple[int, ...]


def analyse_item(item: Evidence, working_language: str) -> AnalysedItem:
    """Words of an item counted, in its stated, else identified, else the working language."""
    language = language_of(item, working_language)
    counts = sorted(analyse(told(item), language).counts.items())
    return AnalysedItem(item, language, tuple(stem for stem, _ in counts), tuple(count for _, count in counts))


def told(item: Evidence) -> str:
    """What is counted of an item: title and text, and once more what says it in short: title or opening sentence.

    Words of a title thus count as said twice, which is the most a word can count.
    """
    return f"{item.title}\n{item.text}\n{item.title or _opening(item.text.strip())}"


def _opening(text: str) -> str:
    """Return the first sentence, or as many whole words of it as LONGEST_OPENING holds."""
    start = text[:LONGEST_OPENING]
    opening = _SENTENCE_ENDS.split(start, maxsplit=1)[0]
    return start.rsplit(maxsplit=1)[0] if opening == start != text else opening


def language_of(item: Evidence, working_language: str) -> str:
    """The language of an item: as stated, else identified, else the working language."""
    if item.language:
        return base_code(item.language)
    return identify(f"{item.title}\n{item.text}") or working_language
