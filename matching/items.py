"""Evidence items with their words counted: the part of an index that is worth keeping between folds."""

from __future__ import annotations

from dataclasses import dataclass

from matching.languages import base_code, identify
from matching.text import analyse
from matching.types import Evidence


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """An evidence item, its language, and its stems in alphabetical order with how often each occurs."""

    item: Evidence
    language: str
    stems: tuple[str, ...]
    counts: tuple[int, ...]


def analyse_item(item: Evidence, working_language: str) -> AnalysedItem:
    """Words of an item's title and text counted, in its stated, else identified, else the working language."""
    language = language_of(item, working_language)
    counts = sorted(analyse(f"{item.title}\n{item.text}", language).counts.items())
    return AnalysedItem(item, language, tuple(stem for stem, _ in counts), tuple(count for _, count in counts))


def language_of(item: Evidence, working_language: str) -> str:
    """The language of an item: as stated, else identified, else the working language."""
    if item.language:
        return base_code(item.language)
    return identify(f"{item.title}\n{item.text}") or working_language
