"""Exchanges between institutions: who learns what from whom, how it is done, what it costs and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.challenges.models import Challenge
from app.exchanges.states import EXCHANGE_STEPS
from app.extensions import Identified, db, utc_now
from app.institutions.models import Institution
from app.people.models import Person
from app.vocabulary import (
    ACTIVITIES,
    BUDGET_CATEGORIES,
    EXCHANGE_ROLES,
    INSTRUMENTS,
    INTERMEDIATE_OUTCOMES,
    OUTCOMES,
    PAYERS,
    one_of,
)

_PARTS = "all, delete-orphan"


class Exchange(Identified, db.Model):
    """Who learns, who shares (open until it is defined), what for, and how far it has come.

    `owner` began it. `month` ("2027-03") is what a plan said; the agenda says the days. `justification` is why more
    come than the instrument allows by default. Money is whole units of `currency` (ISO 4217).
    """

    __tablename__ = "exchange"

    title: Mapped[str] = mapped_column(String(300), index=True)
    step: Mapped[str] = mapped_column(String(20), default="anchor")
    learning_institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    sharing_institution_id: Mapped[str | None] = mapped_column(
        ForeignKey("institution.id", ondelete="RESTRICT"), index=True
    )
    challenge_id: Mapped[str | None] = mapped_column(ForeignKey("challenge.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    development_goal: Mapped[str] = mapped_column(Text, default="")
    institutional_challenge: Mapped[str] = mapped_column(Text, default="")
    change_objective: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(2))
    month: Mapped[str | None] = mapped_column(String(7))
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    instrument: Mapped[str | None] = mapped_column(String(40))
    justification: Mapped[str] = mapped_column(Text, default="")
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    report: Mapped[str] = mapped_column(Text, default="")
    back_reason: Mapped[str] = mapped_column(Text, default="")
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]

    learning_institution: Mapped[Institution] = relationship(foreign_keys=[learning_institution_id])
    sharing_institution: Mapped[Institution | None] = relationship(foreign_keys=[sharing_institution_id])
    challenge: Mapped[Challenge | None] = relationship()
    participants: Mapped[list[Participant]] = relationship(cascade=_PARTS, order_by="Participant.id")
    activities: Mapped[list[Activity]] = relationship(cascade=_PARTS, order_by="Activity.position, Activity.id")
    budget: Mapped[list[BudgetLine]] = relationship(cascade=_PARTS, order_by="BudgetLine.position, BudgetLine.id")
    outcomes: Mapped[list[WantedOutcome]] = relationship(cascade=_PARTS, order_by="WantedOutcome.id")

    __table_args__ = (
        CheckConstraint(one_of("step", EXCHANGE_STEPS), name="step"),
        CheckConstraint(one_of("instrument", INSTRUMENTS), name="instrument"),
        CheckConstraint("(step IN ('closed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended"),
    )


class Participant(Identified, db.Model):
    """Somebody of the directory who takes part, or a number of people of an institution who are not named."""

    __tablename__ = "exchange_participant"

    exchange_id: Mapped[str] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(default=1)
    named_at: Mapped[datetime] = mapped_column(default=utc_now)

    person: Mapped[Person | None] = relationship()
    institution: Mapped[Institution] = relationship()

    __table_args__ = (
        CheckConstraint(one_of("role", EXCHANGE_ROLES), name="role"),
        CheckConstraint("number >= 1 AND (person_id IS NULL OR number = 1)", name="number"),
        UniqueConstraint("exchange_id", "person_id"),
    )


class Activity(Identified, db.Model):
    """Something on the agenda: a whole `day`, or from `starts_at` to `ends_at`; `instrument` where it is another one.

    `revision` rises when the day or the hours change, so that calendars replace what they have.
    """

    __tablename__ = "exchange_activity"

    exchange_id: Mapped[str] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    instrument: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    agenda: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    is_online: Mapped[bool] = mapped_column(default=False)
    day: Mapped[date | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint(one_of("kind", ACTIVITIES), name="kind"),
        CheckConstraint(one_of("instrument", INSTRUMENTS), name="instrument"),
        CheckConstraint("(day IS NULL) = (starts_at IS NOT NULL)", name="day_or_hours"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL) AND starts_at < ends_at", name="hours"),
    )


class BudgetLine(Identified, db.Model):
    """What something costs, in whole units of the exchange's currency, and who pays it."""

    __tablename__ = "exchange_budget_line"

    exchange_id: Mapped[str] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(String(300), default="")
    amount: Mapped[int] = mapped_column(BigInteger)
    payer: Mapped[str] = mapped_column(String(30))

    __table_args__ = (
        CheckConstraint(one_of("category", BUDGET_CATEGORIES), name="category"),
        CheckConstraint(one_of("payer", PAYERS), name="payer"),
        CheckConstraint("amount >= 0", name="amount"),
    )


class WantedOutcome(Identified, db.Model):
    """An intermediate outcome that is wanted: how it is measured, and what was measured in the end."""

    __tablename__ = "exchange_outcome"

    exchange_id: Mapped[str] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[str] = mapped_column(String(40))
    indicator: Mapped[str] = mapped_column(String(500), default="")
    baseline: Mapped[str] = mapped_column(String(200), default="")
    target: Mapped[str] = mapped_column(String(200), default="")
    measured: Mapped[str] = mapped_column(Text, default="")
    achieved: Mapped[str | None] = mapped_column(String(20))
    measured_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(one_of("outcome", INTERMEDIATE_OUTCOMES), name="outcome"),
        CheckConstraint(one_of("achieved", OUTCOMES), name="achieved"),
        UniqueConstraint("exchange_id", "outcome"),
    )
