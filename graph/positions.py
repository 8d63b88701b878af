"""Knowledge-loss risk of a position: attrition times position factor, bands with actions, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from graph.knowledge import COMPETENT, LEVELS

# The scales after IAEA STI/PUB/1248 (2006), "Risk Management of Knowledge Loss in Nuclear Industry Organizations",
# and the method of the Tennessee Valley Authority that it describes. TO BE CHECKED AGAINST THE PUBLICATION: written
# down from memory of the method. The thresholds of `RiskTable` can be set otherwise for each institution.
SOURCE = "IAEA STI/PUB/1248 (2006), after the Tennessee Valley Authority; to be checked against the publication"
FACTORS = (1, 2, 3, 4, 5)
POSITION_FACTORS: Mapping[int, str] = {
    5: "critical and unique, not documented, 3 to 5 years to train, no ready replacement",
    4: "critical, limited duplication or documentation, 2 to 4 years to train",
    3: "important, documented or held by others too, 1 to 2 years to train",
    2: "procedures are current, less than 1 year to train",
    1: "common skills",
}
BANDS = ("high_priority", "priority", "high_importance", "important")  # the worst first


def _rises(numbers: tuple[int, ...]) -> bool:
    return all(one < other for one, other in pairwise(numbers))


@dataclass(frozen=True, slots=True)
class Band:
    """What is to be done from a total of `least` on, up to the next band."""

    name: str
    least: int
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskTable:
    """How risk is scored and what follows. `years` are fiscal years from this one (0) on, `bands` the worst first.

    A position whose holder leaves at most years[0] fiscal years from this one has attrition factor 5, years[1] factor
    4, and so on; beyond the last, or with no departure declared, it is 1.

    Raises ValueError unless years rise from 0 or more, and the bands are those of BANDS, each beginning below the one
    before, the last at 1, none above 25: so every total falls into exactly one.

    >>> RiskTable().band(20).name, RiskTable().band(19).name
    ('high_priority', 'priority')
    """

    years: tuple[int, int, int, int] = (1, 2, 3, 4)
    bands: tuple[Band, ...] = (
        Band("high_priority", 20, ("replacement plan with dates", "capture of knowledge", "shadowing")),
        Band("priority", 16, ("staffing plan",)),
        Band("high_importance", 10, ("look ahead",)),
        Band("important", 1, ("watch",)),
    )

    def __post_init__(self) -> None:
        if len(self.years) != len(FACTORS) - 1 or not _rises((-1, *self.years)):
            raise ValueError(f"years must be {len(FACTORS) - 1} that rise from 0 or more, not {self.years}")
        if tuple(band.name for band in self.bands) != BANDS:
            raise ValueError(f"bands must be {BANDS}, the worst first")
        least = tuple(band.least for band in self.bands)
        if least[-1] != 1 or least[0] > 25 or not _rises(least[::-1]):
            raise ValueError(f"bands must begin at falling totals from 25 or less down to 1, not at {least}")

    def attrition(self, leaves_on: date | None, today: date, year_starts: tuple[int, int]) -> int:
        """Return the attrition factor of a declared date; `year_starts` are month and day of the fiscal year.

        A date that has passed counts as this year: until somebody else holds the position, its knowledge is leaving.
        """
        if leaves_on is None:
            return 1
        ahead = fiscal_year(leaves_on, year_starts) - fiscal_year(today, year_starts)
        return next((factor for factor, most in zip(FACTORS[:0:-1], self.years, strict=True) if ahead <= most), 1)

    def band(self, total: int) -> Band:
        """Return the band a total falls into. Raises ValueError for a total that is not from 1 to 25."""
        if not 1 <= total <= 25:
            raise ValueError(f"a total is from 1 to 25, not {total}")
        return next(band for band in self.bands if total >= band.least)


TVA = RiskTable()


def fiscal_year(day: date, starts: tuple[int, int]) -> int:
    """Return the calendar year in which the fiscal year of a day begins; `starts` is its first (month, day).

    Raises ValueError for a day that not every year has.

    >>> fiscal_year(date(2026, 6, 30), (7, 1)), fiscal_year(date(2026, 7, 1), (7, 1))
    (2025, 2026)
    """
    date(2025, *starts)
    return day.year - ((day.month, day.day) < starts)


@dataclass(frozen=True, slots=True)
class Position:
    """A position: its factor from 1 to 5 as the manager set it, when its holder leaves if he declared it, and the
    topics at stake. Nothing else about the holder is asked for, and nothing else may be.
    """

    id: str
    holder: str
    factor: int
    leaves_on: date | None
    topics: frozenset[str]

    def __post_init__(self) -> None:
        if self.factor not in FACTORS:
            raise ValueError(f"a position factor is one of {FACTORS}, not {self.factor!r}")


@dataclass(frozen=True, slots=True)
class ValidatedLesson:
    """A lesson that somebody has validated, and the topics it covers. What isn't validated must not be given."""

    id: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Successor:
    """Somebody who may take over a topic: his level in it from 1 to 5, and whether he is there to do so."""

    person: str
    topic: str
    level: int
    is_available: bool

    def __post_init__(self) -> None:
        if not 1 <= self.level <= len(LEVELS):
            raise ValueError(f"a level is from 1 to {len(LEVELS)}, not {self.level!r}")


