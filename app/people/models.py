"""People, what they know, and what they chose to show of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, Key, db
from app.institutions.models import Institution
from app.topics.models import Topic
from app.visibility import Ownership
from app.vocabulary import CEFR_LEVELS, EXPERTISE_LEVELS, RINGS, VISIBILITIES, one_of

CARDS = ("contact", "about", "languages", "availability")


class Person(Identified, db.Model):
    """Somebody who works at one institution. Name, position, unit and institution are open to the network;
    each card (contact, about, languages, availability) is shown as far as its `<card>_visibility` says."""

    __tablename__ = "person"

    ref: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    position: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    contact_visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)
    about: Mapped[str] = mapped_column(Text, default="")
    about_visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)
    languages_visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)
    time_zone: Mapped[str | None] = mapped_column(String(60))
    working_days: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["mon", "tue", "wed", "thu", "fri"])
    hours_per_month: Mapped[float] = mapped_column(default=0.0)
    availability_visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)
    ring_open: Mapped[str] = mapped_column(String(20), default="internal", active_history=True)
    is_paused: Mapped[bool] = mapped_column(default=False, active_history=True)
    objects_to_matching: Mapped[bool] = mapped_column(default=False, active_history=True)
    objects_to_risk: Mapped[bool] = mapped_column(default=False, active_history=True)
    left_on: Mapped[date | None]

    institution: Mapped[Institution] = relationship()
    languages: Mapped[list[PersonLanguage]] = relationship(
        cascade="all, delete-orphan", order_by="PersonLanguage.language"
    )
    expertise: Mapped[list[Expertise]] = relationship(cascade="all, delete-orphan", order_by="Expertise.id")
    employments: Mapped[list[Employment]] = relationship(
        cascade="all, delete-orphan", order_by="Employment.started_on, Employment.id"
    )

    __table_args__ = (
        *(CheckConstraint(one_of(f"{card}_visibility", VISIBILITIES), name=f"{card}_visibility") for card in CARDS),
        CheckConstraint(one_of("ring_open", RINGS), name="ring_open"),
        CheckConstraint("hours_per_month >= 0 AND hours_per_month <= 160", name="hours_per_month"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes."""
        return [("person", self.id)]

    def owns(self, visibility: str) -> Ownership:
        """Who may see something of this person that has that visibility."""
        return Ownership(visibility, self.id, self.institution_id, self.institution.country)


class PersonLanguage(db.Model):
    """A language a person works in, with its level in the Common European Framework (CEFR)."""

    __tablename__ = "person_language"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True, index=True)
    level: Mapped[str] = mapped_column(String(2))

    __table_args__ = (CheckConstraint(one_of("level", CEFR_LEVELS), name="level"),)

    def feeds(self) -> list[tuple[str, str]]:
        """A language is part of its person."""
        return [("person", self.person_id)]


class Employment(db.Model):
    """Where a person worked, from when to when; the open one (no end) is today's."""

    __tablename__ = "employment"

    id: Mapped[Key]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    position: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(200), default="")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),)


class Expertise(Identified, db.Model):
    """What a person knows of a topic: level, years, and a statement in the person's own words."""

    __tablename__ = "expertise"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id", ondelete="RESTRICT"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    years: Mapped[int] = mapped_column(default=0)
    statement: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(2))
    last_used: Mapped[date | None]
    last_verified: Mapped[date | None]
    visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)

    person: Mapped[Person] = relationship(back_populates="expertise")
    topic: Mapped[Topic] = relationship()
    endorsements: Mapped[list[Endorsement]] = relationship(cascade="all, delete-orphan", order_by="Endorsement.id")

    __table_args__ = (
        UniqueConstraint("person_id", "topic_id"),
        CheckConstraint(one_of("level", EXPERTISE_LEVELS), name="level"),
        CheckConstraint(one_of("visibility", VISIBILITIES), name="visibility"),
        CheckConstraint("years >= 0 AND years <= 70", name="years"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """Expertise is part of its person."""
        return [("person", self.person_id)]


class Endorsement(db.Model):
    """A colleague who vouches for somebody's expertise; nobody for himself."""

    __tablename__ = "endorsement"

    id: Mapped[Key]
    expertise_id: Mapped[str] = mapped_column(ForeignKey("expertise.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    given_on: Mapped[date]

    __table_args__ = (UniqueConstraint("expertise_id", "person_id"),)
