"""Workers who look at the same retention plan at the same time: each reminder is sent once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.extensions import db, utc_now
from app.knowledge_risk.reminders import remind_of_plans
from app.outbox.models import Message
from tests.factories.maker import Maker
from tests.races.acts import application_on

DUE = 20


def remind_all(address: str, ready: Barrier) -> int:
    """Do it as the worker does: how many reminders."""
    with application_on(address).app_context():
        ready.wait()
        told = 0
        for _ in remind_of_plans(utc_now()):
            db.session.commit()
            told += 1
        db.session.commit()
        db.session.remove()
    return told


def test_workers_beside_each_other_remind_of_each_action_once(
    application: Flask, make: Maker, at_once: Callable[..., list[Any]]
) -> None:
    place = make.institution()
    plan = make.plan(make.position(make.person(place), place), make.person(place))
    for days in range(DUE):
        make.plan_action(plan, due_on=utc_now().date() + timedelta(days=days % 2 * 8 - 2))

    told = at_once(remind_all, [()] * 4)

    with application.app_context():
        paths = [each["path"] for each in db.session.scalars(select(Message.facts))]
    assert sum(told) == len(paths) == len(set(paths)) == DUE
