"""What institutions enter for a round: its rules, needs, offers with the people named in them, pins."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.challenges.models import Challenge
from app.extensions import Identified, db
from app.institutions.models import Institution
from app.people.models import Person
from app.rounds.states import ROUND_STATES
from app.topics.models import Topic
from app.vocabulary import one_of

PIN_KINDS = ("pin", "forbid")

round_offer_topic = Table(
    "round_offer_topic",
    db.metadata,
    Column("offer_id", ForeignKey("round_offer.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Round(Identified, db.Model):
    """A round of exchanges that are planned all at once, and the rules of the plan.

    Months are text, `2027-03`; money is in whole units of `currency`; None where there is no such limit.
    `least_fit` is 0..1, `least_hours_in_common` hours a week, `interpretation_cost` that of one exchange without a
    common language (None: there can be none).
    """

    __tablename__ = "round"

    ref: Mapped[str] = mapped_column(String(80), unique=True)  # what it is called in files
    title: Mapped[str] = mapped_column(String(200), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(20), default="open")
    opened_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    entries_until: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    budget: Mapped[int | None]
    least_fit: Mapped[float] = mapped_column(default=0.0)
    least_hours_in_common: Mapped[float] = mapped_column(default=0.0)
    interpretation_cost: Mapped[int | None]
    most_given: Mapped[int | None]
    most_taken: Mapped[int | None]
    least_taken: Mapped[int] = mapped_column(default=0)
    is_pair_once: Mapped[bool] = mapped_column(default=True)
    is_circular: Mapped[bool] = mapped_column(default=False)
    avoids_met_before: Mapped[bool] = mapped_column(default=False)

    opened_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint(one_of("status", ROUND_STATES), name="status"),
        CheckConstraint("first_month <= last_month", name="months"),
        CheckConstraint("budget >= 0", name="budget"),
        CheckConstraint("least_fit >= 0 AND least_fit <= 1", name="least_fit"),
        CheckConstraint("least_hours_in_common >= 0", name="least_hours_in_common"),
        CheckConstraint("interpretation_cost >= 0", name="interpretation_cost"),
        CheckConstraint("most_given >= 0 AND most_taken >= 0 AND least_taken >= 0", name="counts"),
    )


class RoundNeed(Identified, db.Model):
    """A challenge that an institution wants help with in the round, and who would learn.

    `languages` (ISO 639-1) are those that its people can work in, empty for any; `months` empty for all of the round.
    """

    __tablename__ = "round_need"

    ref: Mapped[str] = mapped_column(String(80), unique=True)  # what it is called in files
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    challenge_id: Mapped[str] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    hours_per_month: Mapped[float] = mapped_column(default=2.0)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    months: Mapped[list[str]] = mapped_column(JSON, default=list)
    visitors: Mapped[int] = mapped_column(default=0)

    round: Mapped[Round] = relationship()
    institution: Mapped[Institution] = relationship()
    challenge: Mapped[Challenge] = relationship()
    contact: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("round_id", "challenge_id"),
        CheckConstraint("hours_per_month > 0 AND hours_per_month <= 160", name="hours_per_month"),
        CheckConstraint("visitors >= 0", name="visitors"),
    )


class RoundOffer(Identified, db.Model):
    """What an institution is ready to share: on which topics, by whom, for how many exchanges and hours a month in all.

    `cost` is what one exchange with it costs the round, in whole units of its currency.
    """

    __tablename__ = "round_offer"

    ref: Mapped[str] = mapped_column(String(80), unique=True)  # what it is called in files
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    hours_per_month: Mapped[float] = mapped_column(default=4.0)
    at_most: Mapped[int] = mapped_column(default=1)
    months: Mapped[list[str]] = mapped_column(JSON, default=list)
    cost: Mapped[int] = mapped_column(default=0)

    round: Mapped[Round] = relationship()
    institution: Mapped[Institution] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary=round_offer_topic, order_by="Topic.ref")
    experts: Mapped[list[RoundExpert]] = relationship(
        cascade="all, delete-orphan", order_by="RoundExpert.person_id", back_populates="offer"
    )

    __table_args__ = (
        UniqueConstraint("round_id", "institution_id", "title"),
        CheckConstraint("hours_per_month > 0", name="hours_per_month"),
        CheckConstraint("at_most >= 1", name="at_most"),
        CheckConstraint("cost >= 0", name="cost"),
    )


class RoundExpert(db.Model):
    """A person named in an offer, for so many hours a month; he is told, and may take himself out."""

    __tablename__ = "round_expert"

    offer_id: Mapped[str] = mapped_column(ForeignKey("round_offer.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    hours_per_month: Mapped[float]

    offer: Mapped[RoundOffer] = relationship(back_populates="experts")
    person: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("hours_per_month > 0", name="hours_per_month"),)


class RoundPin(db.Model):
    """What a coordinator asks of every plan: that a need goes to this person, or that it does not, and why."""

    __tablename__ = "round_pin"

    need_id: Mapped[str] = mapped_column(ForeignKey("round_need.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    need: Mapped[RoundNeed] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (CheckConstraint(one_of("kind", PIN_KINDS), name="kind"),)
