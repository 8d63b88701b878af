"""Challenges: what an institution needs help with."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, db
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.models import Topic
from app.visibility import Ownership
from app.vocabulary import CHALLENGE_STATUSES, VISIBILITIES, one_of

challenge_topic = Table(
    "challenge_topic",
    db.metadata,
    Column("challenge_id", ForeignKey("challenge.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Challenge(Identified, db.Model):
    """A need in an institution's own words; its author owns it."""

    __tablename__ = "challenge"

    ref: Mapped[str] = mapped_column(String(80), unique=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    author_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(300), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(2))
    deadline: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20), default="open")
    visibility: Mapped[str] = mapped_column(String(20), default="institution", active_history=True)

    institution: Mapped[Institution] = relationship()
    author: Mapped[Person | None] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary=challenge_topic, order_by="Topic.ref")

    __table_args__ = (
        CheckConstraint(one_of("status", CHALLENGE_STATUSES), name="status"),
        CheckConstraint(one_of("visibility", VISIBILITIES), name="visibility"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes."""
        return [("challenge", self.id)]

    def ownership(self) -> Ownership:
        """Who may see it."""
        return Ownership(self.visibility, self.author_id, self.institution_id, self.institution.country)
