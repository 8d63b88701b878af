"""Who can introduce somebody to somebody else: chains of people, and why each knows the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from graph.build import KnowledgeGraph, kind_of
from graph.view import Nodes, View, tied_to

# Through which things people know each other, the closest first. Two who know of one topic don't know each other.
KNOWING = ("engagement", "lesson", "institution")
REASONS = 3  # that are told of a link


@dataclass(frozen=True, slots=True)
class Link:
    """The next person of a chain, and through what the one before knows him; nothing if the two are tied directly."""

    person: str
    why: tuple[str, ...]


Chain = tuple[Link, ...]


def introductions(
    graph: KnowledgeGraph, pair: tuple[str, str], audiences: frozenset[str], limit: int = 5, links: int = 4
) -> tuple[Chain, ...]:
    """Return at most `limit` of the shortest chains that lead from one person to another; none if there is none.

    All chains are equally short, and at most so many links long; the last link is the other person himself. People
    know each other if they are tied, or both to one thing of the kinds KNOWING. Only nodes and ties that a viewer with
    these keys sees are walked. Chains whose first links are closest come first (tied directly, then by the order of
    KNOWING, by more in common, by name).

    Raises ValueError for a negative limit, and for somebody who is no person.
    """
    one, other = pair
    if limit < 0 or {kind_of(one), kind_of(other)} != {"person"}:
        raise ValueError("introductions are from a person to a person, and their limit is 0 or more")
    view = graph.view(audiences)
    ends = graph.seen(view, pair)
    if one == other or len(ends) < 2:
        return ()
    walk = _Walk(graph, view)
    walk.reach(ends[1:], ends[0], links)
    return tuple(islice(walk.chains(int(ends[0])), limit))


class _Walk:
    """How far people are from one: by node its ring; people in even rings, what they know each other by between."""

    def __init__(self, graph: KnowledgeGraph, view: View) -> None:
        self._graph, self._view = graph, view
        self._ring = np.full(len(view.sight), -1, np.int32)

    def reach(self, goal: Nodes, start: np.int32, links: int) -> None:
        """Walk from the goal, ring by ring, until the start is reached or so many links are walked."""
        people, self._ring[goal] = goal, 0
        for link in range(1, links + 1):
            if not len(people) or self._ring[start] >= 0:
                break
            tied = tied_to(self._view, people)
            things = self._fresh(tied, KNOWING, 2 * link - 1)
            direct = self._fresh(tied, ("person",), 2 * link)
            people = np.concatenate((direct, self._fresh(tied_to(self._view, things), ("person",), 2 * link)))

    def _fresh(self, nodes: Nodes, kinds: tuple[str, ...], ring: int) -> Nodes:
        nodes = np.unique(nodes[self._ring[nodes] < 0])
        fresh = nodes[[kind_of(self._graph.name(node)) in kinds for node in nodes]]
        self._ring[fresh] = ring
        return fresh

    def chains(self, person: int) -> Iterator[Chain]:
        """Yield the chains from a person to the goal; none from one who was not reached."""
        if self._ring[person] == 0:
            yield ()
        elif self._ring[person] > 0:
            for after, link in self._links(person):
                yield from ((link, *rest) for rest in self.chains(after))

    def _links(self, person: int) -> list[tuple[int, Link]]:
        """Return the people one link nearer to the goal, the closest first, and through what they are known."""
        here, tied = self._ring[person], tied_to(self._view, np.array([person], np.int32))
        known: dict[int, list[str]] = {after: [] for after in tied[self._ring[tied] == here - 2].tolist()}
        direct = set(known)
        for thing in tied[self._ring[tied] == here - 1].tolist():
            others = tied_to(self._view, np.array([thing], np.int32))
            for after in others[self._ring[others] == here - 2].tolist():
                known.setdefault(after, []).append(self._graph.name(thing))
        links = [(after, sorted(why, key=_closeness)) for after, why in known.items()]
        links.sort(key=lambda each: (each[0] not in direct, *self._order(*each)))
        return [(after, Link(self._graph.name(after), tuple(why[:REASONS]))) for after, why in links]

    def _order(self, after: int, why: list[str]) -> tuple[int, int, str]:
        return _closeness(why[0])[0] if why else 0, -len(why), self._graph.name(after)


def _closeness(thing: str) -> tuple[int, str]:
    return KNOWING.index(kind_of(thing)), thing