@dataclass(frozen=True, slots=True)
class AtStake:
    """A topic at stake and who and what covers it; `open_halves` are 2 (nothing), 1 (a lesson), 0 (a successor)."""

    topic: str
    open_halves: int
    lessons: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PositionRisk:
    """The risk of a position from 1 to 25: `total` as scored, `residual` what is left of it, with its band."""

    position: str
    attrition: int
    factor: int
    total: int
    band: Band
    residual: int
    residual_band: Band
    topics: tuple[AtStake, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today, and month and day on which the fiscal year of the institution begins."""

    today: date
    year_starts: tuple[int, int] = (1, 1)


def position_risk(
    position: Position,
    calendar: Calendar,
    lessons: Iterable[ValidatedLesson],
    successors: Iterable[Successor],
    table: RiskTable = TVA,
) -> PositionRisk:
    """Return the risk of a position, and what is left of it by what covers the topics at stake.

    A topic is open by 1; by 1/2 once a validated lesson covers it (what is written down is not lost, but nobody can do
    it yet); by 0 once a successor is available who is competent in it. The position factor, as far as it is above 1,
    falls with the mean openness of its topics; the residual risk is attrition times that, rounded up:

        residual = ceil(attrition x (1 + (factor - 1) x mean openness))

    So it is monotone: one more lesson or successor never raises it, one less never lowers it, and nothing else moves
    it. With everything covered the factor is 1, that of common skills. With no topic at stake named nothing can be
    covered, and the residual is the total: what nobody has looked at is not safe. The holder succeeds nobody.

    >>> dykes = Position("p1", "ama", 5, date(2026, 12, 31), frozenset({"dykes"}))
    >>> risk = position_risk(dykes, Calendar(date(2026, 3, 4)), [ValidatedLesson("l1", frozenset({"dykes"}))], [])
    >>> risk.total, risk.residual, risk.residual_band.name
    (25, 15, 'high_importance')
    """
    attrition = table.attrition(position.leaves_on, calendar.today, calendar.year_starts)
    lessons, successors = tuple(lessons), tuple(successors)
    topics = tuple(_at_stake(position, topic, lessons, successors) for topic in sorted(position.topics))
    halves, of = sum(topic.open_halves for topic in topics), 2 * len(topics)
    total = attrition * position.factor
    residual = attrition - (-attrition * (position.factor - 1) * halves // of) if topics else total
    bands = table.band(total), table.band(residual)
    return PositionRisk(position.id, attrition, position.factor, total, bands[0], residual, bands[1], topics)


def _at_stake(
    position: Position, topic: str, lessons: tuple[ValidatedLesson, ...], successors: tuple[Successor, ...]
) -> AtStake:
    cover = tuple(sorted({lesson.id for lesson in lessons if topic in lesson.topics}))
    able = {each.person for each in successors if each.topic == topic and each.level >= COMPETENT and each.is_available}
    able.discard(position.holder)
    return AtStake(topic, 0 if able else 1 if cover else 2, cover, tuple(sorted(able)))
