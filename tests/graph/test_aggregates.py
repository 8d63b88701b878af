"""Who is not shown is not found out, whatever is asked and whatever else is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from graph.aggregates import FLOOR, Cell, Member, counted, shown

WORLDS, TARGETS, QUERIES, BASE_RATE = 10, 12, 1_000, 0.2


def world(seed: int, units: int = 12, size: int = 40, areas: int = 8) -> list[Member]:
    """An institution: units of unequal size, each mostly about three areas; people are in one to three of them."""
    chance, members = Random(seed), []
    for unit in range(units):
        usual = chance.sample(range(areas), 3)
        for _ in range(max(1, int(chance.lognormvariate(0, 0.7) * size))):
            found = {chance.choice(usual) if chance.random() < 0.8 else chance.randrange(areas) for _ in range(3)}
            mine = frozenset(str(each) for each in list(found)[: chance.randint(1, 3)])
            members.append(Member(f"unit {unit}", mine, chance.random() < BASE_RATE))
    return members


class Attacker:
    """Knows everybody but one person to the last flag, and the rules; asks for any areas and units he likes."""

    def __init__(self, members: list[Member], target: int, chance: Random):
        self._expected = {flag: _by_cell(_with(members, target, flag)) for flag in (True, False)}
        self._cells = sorted({cell for member in members for cell in member.cells()})
        self._own, self._chance = list(members[target].cells()), chance

    def guess(self, answer: dict[Any, Cell]) -> bool:
        """Whether the person is at risk, after so many questions; at a loss, what is likelier in general: no."""
        possible = {True, False}
        for _ in range(QUERIES):
            asked = self._next_question()
            for flag, expected in self._expected.items():
                if any(answer.get(cell) != expected.get(cell) for cell in asked):
                    possible.discard(flag)
            if len(possible) < 2:
                break
        return possible == {True}

    def _next_question(self) -> list[tuple[str, str]]:
        """The cells of the person often; else any overlapping groups of areas and units."""
        if self._chance.random() < 0.5:
            return self._own
        return self._chance.sample(self._cells, self._chance.randint(1, 12))


def _by_cell(members: list[Member]) -> dict[Any, Cell]:
    return {(each.area, each.unit): each for each in shown(members)}


def _with(members: list[Member], target: int, flag: bool) -> list[Member]:
    return [*members[:target], replace(members[target], is_at_risk=flag), *members[target + 1 :]]


def left_out(members: list[Member]) -> list[int]:
    kept = Counter(map(id, counted(members)))
    return [number for number, member in enumerate(members) if id(member) not in kept]


def test_an_attacker_who_knows_everybody_else_learns_nothing_of_who_is_not_counted() -> None:
    chance, right, likelier, asked = Random(0), 0, 0, 0
    for seed in range(WORLDS):
        members = world(seed)
        answer = _by_cell(members)
        for target in chance.sample(left_out(members), TARGETS):
            flag = members[target].is_at_risk
            right += Attacker(members, target, chance).guess(answer) == flag
            likelier += not flag
            asked += 1

    assert asked == WORLDS * TARGETS
    assert right <= likelier + 0.05 * asked


def test_of_the_cells_of_twenty_or_more_seventy_percent_stay_shown() -> None:
    large, kept = 0, 0
    for seed in range(WORLDS):
        members = world(seed)
        sizes = Counter(cell for member in members for cell in member.cells())
        found = _by_cell(members)
        large += sum(size >= 20 for size in sizes.values())
        kept += sum(size >= 20 and cell in found for cell, size in sizes.items())

    assert large > 100
    assert kept >= 0.7 * large


@pytest.mark.parametrize("smallest", [FLOOR, 10, 20])
def test_every_cell_shown_has_as_many_counted_people_as_asked_for(smallest: int) -> None:
    for seed in range(WORLDS):
        members = world(seed)
        sizes = Counter(cell for member in counted(members, smallest) for cell in member.cells())

        assert {(each.area, each.unit) for each in shown(members, smallest)} == sizes.keys()
        assert min(sizes.values(), default=smallest) >= smallest


def test_who_is_counted_does_not_hang_on_flags_or_order() -> None:
    members = world(3)
    turned = [replace(member, is_at_risk=not member.is_at_risk) for member in reversed(members)]

    def places(found: list[Member]) -> Counter[tuple[str, frozenset[str]]]:
        return Counter((member.unit, member.areas) for member in found)

    assert places(counted(members)) == places(counted(turned))


def test_counts_are_rounded_to_the_nearest_step() -> None:
    members = [Member("Tax", frozenset({"vat"}), number < 8) for number in range(22)]

    assert shown(members) == (Cell("vat", "Tax", people=20, at_risk=10),)


def test_a_smallest_cell_below_the_floor_is_refused() -> None:
    with pytest.raises(ValueError, match="5 people at least, not 4"):
        shown([], smallest=4)
