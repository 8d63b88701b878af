"""Who may write in an institution's name, and who may open and find what was written: for all written things alike."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, Table

from app.errors import Forbidden, NotFound
from app.facets import Facet
from app.institutions.models import Institution
from app.policy import require_reach
from app.topics.service import topic_facet
from app.viewer import Viewer
from app.visibility import Ownership, can_see, is_visible


class Authored(Protocol):
    """What has an author, an institution and a visibility."""

    institution_id: Any
    author_id: Any
    visibility: Any

    def ownership(self) -> Ownership:
        """Who may see it."""


def visible(viewer: Viewer, model: type[Authored]) -> ColumnElement[bool]:
    """The SQL condition that an authored thing, joined to its institution, may be seen."""
    return is_visible(viewer, Ownership(model.visibility, model.author_id, model.institution_id, Institution.country))


def authored_facets(model: Any, topics: Table, key: Column[Any]) -> dict[str, Facet]:
    """The filters of authored things by place and topic; in the table of their topics, `key` says whose each row is."""
    return {
        "country": Facet(Institution.country),
        "institution_id": Facet(model.institution_id, name=Institution.name),
        "topic_id": topic_facet(topics.c.topic_id, topics, key == model.id),
    }


def require_visible(item: Authored | None, viewer: Viewer) -> None:
    """Let the request go on only with something the viewer may see. Raises: NotFound."""
    if item is None or not can_see(viewer, item.ownership()):
        raise NotFound


def author_in(institution_id: str, viewer: Viewer) -> str | None:
    """The viewer as author of something new there: anybody at his own institution, others by their role.

    Raises: Forbidden.
    """
    is_own = institution_id == viewer.institution_id
    require_reach(institution_id, viewer.person_id if is_own else None)
    return viewer.person_id


def require_say(item: Authored, said: dict[str, Any], viewer: Viewer) -> None:
    """Let only the author decide who sees it; the rest is also for whose roles reach it. Raises: Forbidden."""
    require_reach(item.institution_id, item.author_id)
    is_altered = said.get("visibility", item.visibility) != item.visibility
    if is_altered and item.author_id not in (None, viewer.person_id):
        raise Forbidden("Only the author decides who may see this.")
