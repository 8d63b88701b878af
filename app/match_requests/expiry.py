"""What silence comes to when nobody acts: a pass over all that is due, to be repeated as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import and_, exists, or_, select

from app.database import locked, reading_only
from app.engagements.models import Engagement
from app.engagements.service import lapse
from app.engine import current_engine
from app.extensions import db
from app.match_requests.models import MatchRequest, Offer
from app.match_requests.offers import remind, settle


def expire_due(now: datetime) -> Iterator[str]:
    """Settle what is due, thing by thing; the caller commits after each id, so that little is lost and locked."""
    due = _due_requests(now)
    if due:
        _warm_up()
    for request_id in due:
        request = locked(db.session(), MatchRequest, request_id)
        if request is not None:
            settle(request, now)
            remind(request, now)
            yield request_id
    lapsed = select(Engagement.id).where(Engagement.status == "active", Engagement.lapses_at <= now)
    for engagement_id in db.session.scalars(lapsed.order_by(Engagement.id)).all():
        lapse(engagement_id, now)
        yield engagement_id


def _warm_up() -> None:
    """Have the engine of this process read the database before anything is locked: the first time takes seconds."""
    db.session.rollback()
    with reading_only():
        current_engine().warm_up()
        db.session.rollback()


def _due_requests(now: datetime) -> list[str]:
    pending = and_(Offer.request_id == MatchRequest.id, Offer.status == "pending")
    silent = and_(pending, or_(Offer.expires_at <= now, Offer.remind_at <= now))
    waits = exists().where(pending)
    # A request that invites and waits for nobody: the peer it waited for is gone.
    due = or_(exists().where(silent), and_(~waits, or_(MatchRequest.ends_at <= now, MatchRequest.is_inviting)))
    found = select(MatchRequest.id).where(MatchRequest.status == "open", due).order_by(MatchRequest.id)
    return list(db.session.scalars(found))
