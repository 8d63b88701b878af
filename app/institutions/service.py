"""Rules of institutions: who may alter what, and no circle of parents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from app.database import Turn, wait_for
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db, new_id
from app.facets import Facet, counted, narrowed
from app.institutions.models import Institution
from app.policy import require_reach

# Whoever alters these alters who sees what, or where the institution hangs: that reaches beyond the institution.
_NETWORK_MATTERS = frozenset({"ref", "country", "parent_id"})

FACETS = {name: Facet(getattr(Institution, name)) for name in ("country", "kind", "level")}


def institutions_matching(asked: dict[str, Any]) -> Select[Any]:
    """The select of a list with these filters; every institution is open to all who are signed in."""
    found = narrowed(select(Institution), FACETS, asked)
    if "parent_id" in asked:
        found = found.where(Institution.parent_id == asked["parent_id"])
    if asked.get("q"):
        words = asked["q"]
        found = found.where(
            or_(
                Institution.name.icontains(words, autoescape=True),
                Institution.acronym.icontains(words, autoescape=True),
            )
        )
    return found


def count_institutions(asked: dict[str, Any]) -> dict[str, Any]:
    """How many institutions the list has with these filters, and with each value of them."""
    return counted(institutions_matching, Institution, FACETS, asked)


def get_institution(institution_id: str) -> Institution:
    """The institution. Raises: NotFound."""
    institution = db.session.get(Institution, institution_id)
    if institution is None:
        raise NotFound
    return institution


def require_institution(institution_id: str, field: str = "institution_id") -> Institution:
    """The institution that a request names. Raises: Invalid at that field where there is none."""
    institution = db.session.get(Institution, institution_id)
    if institution is None:
        raise Invalid("There is no such institution.", **{field: ["Not known; look it up in /institutions."]})
    return institution


def create_institution(said: dict[str, Any]) -> Institution:
    """A new institution. Raises: Invalid for an unknown parent."""
    institution = Institution(id=new_id(), **{"ref": new_id(), **said})
    _check_parent(institution, said.get("parent_id"))
    db.session.add(institution)
    db.session.flush()
    return institution


def update_institution(institution: Institution, said: dict[str, Any]) -> Institution:
    """The institution with these changes. Raises: Forbidden, Invalid, Conflict for a circle of parents."""
    require_reach(None if _NETWORK_MATTERS & said.keys() else institution.id)
    if "parent_id" in said:
        _check_parent(institution, said["parent_id"])
    for name, value in said.items():
        setattr(institution, name, value)
    db.session.flush()
    return institution


def _check_parent(institution: Institution, parent_id: str | None) -> None:
    if parent_id:
        require_institution(parent_id, "parent_id")
        wait_for(Turn.INSTITUTION_TREE, db.session)  # two who alter it at once could close a circle between them
    while parent_id:
        if parent_id == institution.id:
            raise Conflict(
                "An institution can't be above itself: choose a parent outside its own branch.",
                rule="institution-above-itself",
            )
        parent_id = db.session.scalar(select(Institution.parent_id).where(Institution.id == parent_id))


def delete_institution(institution: Institution) -> None:
    """Remove an institution nothing refers to; otherwise the database refuses (409)."""
    db.session.delete(institution)
    db.session.flush()
