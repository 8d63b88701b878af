"""THE predicate: what of whom may a viewer see. Lists, counts, search, exports and match reasons all use it.

An item has an owner (a person at an institution in a country) and a visibility. Both forms below say the same:
`audience_of` names the one key that opens an item, `audiences_of` the keys a viewer holds (the engine compares these),
and `is_visible` is the same rule as a SQL condition. `tests/features/visibility` holds them against each other.
Roles open nothing here: an administrator sees what any colleague sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.viewer import Viewer

NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Ownership:
    """The four columns (or values) that decide who sees an item."""

    visibility: Any
    person_id: Any
    institution_id: Any
    country: Any


def audience_of(item: Ownership) -> str:
    """The key that opens the item: "network", "country:KE", "institution:<id>" or "person:<id>"."""
    if item.visibility == "network":
        return NETWORK
    if item.visibility == "country" and item.country:
        return f"country:{item.country}"
    if item.visibility in ("country", "institution"):
        return f"institution:{item.institution_id}"
    return f"person:{item.person_id}"


def audiences_of(viewer: Viewer) -> frozenset[str]:
    """The keys the viewer holds; nobody signed in holds none."""
    if not viewer.is_signed_in:
        return frozenset()
    keys = {NETWORK}
    if viewer.country:
        keys.add(f"country:{viewer.country}")
    if viewer.institution_id:
        keys.add(f"institution:{viewer.institution_id}")
    if viewer.person_id:
        keys.add(f"person:{viewer.person_id}")
    return frozenset(keys)


def is_visible(viewer: Viewer, item: Ownership) -> ColumnElement[bool]:
    """The same rule as a SQL condition; the owner sees his own items whatever their visibility."""
    if not viewer.is_signed_in:
        return or_(False)
    ways = [item.visibility == "network"]
    if viewer.country:
        ways.append(and_(item.visibility == "country", item.country == viewer.country))
    if viewer.institution_id:
        ways.append(and_(item.visibility.in_(("country", "institution")), item.institution_id == viewer.institution_id))
    if viewer.person_id:
        ways.append(item.person_id == viewer.person_id)
    return or_(*ways)


def can_see(viewer: Viewer, item: Ownership) -> bool:
    """The same rule for one item in hand."""
    return audience_of(item) in audiences_of(viewer) or (
        viewer.person_id is not None and item.person_id == viewer.person_id
    )
