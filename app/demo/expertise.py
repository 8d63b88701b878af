"""What the people know: expertise rows with a statement in each person's own words."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.demo.blocks_reader import Theme, read_block
from app.demo.cast import Role, Row
from app.demo.fill import Deck, Setting, fill

TODAY = date(2026, 10, 31)
_LEVELS = ("novice", "advanced_beginner", "competent", "proficient", "expert")
_TRIES = 60
_VISIBILITY = ("network",) * 16 + ("country",) * 2 + ("institution",) * 2 + ("private",)


class Knowledge:
    """Deals statements so that two people of one theme rarely open alike and never say the same."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._heads: dict[tuple[str, int], Deck[str]] = {}
        self._tails: dict[str, Deck[str]] = {}
        self._said: set[str] = set()
        self._phrases = read_block("phrases")

    def rows(self, role: Role) -> list[Row]:
        """Return two to four expertise rows of a person, one a topic."""
        spots = [(role.themes[0], index) for index in self._indexes(role.themes[0], 3)]
        for theme in role.themes[1:]:
            spots += [(theme, index) for index in self._indexes(theme, 2)]
        wanted = self._random.choice((2, 2, 3, 3, 4))
        rows: dict[str, Row] = {}
        for theme, index in spots[:1] + self._random.sample(spots[1:], len(spots) - 1):
            topic = theme.topics[index]
            if topic not in rows and len(rows) < wanted:
                rows[topic] = self._row(role, theme, index)
        return list(rows.values())

    def _indexes(self, theme: Theme, count: int) -> list[int]:
        spoken = sorted({index for index, _ in theme.hands})
        rest = self._random.sample(spoken[1:], min(count - 1, len(spoken) - 1))
        return [spoken[0], *rest] if self._random.random() < 0.75 or not rest else [*rest, spoken[0]]

    def _row(self, role: Role, theme: Theme, index: int) -> Row:
        random = self._random
        years = max(0, min(role.years - random.choice((0, 0, 1, 2, 3)), 35))
        level = min(4, max(0, (0, 1, 2, 2, 3, 3, 3, 4)[min(years, 7)] + random.choice((-1, 0, 0, 0, 1))))
        used = TODAY - timedelta(days=int(random.expovariate(1 / 300)) % 3600)
        row: Row = {
            "person": role.ref,
            "topic": theme.topics[index],
            "level": _LEVELS[level],
            "years": years,
            "statement": self._statement(role, theme, index),
            "language": theme.language,
            "last_used": used.isoformat(),
            "visibility": random.choice(_VISIBILITY),
        }
        if random.random() < 0.6:
            row["last_verified"] = (TODAY - timedelta(days=random.randint(5, 900))).isoformat()
        return row

    def _statement(self, role: Role, theme: Theme, index: int) -> str:
        heads = [text for topic, text in theme.hands if topic == index]
        head = self._heads.setdefault((theme.slug, index), Deck(heads, self._random))
        tail = self._tails.setdefault(theme.slug, Deck(self._endings(theme), self._random))
        places = Deck(role.home["places"], self._random)
        for _ in range(_TRIES):
            setting = Setting(theme.language, places.draw(), self._random.randint(2016, 2026))
            parts = [head.draw(), tail.draw() if self._random.random() < 0.8 else ""]
            text = " ".join(fill(part, setting, self._random) for part in parts if part)
            if text not in self._said:
                self._said.add(text)
                return text
        raise LookupError(f"{theme.slug}: too few statements for {theme.topics[index]}")

    def _endings(self, theme: Theme) -> list[str]:
        phrases = self._phrases[theme.language]
        bits = [(phrases["bit"][number % len(phrases["bit"])], pair[0]) for number, pair in enumerate(theme.pitfalls)]
        tips = [(phrases["tip"][number % len(phrases["tip"])], text) for number, text in enumerate(theme.advice)]
        return [lead + text if lead.endswith(" ") else text for lead, text in bits + tips]
