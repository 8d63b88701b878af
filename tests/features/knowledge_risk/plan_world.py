"""A post at risk with those around it: its manager, its holder who retires in 100 days, and colleagues."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db, utc_now
from app.outbox.models import Message
from tests.factories.api import ApiClient
from tests.factories.maker import OPEN, Maker

LOOK = {"purpose": "retention_planning"}
DAYS = 100


class PlanWorld:
    """A critical post (factor 5) about one topic; its holder leaves in 100 days, so that its risk is 25 of 25."""

    def __init__(self, application: Flask, make: Maker):
        self.application, self.make = application, make
        self.place = make.institution()
        self.topic = make.topic("River gauging")
        self.holder = self.colleague(name="Ama Holder")
        self.boss = self.colleague(name="Kofi Boss")
        self.manager = ApiClient(application, make.token(self.boss, ("manager", self.place)))
        self.leaves_on = self.today + timedelta(days=DAYS)
        self.post = self.post_about(self.topic)
        make.departure(self.holder, leaves_on=self.leaves_on)

    @property
    def today(self) -> Any:
        return utc_now().date()

    def colleague(self, level: str | None = None, topic: str | None = None, **said: Any) -> str:
        """Somebody who works there, and knows the topic as well as the level says."""
        visibility = said.pop("visibility", "network")
        person = self.make.person(said.pop("at", self.place), "en:C1", **{**OPEN, **said})
        if level:
            said = {"statement": "River gauging with meters.", "language": "en", "visibility": visibility}
            self.make.expertise(person, topic or self.topic, level=level, **said)
        return person

    def post_about(self, *topics: str, **said: Any) -> str:
        holder = said.pop("holder", self.holder)
        return self.make.position(
            holder, self.place, topics=topics, **{"title": "Chief hydrologist", "factor": 5, **said}
        )

    def client(self, person: str | None, *roles: Any) -> ApiClient:
        return ApiClient(self.application, self.make.token(person, *roles))

    def open(self, post: str | None = None) -> TestResponse:
        return self.manager.post("/retention-plans", {"position_id": post or self.post})

    def plan(self, post: str | None = None) -> dict[str, Any]:
        answer = self.open(post)
        assert answer.status_code == 201, answer.json
        return answer.json

    def now(self, plan: dict[str, Any]) -> dict[str, Any]:
        return self.manager.get(f"/retention-plans/{plan['id']}", **LOOK).json

    def act(self, plan: dict[str, Any], kind: str) -> tuple[str, dict[str, Any]]:
        """The address of the first action of that kind, and the action."""
        action = next(each for each in plan["actions"] if each["kind"] == kind)
        return f"/retention-plans/{plan['id']}/actions/{action['id']}", action

    def alter(self, path: str, **said: Any) -> TestResponse:
        etag = self.manager.get(path, **LOOK).headers.get("ETag")
        return self.manager.patch(path, said, etag or '"none"')

    def mails(self, *kinds: str) -> list[Any]:
        with self.application.app_context():
            found = db.session.scalars(select(Message).where(Message.kind.in_(kinds)).order_by(Message.id)).all()
            db.session.expunge_all()
        return list(found)
