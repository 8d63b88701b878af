"""Counts of people at risk that may be shown to many, because they give away nobody (statistical disclosure control).

The method is that of a table of frequencies with a smallest cell (Hundepool et al., Statistical Disclosure Control,
2012, ch. 5), made stricter: who stands in a cell too small to be shown is counted nowhere. So the table does not depend
on his flag at all, and no sum, filter or knowledge of all others brings it back. What is asked of the table are whole
cells of one fixed partition, never other groups, so two answers never differ by a few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FLOOR = 5  # no setting goes below


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a unit, the areas of knowledge his position is about, and whether it is at risk."""

    unit: str
    areas: frozenset[str]
    is_at_risk: bool

    def cells(self) -> Iterator[tuple[str, str]]:
        """Return the (area, unit) he stands in."""
        return ((area, self.unit) for area in self.areas)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a cell: about how many people, and about how many of them at risk, both rounded."""

    area: str
    unit: str
    people: int
    at_risk: int


def counted(members: Iterable[Member], smallest: int = 10) -> list[Member]:
    """Return those who are counted: all of whose cells have so many counted people at least.

    Leaving somebody out makes his other cells smaller, so it is repeated until nobody more is left out. Flags have no
    part in it.

    Raises: ValueError for a smallest cell below FLOOR.
    """
    if smallest < FLOOR:
        raise ValueError(f"the smallest cell is {FLOOR} people at least, not {smallest}")
    kept = list(members)
    while True:
        sizes = Counter(cell for member in kept for cell in member.cells())
        left = [member for member in kept if all(sizes[cell] >= smallest for cell in member.cells())]
        if len(left) == len(kept):
            return kept
        kept = left


def shown(members: Iterable[Member], smallest: int = 10, step: int = 5) -> tuple[Cell, ...]:
    """Return the cells that may be shown, by area and unit; both counts are rounded to a multiple of `step`.

    Raises: ValueError as `counted` does.

    >>> tax = frozenset({"tax"})
    >>> few, many = [Member("Coast", tax, True)] * 9, [Member("Capital", tax, False)] * 21
    >>> shown(few + many)
    (Cell(area='tax', unit='Capital', people=20, at_risk=0),)
    """
    kept = counted(members, smallest)
    people = Counter(cell for member in kept for cell in member.cells())
    at_risk = Counter(cell for member in kept if member.is_at_risk for cell in member.cells())
    return tuple(
        Cell(*cell, people=_rounded(people[cell], step), at_risk=_rounded(at_risk[cell], step))
        for cell in sorted(people)
    )


def _rounded(count: int, step: int) -> int:
    return (count + step // 2) // step * step
