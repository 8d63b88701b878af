"""Who holds which knowledge, how well and where: what departures are measured on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.csr import Csr, Starts, csr_of
from graph.view import Nodes

KINDS = ("topic", "challenge", "lesson", "community", "partner_link")  # of things that people hold
LEVELS = ("novice", "advanced_beginner", "competent", "proficient", "expert")  # 1 to 5, after Dreyfus
COMPETENT = 3  # from this level on somebody can do the work without help
PROXIMITIES = ("unit", "institution", "country", "abroad")  # 0 to 3: how far a holder is

Levels = NDArray[np.int8]
# As compiled code is given it, which is kept beside the source and cannot be read once a class has another name.
Rows = tuple[Starts, Nodes, Levels, NDArray[np.int8]]  # starts, holders, levels, shared


class Place(NamedTuple):
    """Where somebody works. Two people are in one unit only if they are in one institution, and so on."""

    country: str
    institution: str
    unit: str = ""


class Holding(NamedTuple):
    """That a person holds a thing at a level from 1 (novice) to 5 (expert)."""

    person: str
    thing: str
    level: int


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """People and things by number, who holds what, and what is tied to what. Made by `knowledge_of`.

    The holders of thing t are told from starts[t] to starts[t + 1], those of one place beside each other; `shared`
    says of each how much of his place he shares with the one before: 0 nothing (or he is the first), 1 the country,
    2 the institution too, 3 the unit too. In `ties`, people come first: thing t is node len(places) + t.
    """

    places: NDArray[np.int32]  # (people, 3): numbers of country, institution, unit
    kinds: NDArray[np.int8]  # by thing: its place in KINDS
    starts: Starts
    holders: Nodes
    levels: Levels
    shared: NDArray[np.int8]
    ties: Csr

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.places)

    @property
    def rows(self) -> Rows:
        """The holders of all things."""
        return self.starts, self.holders, self.levels, self.shared


class Holdings(NamedTuple):
    """The same holdings as three arrays: persons and things by number, levels from 1 to 5."""

    persons: NDArray[np.int64]
    things: NDArray[np.int64]
    levels: NDArray[np.int64]


class Named(NamedTuple):
    """Knowledge, and what its people and things are called, by number."""

    people: tuple[str, ...]
    things: tuple[str, ...]
    knowledge: Knowledge


def knowledge_of(
    places: NDArray[np.int32], kinds: NDArray[np.int8], holdings: Holdings, ties: NDArray[np.int64]
) -> Knowledge:
    """Return the knowledge that people at these places, by number, hold of things of these kinds, by number.

    `ties` (n, 2) are further ties between nodes: people from 0 on, behind them things. A holding is a tie, too. Who
    holds a thing twice holds it at the better level.

    Raises ValueError for an unknown number, kind or level.
    """
    persons, things, levels = holdings
    _refuse_unknown("kind", kinds, 0, len(KINDS))
    _refuse_unknown("level", levels, 1, len(LEVELS) + 1)
    _refuse_unknown("person", persons, 0, len(places))
    _refuse_unknown("thing", things, 0, len(kinds))
    order = np.lexsort((-levels, persons, *places[persons].T[::-1], things))
    persons, things, levels = persons[order], things[order], levels[order]
    again = np.zeros(len(persons), bool)
    again[1:] = (persons[1:] == persons[:-1]) & (things[1:] == things[:-1])
    persons, things, levels = persons[~again], things[~again], levels[~again]
    shared = np.zeros(len(persons), np.int8)
    same = np.logical_and.accumulate(places[persons[1:]] == places[persons[:-1]], axis=1)
    shared[1:] = np.where(things[1:] == things[:-1], same.sum(axis=1), 0)
    starts = np.searchsorted(things, np.arange(len(kinds) + 1))
    ends = np.concatenate((persons, ties[:, 0])), np.concatenate((things + len(places), ties[:, 1]))
    tied = csr_of(len(places) + len(kinds), *ends)
    return Knowledge(places, kinds, starts, persons.astype(np.int32), levels.astype(np.int8), shared, tied)


def numbered(
    people: Mapping[str, Place],
    things: Mapping[str, str],
    holdings: Iterable[Holding],
    ties: Iterable[tuple[str, str]] = (),
) -> Named:
    """Return the knowledge of named people at their places about named things of a kind each; both sorted by name.

    `ties` are further ties between people or things (a topic and its broader one, two who work together).
    Raises KeyError for a name that is neither, ValueError for a name that is both and for an unknown kind or level.

    >>> people = {"ama": Place("GH", "volta", "floods"), "kofi": Place("GH", "volta", "roads")}
    >>> named = numbered(people, {"dykes": "topic"}, [Holding("ama", "dykes", 5), Holding("kofi", "dykes", 2)])
    >>> named.people, named.knowledge.holders.tolist(), named.knowledge.levels.tolist()
    (('ama', 'kofi'), [0, 1], [5, 2])
    """
    if both := people.keys() & things.keys():
        raise ValueError(f"named as a person and as a thing: {sorted(both)}")
    if unknown := set(things.values()) - set(KINDS):
        raise ValueError(f"unknown kinds {sorted(unknown)}; known: {KINDS}")
    nodes = {name: number for number, name in enumerate((*sorted(people), *sorted(things)))}
    held = [(nodes[person], nodes[thing] - len(people), level) for person, thing, level in holdings]
    persons, of, levels = np.array(held, np.int64).reshape(-1, 3).T
    numbers = [
        np.unique(part, return_inverse=True)[1] for part in zip(*(people[name] for name in sorted(people)), strict=True)
    ]
    places = np.array(numbers, np.int32).reshape(3, len(people)).T.copy()
    kinds = np.array([KINDS.index(things[name]) for name in sorted(things)], np.int8)
    pairs = np.array([(nodes[one], nodes[other]) for one, other in ties], np.int64).reshape(-1, 2)
    known = knowledge_of(places, kinds, Holdings(persons, of, levels), pairs)
    return Named(tuple(sorted(people)), tuple(sorted(things)), known)


def _refuse_unknown(what: str, numbers: NDArray[np.integer], least: int, end: int) -> None:
    if len(numbers) and not least <= numbers.min() <= numbers.max() < end:
        raise ValueError(f"a {what} must be a number from {least} to {end - 1}")
