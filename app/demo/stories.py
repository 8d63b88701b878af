"""Lessons and challenges: what institutions learned and what they need help with."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

from app.demo.blocks_reader import Theme, read_block
from app.demo.cast import Role, Row
from app.demo.expertise import TODAY
from app.demo.fill import Deck, Setting, fill

_STEPS = ("identified",) + ("captured",) * 4 + ("validated",) * 8 + ("prepared",) * 4 + ("in_use",) * 3
_VISIBILITY = ("network",) * 17 + ("country",) * 2 + ("institution",)
_DECKS = ("questions", "situations", "results", "pitfalls", "advice", "conditions", "partners")


class Storyteller:
    """Tells lessons and challenges from the blocks of the themes, by people who work on them."""

    def __init__(self, themes: dict[str, Theme], roles: list[Role], random: Random) -> None:
        self._random = random
        self._phrases = read_block("phrases")
        self._swahili = read_block("swahili_titles")
        self._titles: set[str] = set()
        self._staff: dict[str, dict[str, list[Role]]] = {}
        for role in roles:
            for theme in role.themes:
                self._staff.setdefault(theme.slug, {}).setdefault(role.row["institution"], []).append(role)
        self._themes = [theme for theme in themes.values() if theme.slug in self._staff]
        self._homes = {slug: self._home_deck(staff) for slug, staff in self._staff.items()}
        self._cards = {theme.slug: self._theme_cards(theme) for theme in self._themes}
        self._elders = {role.row["institution"]: [] for role in roles} | self._seniors(roles)

    def lessons(self, count: int) -> list[Row]:
        """Return ``count`` lessons: every move of every theme once, then again elsewhere."""
        return [self._lesson(n, theme, move) for n, (theme, move) in enumerate(self._spread("moves", count), 1)]

    def challenges(self, count: int) -> list[Row]:
        """Return ``count`` challenges, every hand-written one once before any comes again."""
        pairs = self._spread("challenges", count)
        return [self._challenge(n, theme, card) for n, (theme, card) in enumerate(pairs, 1)]

    def _spread(self, kind: str, count: int) -> list[tuple[Theme, Any]]:
        columns = [[(theme, card) for card in getattr(theme, kind)] for theme in self._themes]
        first = [column[row] for row in range(max(map(len, columns))) for column in columns if row < len(column)]
        return (first * (count // len(first) + 1))[:count]

    def _home_deck(self, staff: dict[str, list[Role]]) -> Deck[str]:
        sizes = Counter({ref: len(roles) for ref, roles in staff.items()})
        return Deck([ref for ref, size in sizes.items() for _ in range(1 + size // 4)], self._random)

    def _theme_cards(self, theme: Theme) -> dict[str, Deck[Any]]:
        return {name: Deck(getattr(theme, name), self._random) for name in _DECKS}

    def _seniors(self, roles: list[Role]) -> dict[str, list[Role]]:
        found: dict[str, list[Role]] = {}
        for role in sorted(roles, key=lambda role: -role.years):
            found.setdefault(role.row["institution"], []).append(role)
        return found

    def _lesson(self, number: int, theme: Theme, move: tuple[Any, ...]) -> Row:
        random = self._random
        ref = self._homes[theme.slug].draw()
        staff = self._staff[theme.slug][ref]
        happened = TODAY - timedelta(days=random.randint(120, 2400))
        authors = random.sample(staff, min(len(staff), random.choice((1, 1, 2, 2, 3))))
        setting = Setting(theme.language, random.choice(authors[0].home["places"]), happened.year)
        return {
            "ref": f"lesson:{number:03d}",
            "title": self._title(move[0], setting, f"{ref} {theme.slug}"),
            **self._body(theme, move, setting),
            "language": theme.language,
            "institution": ref,
            "contributors": [role.ref for role in authors],
            "topics": self._topics(theme, move),
            "place": setting.place,
            "happened_on": happened.isoformat(),
            "visibility": random.choice(_VISIBILITY),
            **self._standing(ref, authors, happened),
        }

    def _body(self, theme: Theme, move: tuple[Any, ...], setting: Setting) -> Row:
        cards, phrases = self._cards[theme.slug], self._phrases[theme.language]
        failed, why = cards["pitfalls"].draw()
        pick = self._random.choice
        question, situation = cards["questions"].draw(), cards["situations"].draw()
        company = pick(phrases["with"]).replace("{partners}", cards["partners"].draw())
        texts = {
            "question": question,
            "context": f"{situation} {company}",
            "actions": f"{move[1]} {pick(phrases['step'])}",
            "results": f"{cards['results'].draw()} {pick(phrases['evidence'])}",
            "what_worked": move[2],
            "what_failed": failed,
            "why": why,
            "recommendations": f"{cards['advice'].draw()} {cards['advice'].draw()}",
            "conditions": cards["conditions"].draw(),
        }
        return {name: fill(text, setting, self._random) for name, text in texts.items()}

    def _title(self, template: str, setting: Setting, key: str) -> str:
        title = fill(template, setting, self._random)
        if key.startswith(("ke-", "ug-")) and template in self._swahili:
            title = f"{self._swahili[template]} ({title})"
        if title in self._titles:
            title = f"{title} ({setting.place}, {setting.year})"
        self._titles.add(title)
        return title

    def _topics(self, theme: Theme, card: tuple[Any, ...], start: int = 3) -> list[str]:
        named = theme.topics[card[start]] if len(card) > start else self._random.choice(theme.topics)
        return list(dict.fromkeys((theme.topics[0], named)))

    def _standing(self, ref: str, authors: list[Role], happened: date) -> Row:
        random = self._random
        step = random.choice(_STEPS)
        row: Row = {"step": step, "review_by": date(2027, random.randint(1, 12), random.randint(1, 28)).isoformat()}
        elders = [role for role in self._elders[ref] if role not in authors][:4]
        if step in ("validated", "prepared", "in_use"):
            row["validated_by"] = random.choice(elders or authors).ref
            latest = (TODAY - happened).days
            row["validated_on"] = (happened + timedelta(days=random.randint(60, latest - 10))).isoformat()
        return row

    def _challenge(self, number: int, theme: Theme, card: tuple[Any, ...]) -> Row:
        random = self._random
        ref = self._homes[theme.slug].draw()
        author = random.choice(self._staff[theme.slug][ref])
        setting = Setting(theme.language, random.choice(author.home["places"]), 2026)
        return {
            "ref": f"challenge:{number:03d}",
            "institution": ref,
            "author": author.ref,
            "title": self._title(card[0], setting, ref),
            "description": fill(card[1], setting, random),
            "language": theme.language,
            "topics": self._topics(theme, card, start=2),
            "deadline": (date(2027, 1, 10) + timedelta(days=random.randint(0, 340))).isoformat(),
            "status": "open" if random.random() < 0.85 else "closed",
            "visibility": random.choice(_VISIBILITY),
        }
