"""Random walks of fifty steps through the life of requests, held against the model after every step."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.database import locked
from app.engagements import service as engagements
from app.engagements.models import Engagement
from app.engagements.service import Party
from app.errors import Conflict
from app.extensions import db, new_id, utc_now
from app.match_requests import offers, requests
from app.match_requests.expiry import expire_due
from app.match_requests.models import MatchRequest, Offer, Suggestion
from app.outbox.models import Message
from tests.features.match_requests.walks import LAPSE, Model, Wanted

WALKS, STEPS = 20, 50
ACTS = ("ask", "invite", "accept", "decline", "withdraw offer", "withdraw", "wait", "pass", "complete", "cancel")
OFTEN = (*ACTS, "ask", "invite", "invite", "wait", "wait", "pass", "pass")


class Walk:
    """The code and the model side by side; each step is done to both."""

    def __init__(self, seeker: str, peers: dict[str, float]):
        self.seeker, self.now, self.model = seeker, utc_now(), Model(peers)
        self.steps: Counter[str] = Counter()

    def do(self, act: str, which: int, days: int) -> None:
        """One step; what the model refuses the code must refuse, and the other way round."""
        doing = getattr(self, act.replace(" ", "_"))
        expected, run = doing(which, days)
        try:
            run()
            db.session.commit()
            done = True
        except Conflict:
            db.session.rollback()
            done = False
        assert done == expected, (act, which, days)
        self.steps[f"{act}: {'done' if done else 'refused'}"] += 1

    def _request(self, which: int) -> tuple[str, Wanted] | tuple[None, None]:
        known = list(self.model.requests.items())
        return known[which % len(known)] if known else (None, None)

    def ask(self, which: int, days: int) -> Any:
        order = list(self.model.offered)[which % 3 :]
        request_id, hours = new_id(), 1.0 + days % 3
        self.model.requests[request_id] = Wanted(self.seeker, order, hours, self.now)

        def run() -> None:
            place = db.session.get_one(requests.Person, self.seeker).institution_id
            kept = {"id": request_id, "seeker_id": self.seeker, "institution_id": place, "title": "T", "text": "T"}
            suggested = [
                Suggestion(person_id=each, position=n, ring="domestic", score=0.5) for n, each in enumerate(order)
            ]
            ends_at = self.now + timedelta(days=90)
            kept |= {"hours_per_month": hours, "status": "open", "opened_at": self.now, "ends_at": ends_at}
            db.session.add(MatchRequest(**kept, suggestions=suggested))

        return True, run

    def invite(self, which: int, days: int) -> Any:
        request_id, wanted = self._request(which)
        if wanted is None:
            return True, lambda: None
        peer = wanted.order[days % len(wanted.order)]
        trial = _copy(self.model)
        mine = trial.requests[request_id]
        trial.settle(mine, self.now)
        is_new = peer not in {each.peer for each in mine.offers}
        can = mine.state == "open" and mine.pending is None and is_new and trial.can_be_invited(mine, peer, self.now)
        if can:
            trial.invite(mine, peer, self.now)
            self.model = trial
        party = Party(("seeker",), self.seeker)
        return can, lambda: offers.invite(_locked(request_id), {"peer_id": peer}, party, self.now)

    def _answer(self, which: int, act: str, end: Any) -> Any:
        request_id, wanted = self._request(which)
        if wanted is None or not wanted.offers:
            return True, lambda: None
        number = len(wanted.offers) - 1
        trial = _copy(self.model)
        mine = trial.requests[request_id]
        trial.settle(mine, self.now)
        offer = mine.offers[number]
        can = offer.state == "pending"
        if act == "accept" and can:
            can = trial.taken(offer.peer) + mine.hours <= trial.offered[offer.peer]
        if can:
            end(trial, mine, offer)
            self.model = trial

        def run() -> Any:
            request = _locked(request_id)
            found = db.session.scalars(select(Offer).where(Offer.request_id == request_id).order_by(Offer.id)).all()[
                number
            ]
            offers.settle(request, self.now)
            return found

        return can, run

    def accept(self, which: int, days: int) -> Any:
        def end(model: Model, wanted: Wanted, offer: Any) -> None:
            offer.state, offer.ended = "accepted", self.now
            wanted.state, wanted.is_inviting = "matched", False
            model.tell("offer_accepted", self.seeker)

        can, find = self._answer(which, "accept", end)

        def run() -> None:
            found = find()
            if found is None:
                return
            engagement = offers.accept(found, Party(("peer",), found.peer_id), self.now)
            self.model.engagements[engagement.id] = (found.peer_id, engagement.hours_per_month, self.now + LAPSE)

        return can, run

    def decline(self, which: int, days: int) -> Any:
        def end(model: Model, wanted: Wanted, offer: Any) -> None:
            offer.state, offer.ended = "declined", self.now
            model.tell("offer_declined", self.seeker)
            model.settle(wanted, self.now)

        can, find = self._answer(which, "decline", end)
        return can, lambda: (f := find()) and offers.decline(f, "", Party(("peer",), f.peer_id), self.now)

    def withdraw_offer(self, which: int, days: int) -> Any:
        def end(model: Model, wanted: Wanted, offer: Any) -> None:
            offer.state, offer.ended, wanted.is_inviting = "withdrawn", self.now, False
            model.tell("request_withdrawn", offer.peer)

        can, find = self._answer(which, "withdraw", end)
        return can, lambda: (f := find()) and offers.withdraw_offer(f, Party(("seeker",), self.seeker), self.now)

    def withdraw(self, which: int, days: int) -> Any:
        request_id, wanted = self._request(which)
        if wanted is None:
            return True, lambda: None
        can = wanted.state == "open"
        if can:
            wanted.state, wanted.is_inviting = "withdrawn", False
            if wanted.pending:
                self.model.tell("request_withdrawn", wanted.pending.peer)
                wanted.pending.state = "withdrawn"
        return can, lambda: requests.withdraw_request(_locked(request_id), Party(("seeker",), self.seeker), self.now)

    def wait(self, which: int, days: int) -> Any:
        self.now += timedelta(days=days, hours=1)
        return True, lambda: None

    def _pass(self, which: int, days: int) -> Any:
        for request_id in sorted(self.model.requests):
            wanted = self.model.requests[request_id]
            self.model.settle(wanted, self.now)
            self.model.remind(wanted, self.now)
        for engagement_id in sorted(self.model.engagements):
            peer, _, lapses = self.model.engagements[engagement_id]
            if lapses <= self.now:
                del self.model.engagements[engagement_id]
                self.model.tell("engagement_cancelled", peer)
                self.model.tell("engagement_cancelled", self.seeker)

        def run() -> None:
            for _ in range(1 + which % 2):  # a second pass changes nothing
                for _ in expire_due(self.now):
                    db.session.commit()

        return True, run

    def complete(self, which: int, days: int) -> Any:
        return self._end(which, ("feedback_asked", "engagement_completed"), engagements.complete, self.now)

    def cancel(self, which: int, days: int) -> Any:
        return self._end(which, ("", "engagement_cancelled"), engagements.cancel, "Over.")

    def _end(self, which: int, kinds: tuple[str, str], act: Any, said: Any) -> Any:
        known = sorted(self.model.engagements)
        if not known:
            return True, lambda: None
        chosen = known[which % len(known)]
        peer, _, _ = self.model.engagements.pop(chosen)
        for kind, reader in zip(kinds, (self.seeker, peer), strict=True):
            if kind:
                self.model.tell(kind, reader)
        party = Party(("seeker",), self.seeker)
        is_completing = act is engagements.complete

        def run() -> None:
            engagement = locked(db.session(), Engagement, chosen)
            act(engagement, party, said) if is_completing else act(engagement, said, party)

        return True, run

    def compare(self) -> None:
        """The database holds what the model says: states, offers in order, load, and every mail."""
        db.session.expire_all()
        found: dict[str, Any] = {
            each.id: (each.status, [(offer.peer_id, offer.status) for offer in each.offers])
            for each in db.session.scalars(select(MatchRequest).where(MatchRequest.seeker_id == self.seeker))
        }
        assert found == self.model.seen()
        for peer, offered in self.model.offered.items():
            assert engagements_hours(peer) == self.model.taken(peer) <= offered
        ours = Message.person_id.in_([self.seeker, *self.model.offered])
        mails = db.session.execute(select(Message.kind, Message.person_id).where(ours))
        told = Counter((kind, reader) for kind, reader in mails)
        assert told == Counter(self.model.told)


def engagements_hours(peer: str) -> float:
    active = select(Engagement.hours_per_month).where(Engagement.peer_id == peer, Engagement.status == "active")
    return sum(db.session.scalars(active))


def _locked(request_id: str) -> MatchRequest:
    request = locked(db.session(), MatchRequest, request_id)
    assert request is not None
    return request


def _copy(model: Model) -> Model:
    return deepcopy(model)


def steps_of(seed: int) -> list[tuple[str, int, int]]:
    """The steps of a walk: the act, which thing, how many days."""
    chance = Random(seed)
    return [(chance.choice(OFTEN), chance.randint(0, 5), chance.choice((0, 1, 6, 7, 13, 14, 30))) for _ in range(STEPS)]


def walk(make: Any, steps: list[tuple[str, int, int]]) -> Counter[str]:
    """Walk these steps in a network of their own."""
    db.session.rollback()  # where a walk before was cut off: what is made here has a session of its own
    home = make.institution()
    seeker = make.person(home)
    peers = {make.person(home, hours_per_month=hours): hours for hours in (2.0, 4.0, 6.0)}
    on = Walk(seeker, peers)
    for act, which, days in steps:
        on.do("_pass" if act == "pass" else act, which, days)
        on.compare()
    return on.steps


@pytest.mark.usefixtures("app")
@pytest.mark.filterwarnings("ignore")
@settings(
    max_examples=WALKS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(seed=st.integers(0, 2**32))
def test_no_step_of_a_random_walk_deviates_from_the_model(make: Any, seed: int) -> None:
    walk(make, steps_of(seed))
