"""Two institutions with their people, and an exchange of theirs at any step, ready for the next one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.exchanges.models import BudgetLine, Exchange, Participant, WantedOutcome
from app.extensions import db, new_id, utc_now
from app.outbox.models import Message

ANCHOR = {"title": "Meters that last", "development_goal": "Water for all", "institutional_challenge": "Leaks"}
STEPS = ("anchor", "define", "design", "implement", "measure", "closed")
DAY = datetime(2099, 3, 2, 8, tzinfo=UTC)


class Stage:
    """Who learns, who shares, their coordinators, somebody of each, and who has nothing to do with it."""

    def __init__(self, application: Any, make: Any, sign_in: Any):
        self.application, self.make, self.sign_in = application, make, sign_in
        self.learning, self.sharing = make.institution(), make.institution()
        self.learner, self.expert = make.person(self.learning), make.person(self.sharing)
        self.boss = make.person(self.learning)
        self.coordinator = sign_in(self.boss, ("coordinator", self.learning))

    def exchange(self, step: str = "anchor", **said: Any) -> str:
        """An exchange at that step, with all that the steps before and the next one ask for."""
        exchange = self.make.exchange(self.learning, self.sharing, step=step, **{**ANCHOR, **said, **_ended(step)})
        with self.application.app_context():
            found = db.session.get_one(Exchange, exchange)
            found.change_objective, found.instrument = "Leaks are found within a day", "study_tour"
            found.participants = [
                *(Participant(id=new_id(), person_id=self.learner, institution_id=self.learning, role="learner"),),
                *(Participant(id=new_id(), person_id=self.expert, institution_id=self.sharing, role="expert"),),
            ]
            found.budget = [BudgetLine(id=new_id(), position=0, category="travel", amount=0, payer="donor")]
            outcome = WantedOutcome(id=new_id(), outcome="enhanced_skill", indicator="Leaks found", target="40")
            outcome.measured, outcome.achieved, outcome.measured_on = "42 leaks", "yes", utc_now().date()
            found.outcomes, found.report = [outcome], "It went well."
            db.session.commit()
            db.session.remove()
        for days in range(2):
            starts = DAY + timedelta(days=days)
            hours = {"day": None, "starts_at": starts, "ends_at": starts + timedelta(hours=6)}
            self.make.activity(exchange, position=days, **hours)
        return exchange

    def take(self, exchange: str, **said: Any) -> None:
        """Set columns or lists of an exchange as they are told."""
        with self.application.app_context():
            found = db.session.get_one(Exchange, exchange)
            for name, value in said.items():
                setattr(found, name, value)
            db.session.commit()
            db.session.remove()

    def take_outcome(self, exchange: str, outcome: str, **said: Any) -> None:
        """The same for one of its outcomes."""
        with self.application.app_context():
            one = (WantedOutcome.exchange_id == exchange, WantedOutcome.outcome == outcome)
            found = db.session.scalars(select(WantedOutcome).where(*one)).one()
            for name, value in said.items():
                setattr(found, name, value)
            db.session.commit()
            db.session.remove()

    def drop_activity(self, exchange: str) -> None:
        """Take the last activity off the agenda."""
        with self.application.app_context():
            found = db.session.get_one(Exchange, exchange)
            found.activities.pop()
            db.session.commit()
            db.session.remove()

    def named(self, exchange: str, person: str) -> str:
        """The id of a participant."""
        with self.application.app_context():
            mine = (Participant.exchange_id == exchange, Participant.person_id == person)
            found = db.session.scalars(select(Participant.id).where(*mine)).one()
            db.session.remove()
        return found

    def mails(self, kind: str) -> list[str]:
        """To whom messages of that kind went."""
        with self.application.app_context():
            found = list(db.session.scalars(select(Message.person_id).where(Message.kind == kind)))
            db.session.remove()
        return sorted(map(str, found))

    def advance(self, exchange: str) -> Any:
        """What the coordinator is told who wants to go on."""
        return self.coordinator.post(f"/exchanges/{exchange}/advance")


def _ended(step: str) -> dict[str, Any]:
    return {"ended_at": utc_now()} if step in ("closed", "cancelled") else {}


def problem(answer: Any) -> tuple[int, str]:
    """The status and the short type of a problem."""
    return answer.status_code, answer.json["type"].rpartition(":")[2]
