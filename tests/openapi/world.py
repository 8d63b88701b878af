"""Real ids, facts and ETags for generated requests, so that they reach the rules behind the shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from schemathesis import Case

from tests.factories.maker import Maker

EMAIL, PASSWORD = "registrar@office.example", "correct horse battery staple"


class World:
    """A few rows of everything, seen by an administrator who is also a person of the directory."""

    def __init__(self, application: Flask):
        self._client = application.test_client()
        self._make = make = Maker(application)
        self.institution = make.institution()
        self.topic = make.topic("Land registration")
        self.me = make.person(self.institution, email=EMAIL, position="Registrar", languages="en:C1")
        self.colleague = make.person(self.institution, position="Surveyor", languages="en:C1 sw:B2")
        make.expertise(self.colleague, self.topic, statement="Land registration for villages.")
        self.lesson = make.lesson(self.me, [self.topic], question="How to register land?")
        self.challenge = make.challenge(self.me, [self.topic], description="Land registration takes too long.")
        self.headers = {"Authorization": f"Bearer {make.token(self.me, 'admin', password=PASSWORD)}"}
        self._facts: dict[str, Callable[[], Any]] = {
            "institution_id": lambda: self.institution,
            "topic_id": lambda: self.topic,
            "topic_ids": lambda: [self.topic],
            "topics": lambda: [self.topic],
            "broader_id": lambda: self.topic,
            "broader_ids": lambda: [make.topic()],
            "parent_id": make.institution,
            "contributor_id": lambda: self.me,
            "contributor_ids": lambda: [self.colleague, self.me],
            "validated_by_id": lambda: self.colleague,
            "challenge_id": lambda: self.challenge,
            "country": lambda: "KE",
            "language": lambda: "en",
            "time_zone": lambda: "Africa/Nairobi",
            "cursor": lambda: None,
            "password": lambda: PASSWORD,
            "email": lambda: EMAIL,
        }

    def ground(self, case: Case) -> None:
        """Put what is real in the place of what was made up, in a case that is meant to be accepted."""
        case.path_parameters.update(self._path(case))
        if isinstance(case.query, dict):
            case.query = {name: value for name, value in self._real(case.query).items() if value is not None}
        case.body = self._real(case.body)
        if "If-Match" in case.headers:
            found = self._client.get(case.formatted_path, headers=self.headers).headers.get("ETag")
            case.headers["If-Match"] = found or "none"

    def _real(self, said: Any) -> Any:
        if isinstance(said, list):
            return [self._real(each) for each in said]
        if not isinstance(said, dict):
            return said
        return {
            name: self._facts[name]() if name in self._facts and value is not None else self._real(value)
            for name, value in said.items()
        }

    def _path(self, case: Case) -> dict[str, str]:
        """The id each part of the path stands for; what will be removed is made for it."""
        make, is_removed = self._make, case.method == "DELETE"
        fresh: dict[str, Callable[[], str]] = {
            "institution_id": make.institution,
            "topic_id": make.topic,
            "person_id": make.person,
            "lesson_id": lambda: make.lesson(self.me),
            "challenge_id": lambda: make.challenge(self.me),
            "token_id": self._new_token,
        }
        kept = {
            "person_id": self.colleague if case.path.endswith("endorsements") else self.me,
            **{f"{name}_id": getattr(self, name) for name in ("institution", "topic", "lesson", "challenge")},
        }
        return {name: fresh[name]() if is_removed else kept[name] for name in case.path_parameters}

    def _new_token(self) -> str:
        said = {"email": EMAIL, "password": PASSWORD}
        return str(self._client.post("/api/v1/tokens", json=said).json["id"])
