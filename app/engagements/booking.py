"""The one guarded write that takes a peer's hours. Every door goes through it: accepting, assigning, planning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.database import locked
from app.engagements.models import Engagement
from app.errors import Conflict
from app.extensions import db, new_id
from app.people.models import Person
from app.topics.models import Topic

_ROUNDING = 1e-9  # sums of hours such as 0.1


class NotAvailable(Conflict):
    """The peer can't be paired with this seeker now. It says no more: why is the peer's own affair."""

    type = "peer-not-available"

    def __init__(self) -> None:
        super().__init__("This peer is not available for this request now. Choose another one.")


class PeerFull(Conflict):
    """The hours that are asked for are more than the peer has left in a month."""

    type = "peer-full"

    def __init__(self) -> None:
        super().__init__("This takes more hours a month than the peer has left. Ask for fewer, or another peer.")


@dataclass(frozen=True, slots=True)
class Booking:
    """What is agreed on: who learns from whom, about what, for how many hours a month, and until when it lapses."""

    peer_id: str
    seeker_id: str
    title: str
    question: str
    hours_per_month: float
    language: str | None = None
    topics: tuple[Topic, ...] = ()
    lapses_after: timedelta = timedelta(days=180)


def hours_taken(peer_id: str) -> float:
    """The hours a month that the peer's active engagements take."""
    active = (Engagement.peer_id == peer_id, Engagement.status == "active")
    return db.session.scalar(select(func.coalesce(func.sum(Engagement.hours_per_month), 0.0)).where(*active)) or 0.0


def book(booking: Booking, now: datetime) -> Engagement:
    """The engagement, active from now on; the peer is locked from the count of hours to the commit.

    Raises: NotAvailable where the peer is paused, objects to matching or is gone; PeerFull.
    """
    peer = locked(db.session(), Person, booking.peer_id)
    if peer is None or peer.is_paused or peer.objects_to_matching:
        raise NotAvailable
    if hours_taken(peer.id) + booking.hours_per_month > peer.hours_per_month + _ROUNDING:
        raise PeerFull
    engagement = Engagement(
        **{"id": new_id(), "ref": new_id(), "peer_id": peer.id, "seeker_id": booking.seeker_id, "status": "active"},
        **{"title": booking.title, "question": booking.question, "language": booking.language},
        **{"hours_per_month": booking.hours_per_month, "topics": list(booking.topics)},
        **{"started_at": now, "lapses_at": now + booking.lapses_after},
    )
    db.session.add(engagement)
    db.session.flush()
    return engagement
