"""The world map: points where they belong, arcs that start and end there, labels that cover nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.vocabulary import countries
from app.web.parts.maps import HEIGHT, WIDTH, place_of, projected, world_map

LAND = Path(__file__).parents[2] / "app/web/static/vendor/land-110m.svg"
NAMES = {"KE": "Kenya", "UG": "Uganda", "ET": "Ethiopia", "CO": "Colombia", "RW": "Rwanda", "TZ": "Tanzania"}


def ends(arc):
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", arc.d)]
    return tuple(numbers[:2]), tuple(numbers[-2:])


# The table that the polynomial was fitted to (Patterson): by latitude the length of the parallel and the distance from
# the equator, as shares of the longest; the map is .52 times as high as wide.
TABLE = {0: (1.0, 0.0), 30: (0.9570, 0.3720), 45: (0.9006, 0.5571), 60: (0.8196, 0.7346), 75: (0.7160, 0.8936)}


@pytest.mark.parametrize("latitude", TABLE)
@pytest.mark.parametrize("side", [-1, 1])
def test_points_of_the_earth_stand_where_the_projection_has_them(latitude, side):
    length, distance = TABLE[latitude]
    x, y = projected(180 * side, latitude)
    equator = projected(0, 0)[1]
    assert x == pytest.approx(WIDTH / 2 * (1 + side * length), abs=1.5)
    assert y == pytest.approx(equator - distance * 0.52 * WIDTH / 2, abs=1.5)


def test_every_country_has_a_place_on_the_map():
    nowhere = {code for code in countries() if place_of(code) is None}
    assert nowhere == set()
    inside = [place_of(code) for code in countries() if code not in ("AQ", "BV")]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in inside)


def test_small_islands_beside_the_date_line_are_on_their_own_side_of_it():
    assert all(place_of(code)[0] > 900 for code in ("FJ", "TV", "KI", "VU", "NZ"))
    assert all(place_of(code)[0] < 100 for code in ("WS", "TO", "NU", "CK"))


def test_an_arc_goes_from_who_shares_to_who_learns_and_counts_exchanges():
    drawn = world_map([("KE", "CO"), ("KE", "CO"), ("CO", "KE"), ("ET", "ET"), (None, "KE")], NAMES)
    found = {(arc.source, arc.target): arc for arc in drawn.arcs}
    assert found.keys() == {("KE", "CO"), ("CO", "KE"), ("ET", "ET")}
    assert ends(found["KE", "CO"]) == (place_of("KE"), place_of("CO"))
    assert ends(found["CO", "KE"]) == (place_of("CO"), place_of("KE"))
    assert (found["KE", "CO"].number, found["CO", "KE"].number, drawn.unknown) == (2, 1, 1)


def test_the_way_there_and_the_way_back_do_not_cover_each_other():
    for one, other in (("KE", "CO"), ("FI", "ZA"), ("KE", "UG")):
        there, back = (each.d.split("Q")[1].split()[:2] for each in world_map([(one, other), (other, one)], {}).arcs)
        assert there != back


def letters(spot, name):
    """Where the letters of a label are, at the least: left, right, and the line they stand on."""
    wide = 5.5 * len(name)
    left = spot.label[0] - {"start": 0, "middle": wide / 2, "end": wide}[spot.anchor]
    return left, left + wide, spot.label[1]


def test_labels_cover_neither_each_other_nor_a_point():
    drawn = world_map([(code, "CO") for code in NAMES], NAMES)
    assert {spot.country for spot in drawn.spots} == set(NAMES)
    labels = {spot.country: letters(spot, NAMES[spot.country]) for spot in drawn.spots if spot.label}
    assert len(labels) >= 4
    for country, (left, right, base) in labels.items():
        for other, (its_left, its_right, its_base) in labels.items():
            assert other == country or right < its_left or its_right < left or abs(base - its_base) >= 11
        for spot in drawn.spots:
            assert not (left < spot.x < right and base - 9 < spot.y < base), (country, spot.country)


def test_the_land_is_light_and_has_no_line_across_the_map():
    text = LAND.read_text()
    assert len(text) <= 35_000
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in text
    lines = re.findall(r"(?<=l)[^z]+", text.split(' d="')[1].split('"')[0])
    across = [each for line in lines for each in re.findall(r"-?\d*\.?\d+", line)[::2] if abs(float(each)) > 100]
    assert len(lines) > 50
    assert across == []


def test_the_land_says_where_it_is_from_and_its_licence():
    assert "Natural Earth (public domain)" in LAND.read_text()
    assert "Michael Bostock" in LAND.with_name("world-atlas-LICENSE.txt").read_text()
