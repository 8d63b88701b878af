"""Reading of the hand-written blocks: themes, names, institutions and set phrases."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "blocks"


@dataclass(frozen=True)
class Theme:
    """What one field of work sounds like in one language; file name = ``slug`` = ``<language>-<field>``."""

    slug: str
    topics: tuple[str, ...]
    gist: str
    positions: tuple[str, ...]
    units: tuple[str, ...]
    partners: tuple[str, ...]
    questions: tuple[str, ...]
    situations: tuple[str, ...]
    moves: tuple[tuple[Any, ...], ...]  # title, what was done, what worked[, index of a topic]
    results: tuple[str, ...]
    pitfalls: tuple[tuple[str, str], ...]  # what failed, why
    advice: tuple[str, ...]
    conditions: tuple[str, ...]
    hands: tuple[tuple[int, str], ...]  # index of a topic, what a person did with his own hands
    challenges: tuple[tuple[Any, ...], ...]  # title, description[, index of a topic]

    @property
    def language(self) -> str:
        """The two-letter code of the language the theme is written in."""
        return self.slug.split("-", 1)[0]


def read_block(name: str) -> Any:
    """Return one JSON block by its name without ending."""
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _theme(path: Path) -> Theme:
    block = json.loads(path.read_text(encoding="utf-8"))
    wanted = {field.name for field in fields(Theme)} - {"slug"}
    if set(block) != wanted:
        raise ValueError(f"{path.name}: wrong keys {sorted(set(block) ^ wanted)}")
    values = {name: value if isinstance(value, str) else _frozen(value) for name, value in block.items()}
    return Theme(slug=path.stem, **values)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def read_themes() -> dict[str, Theme]:
    """Return every theme by slug, in a fixed order."""
    return {path.stem: _theme(path) for path in sorted(_FOLDER.glob("??-*.json"))}
