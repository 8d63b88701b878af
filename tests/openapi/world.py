"""Real ids, facts and ETags for generated requests, so that they reach the rules behind the shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation

from app.extensions import new_id
from tests.factories.maker import Maker
from tests.factories.plan_rows import pin_of, placement_of
from tests.factories.round_rows import a_need, a_round, an_offer

EMAIL, PASSWORD = "registrar@office.example", "correct horse battery staple"
RISK = ("/api/v1/positions", "/api/v1/departures", "/api/v1/retention-plans", "/api/v1/risk/institutions")
SIGN_IN = {"email": EMAIL, "password": PASSWORD}


class World:
    """A few rows of everything, and an administrator who is also a person of the directory."""

    def __init__(self, application: Flask):
        self._client = application.test_client()
        self.application, self.make = application, Maker(application)
        self._make = make = self.make
        self.institution = make.institution()
        self.topic = make.topic("Land registration")
        self.person = make.person(
            self.institution, email=EMAIL, position="Registrar", languages="en:C1", hours_per_month=160.0
        )
        self.colleague = make.person(
            self.institution, position="Surveyor", languages="en:C1 sw:B2", hours_per_month=160.0
        )
        make.expertise(self.colleague, self.topic, statement="Land registration for villages.")
        self.lesson = make.lesson(self.person, [self.topic], question="How to register land?")
        self.challenge = make.challenge(self.person, [self.topic], description="Registering land takes too long.")
        self.account = self._new_account()
        self.headers = {"Authorization": f"Bearer {self._token()}"}
        self._email = ""  # of who is about to erase himself
        # What stands in for a made-up value under that name; None leaves it out.
        self._facts: dict[str, Callable[[Any], Any]] = {
            "institution_id": lambda _: self.institution,
            "topic_id": lambda _: self.topic,
            "topic_ids": lambda _: [self.topic],
            "topics": lambda _: [self.topic],
            "broader_id": lambda _: self.topic,
            "broader_ids": lambda _: [make.topic()],
            "parent_id": lambda _: make.institution(),
            "contributor_id": lambda _: self.person,
            "contributor_ids": lambda _: [self.colleague, self.person],
            "validated_by_id": lambda _: self.colleague,
            "challenge_id": lambda _: self.challenge,
            "peer_id": lambda _: self.colleague,
            "person_id": lambda _: make.person(self.institution),
            "holder_id": lambda _: self.colleague,
            "people": lambda _: [self.colleague],
            "position_id": lambda _: self._post(self.colleague),
            "lesson_id": lambda _: self.lesson,
            "member_id": lambda _: self.person,
            "learning_institution_id": lambda _: self.institution,
            "sharing_institution_id": lambda _: make.institution(),
            "activities": lambda _: [{"kind": "peer_assist", "title": "Peers", "day": "2099-01-01"}],
            "exchange_id": lambda _: make.exchange(self.institution),
            "contact_id": lambda _: self.colleague,
            "experts": lambda _: [],
            "months": lambda _: ["2027-02"],
            "first_month": lambda _: "2027-01",
            "last_month": lambda _: "2027-06",
            "least_taken": lambda _: 0,
            "from": lambda _: 1,
            "leaves_on": lambda _: "2099-01-01",
            "bands": lambda _: {"high_priority_from": 20, "priority_from": 16, "importance_from": 10},
            "starts_at": lambda _: "2099-01-01T09:00:00Z",
            "country": lambda _: "KE",
            "language": lambda _: "en",
            "languages": lambda said: ["en" if isinstance(each, str) else self._real(each) for each in said],
            "time_zone": lambda _: "Africa/Nairobi",
            "text": lambda said: said.strip() or "How do others register land?",
            "cursor": lambda _: None,
            "old": lambda _: PASSWORD,
            "new": lambda _: PASSWORD,
            "password": lambda _: PASSWORD,
            "email": lambda said: self._email or said,
            "roles": lambda _: [{"role": "manager", "institution_id": self.institution}],
        }

    def ground(self, case: Case) -> None:
        """Put what is real in the place of what was made up, wherever the case is meant to be right."""
        if case.path.endswith("/me") and case.method == "DELETE":
            self.headers = self._somebody_else()  # who erased himself can ask no more
        parts = case.meta.components if case.meta else {}
        meant = {where for where in ParameterLocation if where not in parts or parts[where].mode.is_positive}
        if ParameterLocation.PATH in meant:
            case.path_parameters.update(self._path(case))
        if ParameterLocation.QUERY in meant:
            case.query = {name: value for name, value in self._real(dict(case.query)).items() if value is not None}
            if case.method == "GET" and case.path.startswith(RISK):
                case.query.setdefault("purpose", "staffing_plan")
        if ParameterLocation.BODY in meant:
            signs_in = case.path.endswith("/tokens") and case.method == "POST"
            case.body = {**case.body, **SIGN_IN} if signs_in else self._real(case.body)
        if ParameterLocation.HEADER in meant:
            case.headers.pop("Idempotency-Key", None)  # two made-up requests may well share one
        if ParameterLocation.HEADER in meant and "If-Match" in case.headers:
            found = self._client.get(case.formatted_path, headers=self.headers).headers.get("ETag")
            case.headers["If-Match"] = found or '"none"'

    def _real(self, said: Any) -> Any:
        if isinstance(said, list):
            return [self._real(each) for each in said]
        if not isinstance(said, dict):
            return said
        return {
            name: self._facts[name](value) if name in self._facts and value is not None else self._real(value)
            for name, value in said.items()
        }

    def _path(self, case: Case) -> dict[str, str]:
        """The id each part of the path stands for; what a request removes is made for it."""
        make = self._make
        fresh: dict[str, Callable[[], str]] = {
            "institution_id": make.institution,
            "topic_id": make.topic,
            "person_id": make.person,
            "lesson_id": lambda: make.lesson(self.person),
            "challenge_id": lambda: make.challenge(self.person),
            "token_id": self._new_token,
            "session_id": lambda: make.session(self.headers["Authorization"].removeprefix("Bearer "))[1],
        }
        if "message_id" in case.path_parameters:
            return {"message_id": make.message(self.person, state="dead")}
        if case.path.startswith(("/api/v1/engagements", *RISK)) or "request_id" in case.path_parameters:
            return self._pairing(case)
        if {"community_id", "exchange_id", "replication_id", "offer_id", "round_id"} & case.path_parameters.keys():
            return self._exchanging(case)
        if case.path.endswith("/blocked-people/{person_id}"):
            other = make.person()
            self._client.post("/api/v1/blocked-people", json={"person_id": other}, headers=self.headers)
            return {"person_id": other}
        if case.method == "DELETE":
            return {name: fresh[name]() for name in case.path_parameters if name in fresh}
        kept = {name: getattr(self, name.removesuffix("_id"), None) for name in case.path_parameters}
        if case.path.endswith("/endorsements"):
            kept["person_id"] = self.colleague
        return {name: value for name, value in kept.items() if value}

    def _pairing(self, case: Case) -> dict[str, str]:
        """A request of ours, or an engagement of ours, in a state in which the operation can succeed."""
        make, act = self._make, case.path.rpartition("/")[2]
        if case.path.startswith(RISK):
            return self._risky(case)
        if "request_id" in case.path_parameters:
            is_draft = case.method == "PATCH" or act == "publish"
            return {
                "request_id": make.match_request(self.person, [self.colleague], status="draft" if is_draft else "open")
            }
        is_over = case.method == "PATCH" or act in ("feedback", "lesson")
        made = make.engagement(self.person) if is_over else make.learning(self.person)
        has_session = "session_id" in case.path_parameters or act == "calendar.ics"
        session = {"session_id": make.session_of(made)} if has_session else {}
        session = {name: found for name, found in session.items() if name in case.path_parameters}
        if act == "feedback" and case.method == "GET":
            self._client.post(
                f"/api/v1/engagements/{made}/feedback",
                json={"outcome": "yes", "would_again": True},
                headers=self.headers,
            )
        return {"engagement_id": made, **session} if "engagement_id" in case.path_parameters else {}

    def _exchanging(self, case: Case) -> dict[str, str]:
        """An exchange of ours with something on its agenda, a lesson that we took up, or an offer to us."""
        make = self._make
        if "community_id" in case.path_parameters:
            return self._gathering(case)
        if "round_id" in case.path_parameters:
            return self._planning(case)
        if "offer_id" in case.path_parameters:
            return {"offer_id": make.offer(self.person)}
        if "replication_id" in case.path_parameters:
            lesson = make.lesson()
            return {"lesson_id": lesson, "replication_id": make.replication(lesson, self.institution)}
        step = "design" if case.method == "PATCH" or case.path.endswith("/back") else "anchor"
        exchange = make.exchange(self.institution, step=step)
        make.activity(exchange)
        if "participant_id" not in case.path_parameters:
            return {"exchange_id": exchange}
        return {"exchange_id": exchange, "participant_id": make.participant(exchange, self.colleague)}

    def _gathering(self, case: Case) -> dict[str, str]:
        """A community of ours with a gathering; we are in it."""
        community = self._make.community(self.person, [self.topic])
        ids = {"community_id": community, "person_id": self.person, "gathering_id": self._make.gathering(community)}
        return {name: found for name, found in ids.items() if name in case.path_parameters}

    def _planning(self, case: Case) -> dict[str, Any]:
        """A round with entries of ours, or one with a plan, in a state in which the operation can succeed."""
        if "number" in case.path_parameters:
            ids = placement_of(self)
        elif "/pins/" in case.path:
            ids = pin_of(self)
        else:
            ids = {"round_id": a_round(self.make, status="planning" if case.path.endswith("/reopen") else "open")}
            ids["need_id"] = a_need(self.make, ids["round_id"], self.person)
            ids["offer_id"] = an_offer(self.make, ids["round_id"], self.colleague)
            ids["person_id"] = self.colleague
        return {name: found for name, found in ids.items() if name in case.path_parameters}

    def file(self, case: Case) -> dict[str, Any]:
        """The file that an import takes: the document tells its columns in words only."""
        if not case.path.endswith("/import"):
            return {"headers": self.headers}
        return {"headers": {**self.headers, "Content-Type": "text/csv"}, "data": b"institution,title\r\n"}

    def _risky(self, case: Case) -> dict[str, str]:
        """A post that we manage, contested where it is to be answered, and its plan; or a departure of ours."""
        if "departure_id" in case.path_parameters:
            return {"departure_id": self._make.departure(self.person)}
        make = self._make
        if "plan_id" in case.path_parameters:
            plan = make.plan(self._post(self.colleague), self.person)
            action = {"action_id": make.plan_action(plan)} if "action_id" in case.path_parameters else {}
            return {"plan_id": plan, **action}
        if "position_id" not in case.path_parameters:
            return {"institution_id": self.institution} if "institution_id" in case.path_parameters else {}
        made = self._post(self.person if case.path.endswith("/contest") else self.colleague)
        if case.path.endswith("/answer"):
            make.contest(self.colleague, made)
        if "person_id" in case.path_parameters:
            return {"position_id": made, "person_id": make.successor(made, make.person(self.institution), self.topic)}
        return {"position_id": made}

    def _post(self, holder: str) -> str:
        """A rated post about our topic."""
        return self._make.position(holder, self.institution, topics=[self.topic])

    def _token(self) -> str:
        """That of an administrator who manages and coordinates the institution, which looks at risk."""
        place = self._make.risk_on(self.institution)
        return self._make.token(self.person, "admin", ("manager", place), ("coordinator", place), password=PASSWORD)

    def _somebody_else(self) -> dict[str, str]:
        """The headers of a new administrator."""
        self._email = f"{new_id()}@office.example"
        secret = self._make.token(self._make.person(self.institution, email=self._email), "admin")
        return {"Authorization": f"Bearer {secret}"}

    def _new_account(self) -> str:
        headers = {"Authorization": f"Bearer {self._make.token(None, 'admin')}"}
        made = self._client.post("/api/v1/accounts", json={"email": f"{new_id()}@office.example"}, headers=headers)
        return str(made.get_json()["id"])

    def _new_token(self) -> str:
        return str(self._client.post("/api/v1/tokens", json=SIGN_IN).get_json()["id"])
