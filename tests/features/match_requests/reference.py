"""The life of requests, offers and engagements once more, written from the rules of the field and not from the code.

Who may do what in which state stands in sentences; who waits for whom, what ends when, who is busy and who is told
stands in the model. The random walks and the tests of the tables hold the code against them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

ACTORS = ("seeker", "peer", "coordinator", "clock", "stranger")
SENTENCES = {
    "request": """
        seeker may edit a draft: draft. seeker may publish a draft: open. seeker may withdraw a draft: withdrawn.
        seeker may withdraw an open: withdrawn. coordinator may withdraw an open: withdrawn.
        coordinator may take an open: open. seeker may invite an open: open. coordinator may invite an open: open.
        clock may invite an open: open. peer may match an open: matched. coordinator may match an open: matched.
        seeker may rank an open: open. clock may expire an open: expired.""",
    "offer": """
        peer may accept a pending: accepted. coordinator may accept a pending: accepted.
        peer may decline a pending: declined. seeker may withdraw a pending: withdrawn.
        coordinator may withdraw a pending: withdrawn. clock may remind a pending: pending.
        clock may expire a pending: expired.""",
    "engagement": """
        seeker may plan an active: active. peer may plan an active: active. seeker may note an active: active.
        peer may note an active: active. seeker may note a completed: completed. peer may note a completed: completed.
        seeker may complete an active: completed. peer may complete an active: completed.
        seeker may cancel an active: cancelled. peer may cancel an active: cancelled.
        coordinator may cancel an active: cancelled. clock may lapse an active: cancelled.
        seeker may judge a completed: completed. peer may judge a completed: completed.
        peer may show a completed: completed. seeker may capture a completed: completed.
        peer may capture a completed: completed.""",
}
REMINDER, EXPIRY, COOL_DOWN, REQUEST, LAPSE, MEETING = (timedelta(days=days) for days in (7, 14, 14, 90, 180, 30))


def allowed(machine: str) -> dict[tuple[str, str, str], str]:
    """{(state, act, actor): state after} as the sentences say."""
    found = {}
    for sentence in filter(None, (each.split() for each in SENTENCES[machine].split("."))):
        actor, _, act, _, state, after = sentence
        found[state.rstrip(":"), act, actor] = after
    return found


_ALLOWED = {machine: allowed(machine) for machine in SENTENCES}


def may(machine: str, state: str, act: str, actor: str) -> bool:
    """Whether there is such a sentence."""
    return (state, act, actor) in _ALLOWED[machine]


@dataclass
class Asked:
    """An offer as the model knows it."""

    peer: str
    at: datetime
    state: str = "pending"
    is_reminded: bool = False
    ended: datetime | None = None


@dataclass
class Booked:
    """An engagement as the model knows it."""

    peer: str
    hours: float
    lapses: datetime
    state: str = "active"
    judges: set[str] = field(default_factory=set)


@dataclass
class Wanted:
    """A request as the model knows it."""

    order: list[str]
    hours: float
    opened: datetime
    state: str = "open"
    is_inviting: bool = False
    offers: list[Asked] = field(default_factory=list)
    booked: Booked | None = None

    @property
    def pending(self) -> Asked | None:
        """The offer that waits."""
        return next((each for each in self.offers if each.state == "pending"), None)


class Model:
    """What must be the case. Each act says whether it is done; where it is not, nothing may have come of it.

    `offered` are the hours a month of each peer. `people` gives the id of the one seeker and of the coordinator.
    """

    def __init__(self, people: dict[str, str], offered: dict[str, float]):
        self.people, self.offered = people, offered
        self.requests = dict[str, Wanted]()
        self.apart = set[str]()  # peers with whom one of the two would not work again
        self.told = Counter[tuple[str, str]]()

    @property
    def seeker(self) -> str:
        """Who asks."""
        return self.people["seeker"]

    def taken(self, peer: str) -> float:
        """The hours that somebody's active engagements take."""
        booked = [each.booked for each in self.requests.values() if each.booked]
        return sum(each.hours for each in booked if each.peer == peer and each.state == "active")

    def tell(self, kind: str, reader: str) -> None:
        """Count a mail."""
        self.told[kind, reader] += 1

    def can_be_invited(self, wanted: Wanted, peer: str, now: datetime) -> bool:
        """Not asked in vain lately, hours left, and nobody said "not again"."""
        asked = [each for other in self.requests.values() for each in other.offers if each.peer == peer]
        in_vain = [each for each in asked if each.state in ("declined", "expired")]
        is_cooling = any(each.ended and each.ended > now - COOL_DOWN for each in in_vain)
        return not is_cooling and self.has_room(wanted, peer)

    def has_room(self, wanted: Wanted, peer: str) -> bool:
        """Whether the two can be paired for these hours."""
        return peer not in self.apart and self.taken(peer) + wanted.hours <= self.offered[peer]

    def settle(self, wanted: Wanted, now: datetime) -> None:
        """Silence ends; then the request's own time, or else the next peer."""
        if wanted.state != "open":
            return
        waiting = wanted.pending
        if waiting and waiting.at + EXPIRY <= now:
            waiting.state, waiting.ended = "expired", now
            self.tell("offer_expired", self.seeker)
        if wanted.pending:
            return
        if wanted.opened + REQUEST <= now:
            wanted.state, wanted.is_inviting = "expired", False
            self.tell("request_expired", self.seeker)
        elif wanted.is_inviting:
            self._invite_next(wanted, now)

    def _invite_next(self, wanted: Wanted, now: datetime) -> None:
        before = {each.peer for each in wanted.offers}
        for peer in wanted.order:
            if peer not in before and self.can_be_invited(wanted, peer, now):
                self._ask(wanted, peer, now)
                self.tell("next_offered", self.seeker)
                return
        wanted.is_inviting = False
        self.tell("no_peer_left", self.seeker)

    def _ask(self, wanted: Wanted, peer: str, now: datetime) -> None:
        wanted.offers.append(Asked(peer, now))
        wanted.is_inviting = True
        self.tell("offer_made", peer)

    def look(self, now: datetime) -> bool:
        """What the clock does: all that silence comes to, reminders once, and engagements that nobody ends."""
        for wanted in self.requests.values():
            self.settle(wanted, now)
            waiting = wanted.pending
            if wanted.state == "open" and waiting and not waiting.is_reminded and waiting.at + REMINDER <= now:
                waiting.is_reminded = True
                self.tell("offer_reminder", waiting.peer)
        for wanted in self.requests.values():
            if (booked := wanted.booked) and booked.state == "active" and booked.lapses <= now:
                booked.state = "cancelled"
                self.tell("engagement_cancelled", booked.peer)
                self.tell("engagement_cancelled", self.seeker)
        return True

    def ask(self, request_id: str, wanted: Wanted) -> bool:
        """A new request."""
        self.requests[request_id] = wanted
        return True

    def invite(self, wanted: Wanted, peer: str, actor: str, now: datetime) -> bool:
        """Ask a peer who was suggested, once, while nobody else is asked."""
        self.settle(wanted, now)
        is_new = peer in wanted.order and peer not in {each.peer for each in wanted.offers}
        if not may("request", wanted.state, "invite", actor) or wanted.pending or not is_new:
            return False
        if not self.can_be_invited(wanted, peer, now):
            return False
        self._ask(wanted, peer, now)
        return True

    def accept(self, wanted: Wanted, offer: Asked, actor: str, now: datetime) -> bool:
        """The peer says yes, or a coordinator for him."""
        self.settle(wanted, now)
        if not may("offer", offer.state, "accept", actor) or not self.has_room(wanted, offer.peer):
            return False
        offer.state = "accepted"
        wanted.state, wanted.is_inviting = "matched", False
        wanted.booked = Booked(offer.peer, wanted.hours, now + LAPSE)
        self.tell("offer_accepted", self.seeker)
        if actor == "coordinator":
            self.tell("peer_assigned", offer.peer)
        return True

    def assign(self, wanted: Wanted, peer: str, actor: str, now: datetime) -> bool:
        """A coordinator names the peer; who else was asked need not answer any more."""
        self.settle(wanted, now)
        if actor != "coordinator" or wanted.state != "open":
            return False
        if (waiting := wanted.pending) and waiting.peer != peer:
            self._release(waiting, now)
        known = [each for each in wanted.offers if each.peer == peer]
        if not known:
            wanted.offers.append(Asked(peer, now))
        return self.accept(wanted, (known or wanted.offers)[-1], actor, now)

    def decline(self, wanted: Wanted, offer: Asked, actor: str, now: datetime) -> bool:
        """The peer says no, and the next one is asked."""
        self.settle(wanted, now)
        if not may("offer", offer.state, "decline", actor):
            return False
        offer.state, offer.ended = "declined", now
        self.tell("offer_declined", self.seeker)
        self.settle(wanted, now)
        return True

    def withdraw_offer(self, wanted: Wanted, offer: Asked, actor: str, now: datetime) -> bool:
        """Take an invitation back; nobody is asked in his place."""
        self.settle(wanted, now)
        if not may("offer", offer.state, "withdraw", actor):
            return False
        self._release(offer, now)
        wanted.is_inviting = False
        return True

    def _release(self, offer: Asked, now: datetime) -> None:
        offer.state, offer.ended = "withdrawn", now
        self.tell("request_withdrawn", offer.peer)

    def withdraw(self, wanted: Wanted, actor: str, now: datetime) -> bool:
        """Take the request back."""
        if not may("request", wanted.state, "withdraw", actor):
            return False
        wanted.state, wanted.is_inviting = "withdrawn", False
        if wanted.pending:
            self._release(wanted.pending, now)
        return True

    def complete(self, booked: Booked, _said: None, actor: str) -> bool:
        """End an engagement well: whoever did not do it is told, and both are asked what came of it."""
        if not may("engagement", booked.state, "complete", actor):
            return False
        booked.state = "completed"
        for name, reader in (("seeker", self.seeker), ("peer", booked.peer)):
            self.tell("feedback_asked" if name == actor else "engagement_completed", reader)
        return True

    def cancel(self, booked: Booked, _said: None, actor: str) -> bool:
        """End it before: whoever did not do it is told."""
        if not may("engagement", booked.state, "cancel", actor):
            return False
        booked.state = "cancelled"
        for name, reader in (("seeker", self.seeker), ("peer", booked.peer)):
            if name != actor:
                self.tell("engagement_cancelled", reader)
        return True

    def plan(self, booked: Booked, starts: datetime, actor: str) -> bool:
        """Meet at a time to come: it lapses no sooner than a month after."""
        if not may("engagement", booked.state, "plan", actor):
            return False
        booked.lapses = max(booked.lapses, starts + MEETING)
        for reader in (self.seeker, booked.peer):
            self.tell("session_planned", reader)
        return True

    def judge(self, booked: Booked, would_again: bool, actor: str) -> bool:
        """One of the two says what came of it, once."""
        if not may("engagement", booked.state, "judge", actor) or actor in booked.judges:
            return False
        booked.judges.add(actor)
        if not would_again:
            self.apart.add(booked.peer)
        return True

    def seen(self) -> tuple[Any, ...]:
        """What the database must hold: requests; offers in their order, with what came of them; mails."""
        offers = [
            (
                request_id,
                offer.peer,
                offer.state,
                wanted.booked.state if offer.state == "accepted" and wanted.booked else None,
            )
            for request_id, wanted in self.requests.items()
            for offer in wanted.offers
        ]
        requests = {request_id: (each.state, each.is_inviting) for request_id, each in self.requests.items()}
        return requests, sorted(offers, key=lambda each: each[0]), dict(self.told)
