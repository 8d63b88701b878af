"""The fewest departures that lose more than half of an area: held against all subsets."""

from itertools import combinations

import numpy as np
import pytest

from graph.areas import fewest_departures
from graph.knowledge import COMPETENT, Holding, Holdings, Knowledge, Place, knowledge_of, numbered
from tests.graph.losses import World, without


def crowded(seed: int) -> World:
    """A world whose things have two to four holders each, most of them competent."""
    world, dice = World(seed), np.random.default_rng((seed, 3))
    people, things = int(dice.integers(4, 9)), int(dice.integers(4, 11))
    world.places, world.kinds = np.zeros((people, 3), np.int32), np.zeros(things, np.int8)
    holders = [dice.choice(people, int(dice.integers(2, 5)), replace=False).tolist() for _ in range(things)]
    world.told = [(person, thing, int(dice.integers(2, 6))) for thing, each in enumerate(holders) for person in each]
    world.held, world.ties = {(person, thing): level for person, thing, level in world.told}, world.ties[:0]
    return world


WORLDS = [*map(World, range(100)), *map(crowded, range(150))]


def lost(world: World, gone: tuple[int, ...], weights: list[int]) -> int:
    able = {thing for (_, thing), level in without(world, gone).items() if level >= COMPETENT}
    return sum(weight for thing, weight in enumerate(weights) if thing not in able)


def fewest(world: World, weights: list[int]) -> int:
    """How many must leave, by trying all sets; -1 if it is lost however many stay."""
    people = range(len(world.places))
    sizes = (
        size for size in range(len(people) + 1) for gone in combinations(people, size) if half(world, gone, weights)
    )
    return next(sizes)


def half(world: World, gone: tuple[int, ...], weights: list[int]) -> bool:
    return 2 * lost(world, gone, weights) > sum(weights)


def test_the_exact_answer_is_the_smallest_of_all_sets_that_do_it():
    for seed, world in enumerate(WORLDS):
        weights = np.random.default_rng((seed, 2)).integers(1, 4, len(world.kinds)).tolist()
        found = fewest_departures(world.knowledge, range(len(weights)), dict(enumerate(weights)))
        assert half(world, found.people, weights), seed
        assert len(found.people) == found.at_least == fewest(world, weights), seed
        assert found.method in {"exact", "none needed"}, seed
        assert (found.lost_before, found.lost_after) == (lost(world, (), weights), lost(world, found.people, weights))


def test_the_greedy_answer_does_it_and_its_bound_holds():
    for seed, world in enumerate(WORLDS):
        weights = np.random.default_rng((seed, 2)).integers(1, 4, len(world.kinds)).tolist()
        found = fewest_departures(world.knowledge, range(len(weights)), dict(enumerate(weights)), small=0)
        assert half(world, found.people, weights), seed
        assert found.at_least <= fewest(world, weights) <= len(found.people), seed
        for person in found.people:
            assert not half(world, tuple(set(found.people) - {person}), weights), seed


def large(people: int, things: int, each: int) -> Knowledge:
    dice = np.random.default_rng(3)
    persons = dice.integers(0, people, things * each)
    holdings = Holdings(persons, np.repeat(np.arange(things), each), np.full(things * each, 4))
    return knowledge_of(
        np.zeros((people, 3), np.int32), np.zeros(things, np.int8), holdings, np.zeros((0, 2), np.int64)
    )


def test_a_large_area_is_answered_greedily_with_a_bound():
    found = fewest_departures(large(400, 3000, 2), range(3000))
    assert (found.method, found.is_fewest) == ("greedy", False)
    assert 0 < found.at_least < len(found.people) < 400
    assert 2 * found.lost_after > found.total == 3000


def test_a_search_that_is_cut_short_says_so_and_bounds_as_well_as_it_can(monkeypatch):
    monkeypatch.setattr("graph.areas.MOST_BRANCHES", 0)
    area = large(60, 150, 3)
    cut_short, greedy = fewest_departures(area, range(150)), fewest_departures(area, range(150), small=0)
    assert (cut_short.method, cut_short.is_fewest) == ("greedy", False)
    assert greedy.at_least <= cut_short.at_least <= len(cut_short.people) <= len(greedy.people)


def named_area(*held: tuple[str, str, int]) -> Knowledge:
    people = {name: Place("CO", "dane") for name, _, _ in held}
    return numbered(people, dict.fromkeys("abc", "topic"), [Holding(*each) for each in held]).knowledge


def test_exactly_half_is_not_more_than_half():
    area = named_area(("ana", "a", 3), ("luis", "b", 3))
    assert fewest_departures(area, [0, 1]).people == (0, 1)


def test_what_has_no_competent_holder_is_lost_already():
    found = fewest_departures(named_area(("ana", "a", 3), ("luis", "b", 2)), [0, 1, 2])
    assert (found.people, found.method, found.lost_before, found.total) == ((), "none needed", 2, 3)


@pytest.mark.parametrize(
    ("area", "weights"), [([], None), ([3], None), ([-1], None), ([0], {1: 2}), ([0], {0: 0}), ([0], {0: -1})]
)
def test_an_area_or_a_weight_that_means_nothing_is_refused(area, weights):
    with pytest.raises(ValueError, match=r"an area is|a weight must"):
        fewest_departures(named_area(("ana", "a", 3)), area, weights)
