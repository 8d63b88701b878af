"""Lessons: operational know-how that was captured, so that it stays when people leave."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, db
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.models import Topic
from app.visibility import Ownership
from app.vocabulary import LESSON_STEPS, VISIBILITIES, one_of

# The texts of a lesson, in reading order.
LESSON_TEXTS = (
    "question",
    "context",
    "actions",
    "results",
    "what_worked",
    "what_failed",
    "why",
    "recommendations",
    "conditions",
)

lesson_topic = Table(
    "lesson_topic",
    db.metadata,
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True),
)
lesson_contributor = Table(
    "lesson_contributor",
    db.metadata,
    Column("lesson_id", ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Lesson(Identified, db.Model):
    """A knowledge asset: what was asked, done, reached, what worked, what did not, and what others need to repeat it.

    `author` owns it; `contributors` are those whose experience it shows. A lesson at step `validated` or later names
    who validated it and when.
    """

    __tablename__ = "lesson"

    ref: Mapped[str] = mapped_column(String(80), unique=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    author_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(300), index=True)
    question: Mapped[str] = mapped_column(Text, default="")
    context: Mapped[str] = mapped_column(Text, default="")
    actions: Mapped[str] = mapped_column(Text, default="")
    results: Mapped[str] = mapped_column(Text, default="")
    what_worked: Mapped[str] = mapped_column(Text, default="")
    what_failed: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")
    recommendations: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(2))
    place: Mapped[str] = mapped_column(String(200), default="")
    happened_on: Mapped[date | None]
    review_by: Mapped[date | None]
    step: Mapped[str] = mapped_column(String(20), default="captured")
    validated_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    validated_on: Mapped[date | None]
    visibility: Mapped[str] = mapped_column(String(20), default="institution", active_history=True)

    institution: Mapped[Institution] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    validated_by: Mapped[Person | None] = relationship(foreign_keys=[validated_by_id])
    contributors: Mapped[list[Person]] = relationship(secondary=lesson_contributor, order_by="Person.name, Person.id")
    topics: Mapped[list[Topic]] = relationship(secondary=lesson_topic, order_by="Topic.ref")

    __table_args__ = (
        CheckConstraint(one_of("step", LESSON_STEPS), name="step"),
        CheckConstraint(one_of("visibility", VISIBILITIES), name="visibility"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes."""
        return [("lesson", self.id)]

    def ownership(self) -> Ownership:
        """Who may see it."""
        return Ownership(self.visibility, self.author_id, self.institution_id, self.institution.country)
