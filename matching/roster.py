"""The roster: who could be proposed, kept so that a search asks nobody it does not need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import numpy as np

from matching.growing import Growing
from matching.kernels import CLOSED, NOWHERE, Doors
from matching.owners import Owners
from matching.signals import is_full
from matching.types import Candidate, InstitutionPlace, Viewer

Entry = TypeVar("Entry", Candidate, InstitutionPlace)
_UNKNOWN = -1  # a country that several share equals nobody's


class Roster(Generic[Entry]):
    """People or institutions by id; changed in place by `fold`, which costs what changed."""

    def __init__(self, entries: Mapping[str, Entry] | None = None) -> None:
        self._entries: dict[str, Entry] = dict(entries or {})
        self._codes: dict[str, int] = {}
        self._changed: set[str] = set()
        self._owners: Owners | None = None
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

    def doors(self, owners: Owners) -> Doors:
        """Where each owner stands and how far he opened; known for one set of owners at a time."""
        if owners is not self._owners:
            self._owners = owners
            self._forget()
        for name in self._changed & owners.number_of.keys():
            number = owners.number_of[name]
            if number < len(self._width):
                place, country, width = self._door(name)
                self._place.values[number] = place
                self._country.values[number] = country
                self._width.values[number] = width
        self._changed.clear()
        fresh = [self._door(name) for name in owners.names[len(self._width) :]]
        for array, column in zip((self._place, self._country, self._width), zip(*fresh, strict=True), strict=False):
            array.extend(column)
        return Doors(self._place.values, self._country.values, self._width.values)

    def standing(self, viewer: Viewer) -> tuple[int, int]:
        """The codes of the viewer's institution and country; without an institution everybody is in another country."""
        if viewer.institution is None:
            return NOWHERE, NOWHERE
        country = NOWHERE if viewer.country is None else self._code(f"country {viewer.country}")
        return self._code(f"place {viewer.institution}"), country

    def _forget(self) -> None:
        self._changed.clear()
        self._place, self._country, self._width = Growing(np.int32), Growing(np.int32), Growing(np.int8)

    def _door(self, name: str) -> tuple[int, int, int]:
        entry = self._entries.get(name)
        if entry is None:
            return _UNKNOWN, _UNKNOWN, CLOSED
        place = entry.institution if isinstance(entry, Candidate) else entry.id
        is_closed = isinstance(entry, Candidate) and (not entry.is_open or is_full(entry.availability))
        country = _UNKNOWN if entry.country is None else self._code(f"country {entry.country}")
        return self._code(f"place {place}"), country, CLOSED if is_closed else entry.ring_open.width

    def _code(self, name: str) -> int:
        return self._codes.setdefault(name, len(self._codes))
