"""Who learnt from whom before the demo begins: completed engagements between institutions."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from app.demo.blocks_reader import Theme
from app.demo.cast import Role, Row
from app.demo.expertise import TODAY
from app.demo.fill import Deck, Setting, fill

_OUTCOMES = ("yes",) * 6 + ("partly",) * 3 + ("no",)
_VISIBILITY = ("network",) * 16 + ("country",) * 2 + ("institution",) + ("private",)
_PEERS_FROM = 4  # years of experience


class Encounters:
    """Pairs people of one theme and of different institutions; some peers are asked more than once."""

    def __init__(self, roles: list[Role], random: Random) -> None:
        self._random = random
        themes = {role.themes[0].slug: role.themes[0] for role in roles}
        self._staff = {slug: [role for role in roles if role.themes[0].slug == slug] for slug in themes}
        open_themes = [
            each for each in themes.values() if len({role.home["ref"] for role in self._staff[each.slug]}) > 1
        ]
        self._themes = Deck(open_themes, random)
        self._questions = {slug: Deck(theme.questions, random) for slug, theme in themes.items()}

    def rows(self, count: int) -> list[Row]:
        """Return ``count`` completed engagements."""
        return [self._row(number, self._themes.draw()) for number in range(1, count + 1)]

    def _row(self, number: int, theme: Theme) -> Row:
        random, staff = self._random, self._staff[theme.slug]
        peer = random.choice([role for role in staff if role.years >= _PEERS_FROM] or staff)
        seeker = random.choice([role for role in staff if role.home["ref"] != peer.home["ref"]])
        completed = TODAY - timedelta(days=random.randint(20, 1100))
        setting = Setting(theme.language, random.choice(seeker.home["places"]), completed.year)
        return {
            "ref": f"engagement:{number:03d}",
            "peer": peer.ref,
            "seeker": seeker.ref,
            "question": fill(self._questions[theme.slug].draw(), setting, random),
            "language": theme.language,
            "topics": list(dict.fromkeys((theme.topics[0], random.choice(theme.topics)))),
            "completed_on": completed.isoformat(),
            "outcome": random.choice(_OUTCOMES),
            "visibility": random.choice(_VISIBILITY),
        }
