"""What coordinators look at: what waits for them, who is how busy, what nobody could help with, how long it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import joinedload

from app.engagements.models import Engagement
from app.extensions import db
from app.match_requests.models import MatchRequest, Offer, match_request_topic
from app.people.models import Person
from app.policy import reached_institutions
from app.topics.models import Topic
from app.viewer import Viewer
from app.visibility import can_see

SHOWN = 100


def overview(viewer: Viewer) -> dict[str, Any]:
    """Of the institutions that the viewer's roles reach: lists of at most SHOWN each, counts and medians of all."""
    reached = reached_institutions()
    ours = MatchRequest.institution_id.in_(reached) if reached is not None else MatchRequest.id.is_not(None)
    staff = Person.institution_id.in_(reached) if reached is not None else Person.id.is_not(None)
    orphans = (ours, MatchRequest.status == "open", MatchRequest.owner_id.is_(None))
    return {
        "without_owner_count": _count(select(MatchRequest.id).where(*orphans)),
        "without_owner": _some(select(MatchRequest).where(*orphans).order_by(MatchRequest.ends_at, MatchRequest.id)),
        "waiting_offers": _waiting(ours, staff),
        "load": _load(staff, viewer),
        "unmet_topics": _unmet(ours),
        "metrics": _metrics(ours),
    }


def _count(found: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _some(found: Select[Any]) -> list[Any]:
    return list(db.session.scalars(found.limit(SHOWN)))


def _waiting(ours: Any, staff: Any) -> list[Offer]:
    found = select(Offer).join(Offer.request).join(Offer.peer).where(Offer.status == "pending", ours | staff)
    found = found.options(joinedload(Offer.peer), joinedload(Offer.request).joinedload(MatchRequest.seeker))
    return _some(found.order_by(Offer.expires_at, Offer.id))


def _load(staff: Any, viewer: Viewer) -> list[dict[str, Any]]:
    hours = func.sum(Engagement.hours_per_month)
    busy = select(Person, func.count(), hours).join(Engagement, Engagement.peer_id == Person.id)
    busy = busy.where(staff, Engagement.status == "active").group_by(Person.id).order_by(hours.desc(), Person.id)
    return [
        {"person": person, "engagements": count, "hours_taken": taken, "hours_offered": _offered(person, viewer)}
        for person, count, taken in db.session.execute(busy.limit(SHOWN))
    ]


def _offered(person: Person, viewer: Viewer) -> float | None:
    """What somebody offers is on a card of his own: no role opens it."""
    is_seen = can_see(viewer, person.owns(person.availability_visibility))
    return person.hours_per_month if is_seen else None


def _unmet(ours: Any) -> list[dict[str, Any]]:
    """Topics by how many requests found nobody: they expired, or are open and nobody is asked."""
    asked = exists().where(Offer.request_id == MatchRequest.id, Offer.status == "pending")
    unmet = (MatchRequest.status == "expired") | and_(MatchRequest.status == "open", ~asked)
    found = select(Topic, func.count()).join(match_request_topic, match_request_topic.c.topic_id == Topic.id)
    found = found.join(MatchRequest, MatchRequest.id == match_request_topic.c.request_id).where(ours, unmet)
    found = found.group_by(Topic.id).order_by(func.count().desc(), Topic.name, Topic.id).limit(SHOWN)
    return [{"topic": topic, "requests": count} for topic, count in db.session.execute(found)]


def _metrics(ours: Any) -> dict[str, Any]:
    accepted = (Offer.request_id == MatchRequest.id, Offer.status == "accepted")
    opened = select(MatchRequest.id, MatchRequest.opened_at, Offer.offered_at).join(Offer).where(ours)
    agreed = select(MatchRequest.opened_at, Offer.answered_at).join(Offer, and_(*accepted)).where(ours)
    ended = select(Engagement.started_at, Engagement.completed_on).join(Offer, Offer.engagement_id == Engagement.id)
    ended = ended.join(Offer.request).where(ours, Engagement.status == "completed")
    by_status = select(MatchRequest.status, func.count()).where(ours).group_by(MatchRequest.status)
    first: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for request_id, began, offered in db.session.execute(opened):
        first[request_id].append((began, offered))
    completed = [(began.date(), day) for began, day in db.session.execute(ended)]
    return {
        "requests": dict(tuple(row) for row in db.session.execute(by_status)),
        "days_to_first_offer": _days(min(each) for each in first.values()),
        "days_to_acceptance": _days(db.session.execute(agreed).all()),
        "days_to_completion": _days(completed),
    }


def _days(spans: Iterable[Any]) -> float | None:
    """The median of the days between; None where there are none."""
    days = [(end - start).total_seconds() / 86_400 for start, end in spans]
    return median(days) if days else None
