"""What leaves with people: held against the plain definition in `losses`."""

import networkx as nx
import numpy as np
import pytest

from graph.csr import csr_of, pieces
from graph.cuts import cut_off
from graph.departures import what_if
from graph.knowledge import COMPETENT, KINDS, LEVELS, PROXIMITIES, Holding, Holdings, Place, knowledge_of, numbered
from graph.singles import WEIGHTS, Singles, all_departures, ranked
from tests.graph import losses
from tests.graph.losses import World

WORLDS = range(2000)


def some_leave(seed: int, people: int) -> list[int]:
    return [person for person in range(people) if np.random.default_rng((seed, 1)).random(people)[person] < 0.4]


def test_what_leaves_with_any_set_of_people_is_what_is_missing_when_they_are_taken_out():
    for seed in WORLDS:
        world = World(seed)
        gone, home = some_leave(seed, len(world.places)), tuple(world.places[0].tolist())
        found = what_if(world.knowledge, gone, home)
        cut = sorted(node for part in losses.cut_off(world, gone) for piece in part[1:] for node in piece)
        people = len(world.places)
        assert found.no_holder == losses.left_with(world, gone, 0), seed
        assert found.one_holder == losses.left_with(world, gone, 1), seed
        assert found.before == losses.coverage(world, world.held, home), seed
        assert found.after == losses.coverage(world, losses.without(world, gone), home), seed
        assert [*found.people_cut_off, *(people + thing for thing in found.things_cut_off)] == cut, seed


def counts_one_by_one(world: World, person: int) -> list[int]:
    """The columns of a single departure, from `what_if`."""
    found = what_if(world.knowledge, [person], tuple(world.places[person].tolist()))
    lost = np.array(found.before) - np.array(found.after)
    return [
        *(len(found.no_holder[kind]) for kind in KINDS),
        *(len(found.one_holder[kind]) for kind in KINDS),
        *lost[:, -1].tolist(),
        *lost[COMPETENT - 1].tolist(),
        len(found.people_cut_off),
        len(found.things_cut_off),
    ]


def test_all_single_departures_at_once_are_the_single_departures_one_by_one():
    for seed in WORLDS[:300]:
        world = World(seed)
        expected = [counts_one_by_one(world, person) for person in range(len(world.places))]
        assert all_departures(world.knowledge).table.tolist() == expected, seed


def test_the_columns_are_named_as_they_are_counted():
    assert list(WEIGHTS) == [
        *(f"no_holder_{kind}" for kind in KINDS),
        *(f"one_holder_{kind}" for kind in KINDS),
        *(f"coverage_{level}" for level in LEVELS),
        *(f"last_in_{proximity}" for proximity in (*PROXIMITIES[:3], "network")),
        "people_cut_off",
        "things_cut_off",
    ]


@pytest.mark.parametrize("ties", [1.0, 1.2, 2.0])
def test_the_pass_finds_the_bridges_that_networkx_finds_with_what_they_cut_off(ties):
    for seed in range(30):
        dice = np.random.default_rng(seed)
        size = int(dice.integers(2, 120))
        ends = dice.integers(0, size, (2, int(ties * size)))
        graph = nx.Graph([pair for pair in ends.T.tolist() if pair[0] != pair[1]])
        graph.add_nodes_from(range(size))
        people, things = cut_off(csr_of(size, *ends), size)
        bridges = set(nx.articulation_points(graph))
        assert set(np.flatnonzero(people).tolist()) == bridges, seed
        assert not things.any()
        for bridge in bridges:
            whole = nx.node_connected_component(graph, bridge)
            sizes = sorted(map(len, nx.connected_components(graph.subgraph(whole - {bridge}))))
            assert people[bridge] == sum(sizes[:-1]), seed


def test_a_long_chain_needs_no_deep_stack():
    size = 200_000
    people, _ = cut_off(csr_of(size, np.arange(size - 1), np.arange(1, size)), size)
    assert people[[0, 1, 1000, size - 1]].tolist() == [0, 1, 1000, 0]


def test_pieces_are_the_connected_components_of_those_who_stay():
    world = World(5)
    graph, gone = world.graph(), np.array([0], np.int32)
    piece = pieces(world.knowledge.ties, gone)
    parts = {frozenset(part) for part in nx.connected_components(graph.subgraph(set(graph) - {0}))}
    assert {frozenset(np.flatnonzero(piece == number).tolist()) for number in set(piece[piece >= 0].tolist())} == parts
    assert piece[0] < 0


def statisticians() -> tuple[list[str], list[str], Singles]:
    """Ana alone can weigh samples; with Luis she knows the census; Rosa is known only through Luis."""
    people = {name: Place("CO", "dane", "samples") for name in ("ana", "luis", "rosa")}
    things = {"census": "topic", "weights": "topic", "maps": "community", "guide": "lesson"}
    held = [
        ("ana", "weights", 5),
        ("ana", "census", 4),
        ("luis", "census", 2),
        ("luis", "maps", 3),
        ("rosa", "maps", 3),
    ]
    named = numbered(people, things, [Holding(*each) for each in (*held, ("ana", "guide", 3))])
    return list(named.people), list(named.things), all_departures(named.knowledge)


def test_the_departure_that_would_hurt_most_is_told_first_with_parts_that_add_up():
    people, _, singles = statisticians()
    first, second, third = ranked(singles)
    assert [people[each.person] for each in (first, second, third)] == ["ana", "luis", "rosa"]
    assert {part.name: part.count for part in first.parts} == {
        "no_holder_topic": 1,
        "no_holder_lesson": 1,
        "one_holder_topic": 1,
        "coverage_competent": 3,
        "coverage_proficient": 2,
        "coverage_expert": 1,
        "last_in_unit": 3,
        "last_in_institution": 3,
        "last_in_country": 3,
    }
    assert first.total == sum(part.count * part.weight for part in first.parts) == 21.25
    assert singles.count(people.index("luis"), "people_cut_off") == 1


def test_only_what_is_weighed_ranks():
    people, _, singles = statisticians()
    (only,) = ranked(singles, weights={"people_cut_off": 2.0})
    assert (people[only.person], only.total, len(only.parts)) == ("luis", 2.0, 1)


@pytest.mark.parametrize("weights", [{"age": 1.0}, {"no_holder_topic": -1.0}, {"no_holder_topic": float("nan")}])
def test_a_weight_that_means_nothing_is_refused(weights):
    with pytest.raises(ValueError, match=r"unknown parts|0 or more"):
        ranked(statisticians()[2], weights=weights)


@pytest.mark.parametrize(
    ("kinds", "held"), [([5], (0, 0, 3)), ([0], (0, 0, 6)), ([0], (0, 0, 0)), ([0], (1, 0, 3)), ([0], (0, 1, 3))]
)
def test_an_unknown_number_is_refused(kinds, held):
    holdings = Holdings(*np.array([held], np.int64).T)
    with pytest.raises(ValueError, match="must be a number from"):
        knowledge_of(np.zeros((1, 3), np.int32), np.array(kinds, np.int8), holdings, np.zeros((0, 2), np.int64))


def test_somebody_who_is_not_there_cannot_leave():
    with pytest.raises(ValueError, match="people are numbered from 0 to"):
        what_if(World(1).knowledge, [99], (0, 0, 0))


def test_nobody_leaving_changes_nothing():
    found = what_if(World(2).knowledge, [], (0, 0, 0))
    assert not any((*found.no_holder.values(), *found.one_holder.values(), found.people_cut_off, found.things_cut_off))
    assert found.before == found.after
