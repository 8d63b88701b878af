"""The roster: who could be proposed, kept so that a search asks nobody it does not need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching import kernels
from matching.growing import Growing
from matching.kernels import CLOSED, NOWHERE, Doors
from matching.languages import working_languages
from matching.names import Numbering
from matching.signals import is_full
from matching.types import Candidate, InstitutionPlace, Viewer

Entry = TypeVar("Entry", Candidate, InstitutionPlace)
_UNKNOWN = -1  # a country that several share equals nobody's


@dataclass(frozen=True, slots=True)
class Bounds:
    """Who is not to be proposed: these (people or places), who is not known to speak one of any languages.

    Nor is anybody who is not `among` some, where that is said.
    """

    banned: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    among: frozenset[str] | None = None


class Roster(Generic[Entry]):
    """People or institutions by id; changed in place by `fold`, which costs what changed."""

    def __init__(self, entries: Mapping[str, Entry] | None = None) -> None:
        self._entries: dict[str, Entry] = dict(entries or {})
        self._places: dict[str | None, int] = {}
        self._countries: dict[str, int] = {}
        self._audiences: dict[str, int] = {}
        self._tongues: dict[frozenset[str], int] = {}
        self._changed: set[str] = set()
        self._owners: Numbering | None = None
        self._forget()

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def find(self, name: str) -> Entry | None:
        """The entry of an id; None where there is none."""
        return self._entries.get(name)

    def fold(self, changed: Mapping[str, Entry | None]) -> None:
        """Put entries in or, where None, take them out."""
        for name, entry in changed.items():
            self._changed.add(name)
            if entry is None:
                self._entries.pop(name, None)
            else:
                self._entries[name] = entry

    def rings(self, owners: Numbering, viewer: Viewer, bounds: Bounds) -> NDArray[np.int8]:
        """Width of the ring each owner is in for a viewer; CLOSED where he can't be proposed."""
        self._follow(owners)
        place, country, width, told, tongues = (column.values for column in self._columns)
        rings = kernels.rings_of(Doors(place, country, width), *self._standing(viewer))
        if bounds.among is not None:
            rings[_others(owners, bounds.among, len(rings))] = CLOSED
        rings[[number for number in owners.numbers(bounds.banned) if number < len(rings)]] = CLOSED
        if not self._places.keys().isdisjoint(bounds.banned):
            rings[_marked(self._places, bounds.banned)[place]] = CLOSED
        if bounds.languages:
            speaking = [spoken for spoken in self._tongues if spoken & bounds.languages]
            speaks = _marked(self._tongues, speaking)[tongues] & _marked(self._audiences, viewer.audiences)[told]
            rings[~speaks] = CLOSED
        return rings

    def _follow(self, owners: Numbering) -> None:
        """Know each owner's columns; known for one numbering of owners at a time."""
        if owners is not self._owners:
            self._owners = owners
            self._forget()
        known = len(self._columns[0])
        for name in self._changed:
            number = owners.find(name)
            if number is not None and number < known:
                for column, value in zip(self._columns, self._row(name), strict=True):
                    column.values[number] = value
        self._changed.clear()
        fresh = [self._row(owners[number]) for number in range(known, len(owners))]
        for column, values in zip(self._columns, zip(*fresh, strict=True), strict=False):
            column.extend(values)

    def _standing(self, viewer: Viewer) -> tuple[int, int]:
        """Return the codes of the viewer's institution and country; without an institution everybody is abroad."""
        if viewer.institution is None:
            return NOWHERE, NOWHERE
        place = self._places.get(viewer.institution, NOWHERE)
        return place, self._countries.get(viewer.country or "", NOWHERE)

    def _forget(self) -> None:
        self._changed.clear()
        types = (np.int32, np.int32, np.int8, np.int32, np.int32)
        self._columns = tuple(Growing(dtype) for dtype in types)

    def _row(self, name: str) -> tuple[int, int, int, int, int]:
        """Return place, country, width of the ring opened, who may know the languages, and the languages."""
        entry = self._entries.get(name)
        place = entry.institution if isinstance(entry, Candidate) else name
        where = _code(self._places, place if entry else None)
        country = _UNKNOWN if entry is None or entry.country is None else _code(self._countries, entry.country)
        width = CLOSED if entry is None else entry.ring_open.width
        if not isinstance(entry, Candidate):
            return where, country, width, _code(self._audiences, ""), _code(self._tongues, frozenset())
        told = _code(self._audiences, entry.languages.audience)
        tongues = _code(self._tongues, working_languages(entry.languages.spoken))
        is_closed = not entry.is_open or is_full(entry.availability)
        return where, country, CLOSED if is_closed else width, told, tongues


Key = TypeVar("Key")


def _code(codes: dict[Key, int], key: Key) -> int:
    return codes.setdefault(key, len(codes))


def _others(owners: Numbering, names: frozenset[str], count: int) -> NDArray[np.bool_]:
    """Return which of the first so many owners are not among some."""
    others = np.ones(count, np.bool_)
    others[[number for number in owners.numbers(names) if number < count]] = False
    return others


def _marked(codes: Mapping[Key, int], keys: Iterable[Key]) -> NDArray[np.bool_]:
    """Return by code whether its key is one of these."""
    marked = np.zeros(len(codes), np.bool_)
    marked[[codes[key] for key in keys if key in codes]] = True
    return marked
