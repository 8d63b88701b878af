"""Killed at any moment of a write, a process leaves all of it or nothing, and nobody waits for what it held."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from multiprocessing.connection import Connection

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.engagements.models import Engagement
from app.extensions import db
from app.idempotency import HEADER, IdempotencyKey
from app.match_requests.models import MatchRequest, Offer
from app.outbox.models import Message
from tests.amounts import KILLED_BOOKINGS
from tests.factories.api import ApiClient
from tests.races.acts import application_on
from tests.races.booking import Racer, Setting
from tests.races.fresh import kill, listened_to


def answer_until_killed(address: str, racers: list[Racer], acknowledged: Connection) -> None:
    """Send each with a key of its own, and say so when the answer is there."""
    application = application_on(address)
    for number, (token, path, body) in enumerate(racers):
        answer = ApiClient(application, token).post(path, body, **{HEADER: f"killed-{number}"})
        acknowledged.send((number, answer.status_code, answer.get_data()))


def hear(pipe: Connection, found: dict[int, tuple[int, bytes]], wait: float) -> bool:
    """Whether one more answer was acknowledged within so many seconds."""
    try:
        if not pipe.poll(wait):
            return False
        number, status, body = pipe.recv()
    except (EOFError, OSError):  # cut off in the middle: nobody was told
        return False
    found[number] = (status, body)
    return True


def killed(address: str, racers: list[Racer], chance: random.Random) -> dict[int, tuple[int, bytes]]:
    """What was acknowledged until the process was killed: some answers, and then any moment of the next two writes."""
    process, ours = listened_to(answer_until_killed, address, racers)
    found: dict[int, tuple[int, bytes]] = {}
    moments = []
    for _ in range(chance.randint(3, 5)):
        assert hear(ours, found, 60)
        moments.append(time.monotonic())
    write = min(after - before for before, after in pairwise(moments))  # however quick the machine is
    time.sleep(chance.uniform(0, 2) * write)
    kill(process)
    while hear(ours, found, 0):
        pass
    return found


def kept(application: Flask, peer: str) -> tuple[list[int], int]:
    """How many engagements, answered offers, matched requests and mails there are, and keys without an answer."""
    accepted = (Offer.peer_id == peer, Offer.status == "accepted")
    matched = select(Offer.request_id).where(*accepted)
    with application.app_context():
        counts = [
            db.session.scalar(select(func.count()).where(*condition)) or 0
            for condition in (
                (Engagement.peer_id == peer, Engagement.status == "active"),
                (*accepted, Offer.engagement_id.is_not(None)),
                (MatchRequest.id.in_(matched), MatchRequest.status == "matched"),
                (Message.kind == "offer_accepted", Message.other_id == peer),
            )
        ]
        stuck = db.session.scalar(select(func.count()).where(IdempotencyKey.status == 0)) or 0
        db.session.remove()
    return counts, stuck


def forget_keys(application: Flask) -> None:
    with application.app_context():
        db.session.execute(IdempotencyKey.__table__.delete())
        db.session.commit()
        db.session.remove()


def test_no_acknowledged_write_is_lost_and_none_is_half_done(
    application: Flask, address: str, tell: Callable[[str], None]
) -> None:
    chance, acknowledged, untold = random.Random(1), 0, 0

    def send(racers: Sequence[Racer], number: int) -> TestResponse:
        token, path, body = racers[number]
        return ApiClient(application, token).post(path, body, **{HEADER: f"killed-{number}"})

    for _ in range(KILLED_BOOKINGS):
        (trial,) = Setting(application).trials(1, 24)
        found = killed(address, list(trial.racers), chance)
        counts, stuck = kept(application, trial.peer)

        assert stuck == 0
        assert len(set(counts)) == 1
        assert len(found) <= counts[0] <= len(found) + 1 < len(trial.racers)

        again = [send(trial.racers, number) for number in found]
        assert [(each.status_code, each.get_data()) for each in again] == list(found.values())
        # whether the next one was done or not, its key is free to be sent again
        assert send(trial.racers, len(found)).status_code < 300
        assert kept(application, trial.peer) == ([len(found) + 1] * 4, 0)
        forget_keys(application)
        acknowledged, untold = acknowledged + len(found), untold + counts[0] - len(found)
    done = f"{acknowledged} writes acknowledged, all kept, {untold} more done of which nobody was told"
    tell(f"{KILLED_BOOKINGS} kills while booking, {done}")
