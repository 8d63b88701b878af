"""Random lives of a small network, step by step, beside a model that keeps only what the rules say.

The model is written from the rules of the field, not from the code: who waits for whom, what ends when, who is busy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

REMINDER, EXPIRY, COOL_DOWN, REQUEST, LAPSE = (timedelta(days=days) for days in (7, 14, 14, 90, 180))


@dataclass
class Asked:
    """An offer as the model knows it."""

    peer: str
    at: datetime
    state: str = "pending"
    reminders: int = 0
    ended: datetime | None = None


@dataclass
class Wanted:
    """A request as the model knows it."""

    seeker: str
    order: list[str]
    hours: float
    opened: datetime
    state: str = "open"
    is_inviting: bool = False
    offers: list[Asked] = field(default_factory=list)

    @property
    def pending(self) -> Asked | None:
        """The offer that waits."""
        return next((each for each in self.offers if each.state == "pending"), None)


class Model:
    """What must be the case after each step."""

    def __init__(self, offered: dict[str, float]):
        self.offered, self.requests = offered, dict[str, Wanted]()
        self.engagements: dict[str, tuple[str, float, datetime]] = {}  # active ones: peer, hours, lapses at
        self.told: dict[tuple[str, str], int] = {}

    def taken(self, peer: str) -> float:
        """The hours that somebody's active engagements take."""
        return sum(hours for other, hours, _ in self.engagements.values() if other == peer)

    def tell(self, kind: str, reader: str) -> None:
        """Count a mail."""
        self.told[kind, reader] = self.told.get((kind, reader), 0) + 1

    def can_be_invited(self, request: Wanted, peer: str, now: datetime) -> bool:
        """Not asked in vain lately, and hours left."""
        in_vain = [
            each
            for other in self.requests.values()
            for each in other.offers
            if each.peer == peer
            and each.state in ("declined", "expired")
            and each.ended
            and each.ended > now - COOL_DOWN
        ]
        return not in_vain and self.taken(peer) + request.hours <= self.offered[peer]

    def settle(self, request: Wanted, now: datetime) -> None:
        """Silence ends; then the request's own time, or else the next peer."""
        if request.state != "open":
            return
        waiting = request.pending
        if waiting and waiting.at + EXPIRY <= now:
            waiting.state, waiting.ended = "expired", now
            self.tell("offer_expired", request.seeker)
        if request.pending:
            return
        if request.opened + REQUEST <= now:
            request.state, request.is_inviting = "expired", False
            self.tell("request_expired", request.seeker)
        elif request.is_inviting:
            self.invite_next(request, now)

    def invite_next(self, request: Wanted, now: datetime) -> None:
        """The first suggested one who was not asked and can be."""
        before = {each.peer for each in request.offers}
        for peer in request.order:
            if peer not in before and self.can_be_invited(request, peer, now):
                self.invite(request, peer, now)
                self.tell("next_offered", request.seeker)
                return
        request.is_inviting = False
        self.tell("no_peer_left", request.seeker)

    def invite(self, request: Wanted, peer: str, now: datetime) -> None:
        """Ask somebody."""
        request.offers.append(Asked(peer, now))
        request.is_inviting = True
        self.tell("offer_made", peer)

    def remind(self, request: Wanted, now: datetime) -> None:
        """Once, after a week, while it is not over."""
        waiting = request.pending
        if (
            request.state == "open"
            and waiting
            and not waiting.reminders
            and waiting.at + REMINDER <= now < waiting.at + EXPIRY
        ):
            waiting.reminders = 1
            self.tell("offer_reminder", waiting.peer)

    def seen(self) -> dict[str, Any]:
        """What the database must hold."""
        return {
            request_id: (each.state, [(offer.peer, offer.state) for offer in each.offers])
            for request_id, each in self.requests.items()
        }
