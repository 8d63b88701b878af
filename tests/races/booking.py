"""Races for a peer's last free hours: racers in four processes go through mixed doors at the same moment.

Each trial has a peer of its own with room for `seats` of `k` racers. A racer is a request over HTTP: the peer accepts
an offer, a coordinator of the institution accepts it for the peer, or assigns the peer to a request.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, func, select

import app.engagements.booking as booking_module
from app import database
from app.accounts.models import Account, ApiToken, RoleGrant
from app.accounts.service import fingerprint
from app.engagements.models import Engagement
from app.extensions import db, new_id, utc_now
from app.institutions.models import Institution
from app.match_requests.models import MatchRequest, Offer
from app.outbox.models import Message
from app.people.models import Employment, Person
from tests.factories.api import ApiClient
from tests.races.acts import application_on
from tests.races.fresh import FRESH

PROCESSES, HOURS, BATCH = 4, 2.0, 50
SEATS = {2: 1, 8: 3, 32: 5}  # by the number of racers
Racer = tuple[str, str, Any]  # token, path, body
Answer = tuple[int, str, float, float]  # status, kind of problem, begin, end


@dataclass
class Tally:
    """What came of some trials. `wrong` tells each trial that did not end as it must."""

    trials: int = 0
    racers: int = 0
    overlapping: int = 0  # trials in which requests of two processes were under way at the same moment
    statuses: Counter[Any] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        share = 100 * self.overlapping / max(1, self.trials)
        told = ", ".join(f"{status} {kind}: {count}" for (status, kind), count in sorted(self.statuses.items()))
        return (
            f"{self.trials} trials of {self.racers} racers, {share:.0f} % overlapping; {told}; {len(self.wrong)} wrong"
        )


@dataclass(frozen=True)
class Trial:
    """A peer, how many may win, and who races."""

    peer: str
    seats: int
    racers: tuple[Racer, ...]


class Setting:
    """An institution with a seeker and a coordinator; trials are made in it, many in one transaction."""

    def __init__(self, application: Flask):
        self._application = application
        with application.app_context():
            self.place = new_id()
            db.session.add(Institution(id=self.place, ref=self.place, name="Water", country="KE"))
            self.seeker = self._person().id
            self.coordinator = self._token(self._person(), "coordinator")
            db.session.commit()
            db.session.remove()

    def _person(self, **said: Any) -> Person:
        job = Employment(institution_id=self.place, started_on=date(2024, 1, 1))
        kept = {"ref": new_id(), "name": "Somebody", "institution_id": self.place, "employments": [job]}
        person = Person(id=new_id(), **kept, **said)
        db.session.add(person)
        return person

    def _token(self, person: Person, *roles: str) -> str:
        secret, now = new_id(), utc_now()
        account = Account(id=new_id(), email=f"{secret}@office.example", person=person)
        account.roles = [RoleGrant(role=role, institution_id=person.institution_id) for role in roles]
        db.session.add(account)
        db.session.flush()
        kept = {"token_hash": fingerprint(secret), "expires_at": now + timedelta(days=1)}
        db.session.add(ApiToken(account_id=account.id, **kept))
        return secret

    def trials(self, count: int, k: int) -> list[Trial]:
        """So many trials, each with a peer of its own."""
        seats = SEATS.get(k, k)
        with self._application.app_context():
            made = [self._trial(k, seats) for _ in range(count)]
            db.session.commit()
            db.session.remove()
        return made

    def _trial(self, k: int, seats: int) -> Trial:
        peer = self._person(hours_per_month=HOURS * seats)
        token = self._token(peer)
        return Trial(peer.id, seats, tuple(self._racer(number, peer, token) for number in range(k)))

    def _racer(self, number: int, peer: Person, token: str) -> Racer:
        now, door = utc_now(), number % 3
        kept = {"title": "Leaks", "text": "How to find leaks?", "status": "open", "hours_per_month": HOURS}
        request = MatchRequest(
            **{"id": new_id(), "seeker_id": self.seeker, "institution_id": self.place, "opened_at": now, **kept},
            ends_at=now + timedelta(days=90),
        )
        db.session.add(request)
        if door == 2:
            return self.coordinator, f"/match-requests/{request.id}/assign", {"peer_id": peer.id}
        offer = Offer(id=new_id(), request=request, peer=peer, status="pending", offered_at=now)
        offer.expires_at = now + timedelta(days=14)
        db.session.add(offer)
        return (token, self.coordinator)[door], f"/offers/{offer.id}/accept", None


@contextmanager
def without_the_guard(application: Flask) -> Iterator[None]:
    """The defect that the races are there for, planted: nobody is locked before the hours are counted."""
    guard, is_sqlite = booking_module.locked, application.config["SETTINGS"].sqlalchemy_url.startswith("sqlite")
    with application.app_context():
        engine = db.engine
    booking_module.locked = lambda session, model, item_id: session.get(model, item_id)
    if is_sqlite:
        event.remove(engine, "begin", database._begin)
        event.listen(engine, "begin", _begin_late)
    yield
    booking_module.locked = guard
    if is_sqlite:
        event.remove(engine, "begin", _begin_late)
        event.listen(engine, "begin", database._begin)


def _begin_late(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _run_one(application: Flask, racer: Racer) -> Answer:
    token, path, body = racer
    began = time.monotonic()
    answer = ApiClient(application, token).post(path, body)
    kind = "" if answer.status_code < 300 else (answer.get_json(silent=True) or {}).get("type", "").rpartition(":")[2]
    return answer.status_code, kind, began, time.monotonic()


def race_in_process(address: str, ready: Any, work: Any, done: Any) -> None:
    """Take racers from `work`, trial by trial, until there are none; all processes begin each trial together."""
    application = application_on(address)
    with ThreadPoolExecutor(8) as threads:
        while (given := work.get()) is not None:
            is_guarded, batch = given
            answers = []
            with nullcontext() if is_guarded else without_the_guard(application):
                for racers in batch:
                    ready.wait(60)
                    answers.append(list(threads.map(lambda each: _run_one(application, each), racers)))
            done.put(answers)


class Crew:
    """Four processes that race on a database."""

    def __init__(self, address: str):
        self._ready = FRESH.Barrier(PROCESSES)  # kept: it would be gone before the processes have begun
        self._done = [FRESH.Queue() for _ in range(PROCESSES)]
        self._work = [FRESH.Queue() for _ in range(PROCESSES)]
        self._processes = [
            FRESH.Process(target=race_in_process, args=(address, self._ready, *each), daemon=True)
            for each in zip(self._work, self._done, strict=True)
        ]
        for process in self._processes:
            process.start()

    def end(self) -> None:
        """Let the processes go."""
        for work in self._work:
            work.put(None)
        for process in self._processes:
            process.join(30)
            process.kill()

    def run(self, trials: Sequence[Trial], is_guarded: bool = True) -> list[list[list[Answer]]]:
        """The answers of each trial by process."""
        for number, work in enumerate(self._work):
            work.put((is_guarded, [trial.racers[number::PROCESSES] for trial in trials]))
        by_process = [done.get(timeout=600) for done in self._done]
        return [list(each) for each in zip(*by_process, strict=True)]


def race(application: Flask, crew: Crew, k: int, trials: int, is_guarded: bool = True) -> Tally:
    """What came of so many trials of k racers."""
    tally = Tally(racers=k)
    while (left := trials - tally.trials) > 0:
        batch = Setting(application).trials(min(BATCH, left), k)
        raced = crew.run(batch, is_guarded)
        kept = _kept(application, [trial.peer for trial in batch])
        for trial, by_process in zip(batch, raced, strict=True):
            answers = [each for some in by_process for each in some]
            tally.statuses.update((status, kind) for status, kind, _, _ in answers)
            tally.overlapping += _is_overlapping(by_process)
            tally.wrong += filter(None, [_wrong(trial, answers, kept[trial.peer])])
        tally.trials += len(batch)
    return tally


def _is_overlapping(answers: Sequence[Sequence[Answer]]) -> bool:
    spans = [(number, *each[2:]) for number, some in enumerate(answers) for each in some]
    return any(a[0] < b[0] and a[1] < b[2] and b[1] < a[2] for a in spans for b in spans)


def _kept(application: Flask, peers: list[str]) -> dict[str, list[int]]:
    """By peer: active engagements, requests that were matched with him, and mails that say so."""
    matched = (Offer.peer_id.in_(peers), Offer.status == "accepted", MatchRequest.status == "matched")
    told = (Message.other_id.in_(peers), Message.kind == "offer_accepted")
    with application.app_context():
        counts = [
            dict(db.session.execute(select(peer, func.count()).where(*condition).group_by(peer)).all())
            for peer, condition in (
                (Engagement.peer_id, (Engagement.peer_id.in_(peers), Engagement.status == "active")),
                (Offer.peer_id, (MatchRequest.id == Offer.request_id, *matched)),
                (Message.other_id, told),
            )
        ]
        db.session.remove()
    return {peer: [count.get(peer, 0) for count in counts] for peer in peers}


def _wrong(trial: Trial, answers: Sequence[Answer], kept: list[int]) -> str:
    won = sum(answer[0] < 300 for answer in answers)
    full = [answer[:2] for answer in answers].count((409, "peer-full"))
    if won == trial.seats and full == len(answers) - won and kept == [won] * 3:
        return ""
    return f"{won} of {trial.seats} won, {full} were told that the peer is full; engagements, matched, mails: {kept}"
