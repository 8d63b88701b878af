"""A year of a small network, day by day: nothing is forgotten, nobody is overbooked, nobody is nagged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.engagements.booking import hours_taken
from app.engagements.models import Engagement
from app.engagements.service import Party, complete
from app.errors import Conflict
from app.extensions import db, new_id, utc_now
from app.match_requests import offers
from app.match_requests.expiry import expire_due
from app.match_requests.models import MatchRequest, Offer, Suggestion
from app.outbox.models import Message
from tests.amounts import YEARS
from tests.factories.maker import Maker

DAYS = 365


class Year:
    """Seekers who ask, peers who accept, decline or say nothing; a worker that passes once a day, or a few times."""

    def __init__(self, make: Maker, seed: int):
        self.chance, self.now = Random(seed), utc_now()
        self.home = make.institution()
        self.seekers = [make.person(self.home) for _ in range(4)]
        self.peers = [make.person(self.home, hours_per_month=hours) for hours in (2.0, 3.0, 5.0, 8.0)]
        self.seen: Counter[str] = Counter()

    def day(self) -> None:
        """What happens on one day."""
        if self.now.weekday() < 5 and self.chance.random() < 0.25:
            self._ask()
        for offer in db.session.scalars(select(Offer).where(Offer.status == "pending").order_by(Offer.id)).all():
            self._answer(offer)
        for engagement in db.session.scalars(select(Engagement).where(Engagement.status == "active")).all():
            if self.chance.random() < 0.02:
                complete(engagement, Party(("seeker",), engagement.seeker_id), self.now)
        db.session.commit()
        for _ in range(self.chance.choice((0, 1, 1, 3))):
            for _ in expire_due(self.now):
                db.session.commit()
        self.check()
        self.now += timedelta(days=1)

    def _ask(self) -> None:
        seeker, order = self.chance.choice(self.seekers), self.chance.sample(self.peers, 3)
        kept = {"title": "T", "text": "T", "hours_per_month": self.chance.choice((1.0, 2.0)), "status": "open"}
        request = MatchRequest(
            **{"id": new_id(), "seeker_id": seeker, "institution_id": self.home, **kept},
            **{"opened_at": self.now, "ends_at": self.now + timedelta(days=90)},
            suggestions=[Suggestion(person_id=p, position=n, ring="internal", score=0.5) for n, p in enumerate(order)],
        )
        db.session.add(request)
        db.session.flush()
        try:
            offers.invite(request, {"peer_id": order[0]}, Party(("seeker",), seeker), self.now)
        except Conflict:
            self.seen["could not be invited"] += 1
        db.session.commit()

    def _answer(self, offer: Offer) -> None:
        said, peer = self.chance.random(), Party(("peer",), offer.peer_id)
        if said > 0.1:
            return
        try:
            offers.settle(offer.request, self.now)
            if said < 0.06:
                offers.accept(offer, peer, self.now)
            else:
                offers.decline(offer, "", peer, self.now)
            db.session.commit()
        except Conflict:
            db.session.rollback()
            self.seen["could not answer"] += 1

    def check(self) -> None:
        """At the end of each day."""
        for peer in self.peers:
            offered = db.session.scalar(select(offers.Person.hours_per_month).where(offers.Person.id == peer))
            assert hours_taken(peer) <= offered


def overdue(now: datetime) -> list[Any]:
    """Open requests that nobody waits for and whose time is over, and offers that are past their end."""
    waits = select(Offer.request_id).where(Offer.status == "pending")
    stuck = (MatchRequest.status == "open", MatchRequest.id.not_in(waits))
    inviting = select(MatchRequest.id).where(*stuck, MatchRequest.is_inviting | (MatchRequest.ends_at <= now))
    late = select(Offer.id).where(Offer.status == "pending", Offer.expires_at <= now)
    return [*db.session.scalars(inviting), *db.session.scalars(late)]


@pytest.mark.parametrize("seed", range(YEARS))
def test_a_year_leaves_no_request_without_an_owner_or_an_honest_end(
    app: Flask, make: Maker, seed: int, tell: Callable[[str], None]
) -> None:
    year = Year(make, seed)
    for _ in range(DAYS):
        year.day()
    for _ in range(300):  # nobody acts any more: the worker alone brings all to an end
        for _ in expire_due(year.now):
            db.session.commit()
        year.now += timedelta(days=1)

    assert overdue(year.now) == []
    ends = Counter(db.session.scalars(select(MatchRequest.status)))
    assert set(ends) <= {"matched", "expired"}
    assert min(ends["matched"], ends["expired"]) > 3
    assert db.session.scalar(select(func.count()).where(Engagement.status == "active")) == 0
    kinds = Counter(db.session.scalars(select(Message.kind)))
    assert kinds["request_expired"] == ends["expired"]
    assert kinds["offer_accepted"] == ends["matched"]
    assert kinds["offer_made"] == db.session.scalar(select(func.count()).select_from(Offer))
    made = db.session.scalars(select(Offer)).all()
    silent = {each.id for each in made if each.status == "expired"}
    quick = {each.id for each in made if each.answered_at and each.answered_at - each.offered_at < timedelta(days=7)}
    mails = db.session.scalars(select(Message.facts).where(Message.kind == "offer_reminder"))
    reminded = Counter(facts["path"].rpartition("/")[2] for facts in mails)
    assert kinds["offer_expired"] == len(silent) > 10
    assert silent <= reminded.keys()
    assert quick.isdisjoint(reminded)
    assert set(reminded.values()) == {1}
    told = ", ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items()))
    tell(f"year {seed}: {ends.total()} requests, {dict(ends)}; mails {told}")
