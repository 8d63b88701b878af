"""The instruments of an exchange, their limits and what they are good for: one table, with where each row is from.

Which instruments there are, and which are short, medium and long, is the World Bank's "Art of Knowledge Exchange"
(2nd edition, 2015). The limits are those of the European Commission's TAIEX-REGIO Peer2Peer (its frequently asked
questions, read in 2026). What each serves, and what it needs, are this house's defaults after the former: a network
may see that otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

ART = 'World Bank, "The Art of Knowledge Exchange", 2nd edition (2015), step 3: instruments'
TAIEX = "European Commission, TAIEX-REGIO Peer2Peer, frequently asked questions"
HOUSE = f"Sankofa's defaults, after {ART}"
BUDGETS = ("none", "low", "medium", "high")  # nobody travels; one or two do; a group does; a hall is full


@dataclass(frozen=True, slots=True)
class Limits:
    """What an exchange may have on this instrument; None is no limit. Days are those on the agenda."""

    least_days: int | None = None
    most_days: int | None = None
    most_visitors: int | None = None
    most_if_justified: int | None = None
    most_experts: int | None = None
    least_learners: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """`serves` are intermediate outcomes. It needs so many days from its first to its last, weeks to prepare, people
    who learn (at least, at most) and that budget."""

    name: str
    term: str
    serves: tuple[str, ...]
    days: int
    weeks: int
    people: tuple[int, int | None]
    budget: str
    limits: Limits = Limits()
    source: str = HOUSE


_KNOW, _SKILL, _AGREE, _CONNECT, _ACT = (
    *("new_knowledge", "enhanced_skill", "improved_consensus", "enhanced_connectivity", "new_and_improved_actions"),
)
TABLE = (
    Instrument("conference", "short", (_KNOW, _CONNECT), 1, 12, (30, None), "high"),
    Instrument(
        *("expert_visit", "short", (_KNOW, _SKILL, _ACT), 2, 3, (1, None), "low"),
        limits=Limits(least_days=2, most_days=5, most_experts=2, source=f"{TAIEX}: expert missions"),
    ),
    Instrument("knowledge_fair", "short", (_KNOW, _CONNECT), 1, 12, (30, None), "high"),
    Instrument(
        *("study_tour", "short", (_KNOW, _AGREE, _CONNECT, _ACT), 2, 6, (1, 5), "medium"),
        limits=Limits(
            **{"least_days": 2, "most_days": 5, "most_visitors": 3, "most_if_justified": 5},
            source=f"{TAIEX}: study visits",
        ),
    ),
    Instrument(
        *("workshop", "short", (_KNOW, _SKILL, _AGREE), 1, 4, (15, None), "low"),
        limits=Limits(least_learners=15, source=f"{TAIEX}: workshops"),
    ),
    Instrument("competition", "medium", (_KNOW, _ACT), 30, 8, (10, None), "medium"),
    Instrument("knowledge_jam", "medium", (_KNOW, _CONNECT, _ACT), 14, 3, (5, 50), "none"),
    Instrument("multi_stakeholder_dialogue", "medium", (_AGREE, _CONNECT, _ACT), 30, 6, (10, None), "medium"),
    Instrument("community_of_practice", "long", (_KNOW, _SKILL, _CONNECT), 180, 4, (8, None), "none"),
    Instrument("twinning", "long", (_SKILL, _CONNECT, _ACT), 180, 12, (2, 20), "high"),
)
BY_NAME = {each.name: each for each in TABLE}
