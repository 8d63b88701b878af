"""Rules of gatherings: who sees a community sees when it meets; its coordinators plan, alter and call off."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from flask import current_app
from sqlalchemy import Select, select

from app.communities.models import Gathering
from app.communities.service import get_community, require_coordination
from app.engagements.calendar_files import Meeting, calendar_file
from app.engagements.calendars import zone_of
from app.errors import Invalid, NotFound
from app.extensions import db, new_id, utc_now
from app.people.models import Person
from app.viewer import Viewer

_WHEN, _YEARS = {"starts_at", "minutes"}, (1990, 2100)


def gatherings_of(community_id: str, asked: dict[str, Any], viewer: Viewer, now: datetime) -> Select[Any]:
    """The select of its gatherings: those that are not over yet, those that are, or all. Raises: NotFound."""
    found = select(Gathering).where(Gathering.community_id == get_community(community_id, viewer).id)
    if "is_over" in asked:
        found = found.where(Gathering.ends_at <= now if asked["is_over"] else Gathering.ends_at > now)
    return found


def get_gathering(community_id: str, gathering_id: str, viewer: Viewer) -> Gathering:
    """The gathering. Raises: NotFound, also in a community the viewer may not see."""
    community = get_community(community_id, viewer)
    gathering = db.session.get(Gathering, gathering_id)
    if gathering is None or gathering.community_id != community.id:
        raise NotFound
    return gathering


def plan_gathering(community_id: str, said: dict[str, Any], viewer: Viewer) -> Gathering:
    """A new gathering; one that was held already may be written down, too. Raises: NotFound, Forbidden, Invalid."""
    community = get_community(community_id, viewer)
    require_coordination(community, viewer)
    gathering = Gathering(id=new_id(), community_id=community.id)
    _say(gathering, said)
    db.session.add(gathering)
    db.session.flush()
    return gathering


def update_gathering(gathering: Gathering, said: dict[str, Any], viewer: Viewer) -> Gathering:
    """The gathering with these changes. Raises: Forbidden, Invalid."""
    require_coordination(gathering.community, viewer)
    _say(gathering, said)
    gathering.updated_at = utc_now()
    db.session.flush()
    return gathering


def _say(gathering: Gathering, said: dict[str, Any]) -> None:
    if _WHEN & said.keys():
        starts = said.get("starts_at", gathering.starts_at)
        length = timedelta(minutes=said["minutes"]) if "minutes" in said else gathering.ends_at - gathering.starts_at
        if not _YEARS[0] <= starts.year <= _YEARS[1]:  # others are slips, and no calendar reads them
            raise Invalid("Nobody meets then.", starts_at=[f"Choose a year from {_YEARS[0]} to {_YEARS[1]}."])
        gathering.starts_at, gathering.ends_at = starts, starts + length
    for name in said.keys() - _WHEN:
        setattr(gathering, name, said[name])


def calendar_of(gathering: Gathering, viewer: Viewer) -> bytes:
    """The gathering as a file that calendars read, with the hours where the viewer is."""
    settings = current_app.config["SETTINGS"]
    page = f"{settings.base_url.rstrip('/')}/directory/communities/{gathering.community_id}"
    meeting = Meeting(
        **{"id": gathering.id, "title": f"{gathering.title} ({gathering.community.name})", "agenda": gathering.notes},
        **{"starts": gathering.starts_at, "length": gathering.ends_at - gathering.starts_at},
        **{"place": gathering.place, "link": gathering.link or page, "revision": gathering.version - 1},
        is_cancelled=gathering.is_called_off,
    )
    reader = db.session.get(Person, viewer.person_id) if viewer.person_id else None
    return calendar_file([meeting], zone_of(reader)[0], gathering.updated_at, parseaddr(settings.mail_from)[1])
