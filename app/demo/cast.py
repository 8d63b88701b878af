"""The cast: invented people of each institution, with the themes they work on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from app.demo.blocks_reader import Theme, read_block
from app.demo.fill import Deck

Row = dict[str, Any]

_VISIBILITY = ("network",) * 14 + ("country",) * 3 + ("institution",) * 2 + ("private",)
_CONTACT = ("network",) * 9 + ("country",) * 3 + ("institution",) * 6 + ("private",) * 2
_HOURS = (0, 1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 10, 12)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True)
class Role:
    """One invented person with what the story needs to know beyond the row."""

    row: Row
    themes: tuple[Theme, ...]
    years: int
    place: str
    home: Row

    @property
    def ref(self) -> str:
        """The person's ref."""
        return str(self.row["ref"])


def slugged(text: str) -> str:
    """Return a name as it stands in an address.

    >>> slugged("Marième Ndiaye")
    'marieme.ndiaye'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", plain.lower()).strip(".")


def _names(country: str, random: Random) -> Iterator[str]:
    block = read_block("names")[country or "EAC"]
    pairs = [(given, family) for given in block["given"] for family in block["family"]]
    random.shuffle(pairs)
    for given, family in pairs:
        yield f"{family} {given}" if block["family_first"] else f"{given} {family}"


class Casting:
    """Casts people one by one with unused names and addresses."""

    def __init__(self, themes: dict[str, Theme], random: Random) -> None:
        self._themes = themes
        self._random = random
        self._names: dict[str, Iterator[str]] = {}
        self._used: set[str] = set()
        self._phrases = read_block("phrases")
        self._tongues = read_block("languages")

    def reserve(self, name: str) -> None:
        """Keep a name for a hand-written person."""
        self._used.add(name)

    def staff(self, home: Row, size: int) -> list[Role]:
        """Return ``size`` people of an institution, their main themes in proportion to its weights."""
        themes = [
            self._themes[slug] for slug, weight in home["themes"].items() if slug in self._themes for _ in range(weight)
        ]
        if not themes:
            return []
        main = Deck(themes, self._random)
        return [self._person(home, main.draw(), number) for number in range(1, size + 1)]

    def _name(self, country: str) -> str:
        names = self._names.setdefault(country, _names(country, self._random))
        name = next(name for name in names if name not in self._used)
        self._used.add(name)
        return name

    def _person(self, home: Row, main: Theme, number: int) -> Role:
        random = self._random
        others = [self._themes[slug] for slug in home["themes"] if slug != main.slug and slug in self._themes]
        second = (random.choice(others),) if others and random.random() < 0.6 else ()
        years = random.choice((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 21, 24, 28))
        name = self._name(home["country"])
        row = {
            "ref": f"{home['ref']}:p{number:02d}",
            "name": name,
            "institution": home["ref"],
            "email": f"{slugged(name)}@{home['domain']}",
            "position": random.choice(main.positions),
            "unit": random.choice(main.units),
            "about": self._about(main, years),
            "languages": self._languages(home, (main, *second)),
            **self._openness(home),
        }
        return Role(row, (main, *second), years, random.choice(home["places"]), home)

    def _about(self, theme: Theme, years: int) -> str:
        template = self._random.choice(self._phrases[theme.language]["about"])
        return template.replace("{gist}", theme.gist).replace("{years}", str(max(years, 2)))

    def _languages(self, home: Row, themes: tuple[Theme, ...]) -> list[str]:
        spoken = dict(item.split(":") for item in self._random.choice(self._tongues[home["country"] or "EAC"]))
        for theme in themes:
            spoken.setdefault(theme.language, "C1")
        return [f"{language}:{level}" for language, level in spoken.items()]

    def _openness(self, home: Row) -> Row:
        random = self._random
        days = list(_WEEK[:6] if home["country"] == "IN" and random.random() < 0.4 else _WEEK[:5])
        if random.random() < 0.08:
            days.remove(random.choice(days))
        draw = random.random()
        return {
            "time_zone": home["time_zone"],
            "working_days": days,
            "hours_per_month": random.choice(_HOURS),
            "is_paused": random.random() < 0.03,
            "ring_open": "internal" if draw < 0.05 else "domestic" if draw < 0.15 else "international",
            "contact_visibility": random.choice(_CONTACT),
            "about_visibility": random.choice(_VISIBILITY),
            "languages_visibility": random.choice(_VISIBILITY),
            "availability_visibility": random.choice(_VISIBILITY),
        }
