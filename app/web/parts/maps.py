"""The world map: where countries are on it, and who learns from whom as arcs between them.

The land is a file of its own (static/vendor/land-110m.svg), in the same projection: that of Natural Earth (Šavrič et
al., 2011), on 1000 by 438 units from 84 degrees north to 58 south. The points of countries (places.json: longitude and
latitude, in the middle of the largest part) were computed from the same source, world-atlas 2.0.2, and for those that
it does not have written by hand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WIDTH, HEIGHT = 1000, 438
_LETTER, _LINE = 7.2, 15.0  # how wide and high a letter of a label is, nearly
_NORTH = 84.0
_SCALE = WIDTH / (2 * math.pi * 0.8707)
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Arc:
    """All that goes from one country to another: `d` is its path, `arrow` the corners of its head."""

    source: str
    target: str
    number: int
    d: str
    arrow: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A country on the map: where, and where its label begins or ends (None: no room for one)."""

    country: str
    x: float
    y: float
    label: Point | None
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class WorldMap:
    """What is drawn over the land."""

    arcs: Sequence[Arc]
    spots: Sequence[Spot]
    unknown: int  # how many have a side without a country, and so no place


@cache
def _places() -> dict[str, Point]:
    return {code: (x, y) for code, (x, y) in json.loads(Path(__file__).with_name("places.json").read_text()).items()}


def _plane(longitude: float, latitude: float) -> Point:
    """The Natural Earth projection of a point on the unit sphere."""
    p = math.radians(latitude)
    p2, p4 = p * p, p**4
    x = math.radians(longitude) * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    return x, p * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))


def projected(longitude: float, latitude: float) -> Point:
    """Where a point of the earth is on the map, in its units.

    >>> projected(0, 84)
    (500.0, 0.0)
    """
    x, y = _plane(longitude, latitude)
    return round(WIDTH / 2 + x * _SCALE, 1), round((_plane(0, _NORTH)[1] - y) * _SCALE, 1)


def place_of(country: str | None) -> Point | None:
    """Where a country is on the map, by its ISO 3166-1 alpha-2 code; None where it has no place there."""
    found = _places().get(country or "")
    return projected(*found) if found else None


def world_map(pairs: Iterable[tuple[str | None, str | None]], names: Mapping[str, str]) -> WorldMap:
    """The map of these exchanges, each from the country that shares to the one that learns; names are labels."""
    numbers: dict[tuple[str, str], int] = {}
    unknown = 0
    for source, target in pairs:
        if source is None or target is None or place_of(source) is None or place_of(target) is None:
            unknown += 1
        else:
            numbers[source, target] = numbers.get((source, target), 0) + 1
    arcs = [_arc(source, target, number) for (source, target), number in sorted(numbers.items())]
    return WorldMap(arcs, _spots(sorted({each for pair in numbers for each in pair}), names), unknown)


def _arc(source: str, target: str, number: int) -> Arc:
    start, end = place_of(source) or (0, 0), place_of(target) or (0, 0)
    d, before = _loop(start) if source == target else _bow(start, end)
    return Arc(source, target, number, d, _arrow(before, end if source != target else (start[0] - 1.5, start[1] - 4)))


def _bow(start: Point, end: Point) -> tuple[str, Point]:
    """A curve that bends upwards, less on the way west, so that the way there and the way back lie apart."""
    (x1, y1), (x2, y2) = start, end
    bend = 0.22 if x2 >= x1 else -0.13
    middle = (x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend
    return f"M{x1:g} {y1:g}Q{middle[0]:.1f} {middle[1]:.1f} {x2:g} {y2:g}", middle


def _loop(at: Point) -> tuple[str, Point]:
    """From a country to itself."""
    x, y = at
    return f"M{x:g} {y:g}c14 -6 14 -24 0 -24c-12 0 -12 14 -1.5 20", (x - 8, y - 14)


def _arrow(before: Point, end: Point) -> str:
    """A triangle at the end that points where the curve goes."""
    angle = math.atan2(end[1] - before[1], end[0] - before[0])
    tip = (end[0] - 4 * math.cos(angle), end[1] - 4 * math.sin(angle))
    sides = [(tip[0] + 9 * math.cos(angle + turn), tip[1] + 9 * math.sin(angle + turn)) for turn in (2.7, -2.7)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, *sides))


def _spots(countries: Sequence[str], names: Mapping[str, str]) -> list[Spot]:
    """Each country with a label where it covers no other, if there is such a place beside it."""
    at = {each: place_of(each) or (0, 0) for each in countries}
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in at.values()]
    spots = []
    for country, (x, y) in at.items():
        wide = _LETTER * len(names.get(country, country))
        ways = (("start", x + 8, y + 5), ("end", x - 8, y + 5), ("middle", x, y + 19), ("middle", x, y - 9))
        spot = Spot(country, x, y, None)
        for anchor, left, base in ways:
            box = _box(anchor, left, base, wide)
            if box[0] >= 0 and box[2] <= WIDTH and not any(_overlap(box, each) for each in taken):
                taken.append(box)
                spot = Spot(country, x, y, (round(left, 1), round(base, 1)), anchor)
                break
        spots.append(spot)
    return spots


def _box(anchor: str, x: float, base: float, wide: float) -> Box:
    left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
    return left, base - _LINE + 3, left + wide, base + 3


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
