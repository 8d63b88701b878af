"""Killed at any moment of a write, a process leaves all of it or nothing, and nobody waits for what it held."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.connection import Connection

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.engagements.models import Engagement
from app.extensions import db
from app.idempotency import HEADER, IdempotencyKey
from app.match_requests.models import MatchRequest, Offer
from app.outbox.models import Message
from tests.factories.api import ApiClient
from tests.races.acts import application_on
from tests.races.booking import Racer, Setting

KILLS = 4
# Each is a fresh process, forked from one that has read the code and done nothing else.
_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(["tests.races.acts"])


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
    """What was acknowledged until the process was killed, at a random moment after its first answer."""
    ours, theirs = _FRESH.Pipe(duplex=False)
    process = _FRESH.Process(target=answer_until_killed, args=(address, racers, theirs))
    process.start()
    theirs.close()
    found: dict[int, tuple[int, bytes]] = {}
    hear(ours, found, 60)
    ends = time.monotonic() + chance.random() / 5
    while (left := ends - time.monotonic()) > 0 and hear(ours, found, left):
        pass
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    while hear(ours, found, 0):
        pass
    return found


@pytest.mark.parametrize("seed", [1])
def test_no_acknowledged_write_is_lost_and_none_is_half_done(application: Flask, address: str, seed: int) -> None:
    chance, halfway = random.Random(seed), 0
    for _ in range(KILLS):
        (trial,) = Setting(application).trials(1, 60)
        racers = list(trial.racers)
        found = killed(address, racers, chance)
        halfway += len(found) < len(racers)

        with application.app_context():
            engaged = (Engagement.peer_id == trial.peer, Engagement.status == "active")
            accepted = (Offer.peer_id == trial.peer, Offer.status == "accepted")
            matched = select(Offer.request_id).where(*accepted)
            counts = {
                db.session.scalar(select(func.count()).where(*condition))
                for condition in (
                    engaged,
                    (*accepted, Offer.engagement_id.is_not(None)),
                    (MatchRequest.id.in_(matched), MatchRequest.status == "matched"),
                    (Message.kind == "offer_accepted", Message.other_id == trial.peer),
                )
            }
            unanswered = db.session.scalar(select(func.count()).where(IdempotencyKey.status == 0))
            db.session.remove()
        assert unanswered == 0
        assert len(counts) == 1
        assert len(found) <= counts.pop() <= len(found) + 1

        again = [ApiClient(application, racers[n][0]).post(*racers[n][1:], **{HEADER: f"killed-{n}"}) for n in found]
        assert [(each.status_code, each.get_data()) for each in again] == list(found.values())
        first = next((n for n in range(len(racers)) if n not in found), None)
        if first is not None:  # whether it was done or not, its key is free to be sent again
            token, path, body = racers[first]
            assert ApiClient(application, token).post(path, body, **{HEADER: f"killed-{first}"}).status_code < 300
        with application.app_context():
            db.session.execute(IdempotencyKey.__table__.delete())
            db.session.commit()
            db.session.remove()
    assert halfway > 0
