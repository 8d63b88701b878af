"""The plain definition of what leaves with some people, worked out afresh through networkx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import networkx as nx
import numpy as np

from graph.knowledge import KINDS, LEVELS, PROXIMITIES, Holdings, Knowledge, knowledge_of

Held = dict[tuple[int, int], int]  # (person, thing): level


class World:
    """A small world by lot: who works where, who holds what how well, what else is tied."""

    def __init__(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        people, things = int(dice.integers(1, 8)), int(dice.integers(1, 9))
        self.places = dice.integers(0, 2, (people, 3)).astype(np.int32)
        self.kinds = dice.integers(0, len(KINDS), things).astype(np.int8)
        many = int(dice.integers(0, 2 * things + 1))
        self.told = [
            (int(dice.integers(people)), int(dice.integers(things)), int(dice.integers(1, 6))) for _ in range(many)
        ]
        self.ties = dice.integers(0, people + things, (int(dice.integers(0, 4)), 2))
        self.held: Held = {}
        for person, thing, level in self.told:
            self.held[person, thing] = max(level, self.held.get((person, thing), 0))

    @property
    def knowledge(self) -> Knowledge:
        persons, things, levels = np.array(self.told, np.int64).reshape(-1, 3).T
        return knowledge_of(self.places, self.kinds, Holdings(persons, things, levels), self.ties)

    def graph(self) -> nx.Graph:
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.places) + len(self.kinds)))
        graph.add_edges_from((person, len(self.places) + thing) for person, thing in self.held)
        graph.add_edges_from((int(one), int(other)) for one, other in self.ties if one != other)
        return graph


def without(world: World, gone: Iterable[int]) -> Held:
    return {(person, thing): level for (person, thing), level in world.held.items() if person not in set(gone)}


def left_with(world: World, gone: Iterable[int], holders: int) -> dict[str, tuple[int, ...]]:
    before = Counter(thing for _, thing in world.held)
    after = Counter(thing for _, thing in without(world, gone))
    left = [thing for thing in sorted(before) if after[thing] == holders < before[thing]]
    return {kind: tuple(thing for thing in left if KINDS[world.kinds[thing]] == kind) for kind in KINDS}


def coverage(world: World, held: Held, home: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    def near(person: int, proximity: int) -> bool:
        share = len(PROXIMITIES) - 1 - proximity
        return tuple(world.places[person][:share]) == home[:share]

    return tuple(
        tuple(
            len({thing for (person, thing), has in held.items() if has >= level and near(person, proximity)})
            for proximity in range(len(PROXIMITIES))
        )
        for level in range(1, len(LEVELS) + 1)
    )


def cut_off(world: World, gone: Iterable[int]) -> list[list[set[int]]]:
    """Return, for each part that was connected, its pieces that hold people, the main one first, equals by number."""
    graph, people = world.graph(), range(len(world.places))
    parts = []
    for whole in nx.connected_components(graph):
        left = graph.subgraph(whole - set(gone))
        pieces = [piece for piece in nx.connected_components(left) if any(node in people for node in piece)]
        parts.append(
            sorted(pieces, key=lambda piece: (-sum(node in people for node in piece), -len(piece), min(piece)))
        )
    return parts
