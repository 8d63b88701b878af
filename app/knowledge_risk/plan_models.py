"""What is done so that knowledge stays: successors, retention plans with their actions, and counts shown to many."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, db, utc_now
from app.institutions.models import Institution
from app.knowledge_risk.models import Position
from app.lessons.models import Lesson
from app.people.models import Person
from app.topics.models import Topic
from app.vocabulary import PLAN_ACTIONS, one_of


class PositionSuccessor(db.Model):
    """Somebody whom a manager named to take over a topic of a post; counts once he is competent in it."""

    __tablename__ = "position_successor"

    position_id: Mapped[str] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)
    named_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    named_at: Mapped[datetime] = mapped_column(default=utc_now)

    position: Mapped[Position] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    topic: Mapped[Topic] = relationship()
    named_by: Mapped[Person | None] = relationship(foreign_keys=[named_by_id])


class RetentionPlan(Identified, db.Model):
    """How the know-how of a post is kept; its owner is the manager who is reminded. One open plan a post."""

    __tablename__ = "retention_plan"

    position_id: Mapped[str] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"))
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    residual_at_start: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(Text, default="")

    position: Mapped[Position] = relationship()
    institution: Mapped[Institution] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    actions: Mapped[list[PlanAction]] = relationship(
        cascade="all, delete-orphan", order_by="PlanAction.due_on, PlanAction.id"
    )

    __table_args__ = (
        Index(
            "uq_retention_plan_open",
            "position_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class PlanAction(Identified, db.Model):
    """One thing to do by a day: an interview, a lesson, a successor, shadowing or mentoring for a topic at stake.

    The plan's owner is told once before the day (`reminded_at`), and once after it (`warned_at`).
    """

    __tablename__ = "plan_action"

    plan_id: Mapped[str] = mapped_column(ForeignKey("retention_plan.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    topic_id: Mapped[str | None] = mapped_column(ForeignKey("topic.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    lesson_id: Mapped[str | None] = mapped_column(ForeignKey("lesson.id", ondelete="SET NULL"), index=True)
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]

    plan: Mapped[RetentionPlan] = relationship(back_populates="actions")
    topic: Mapped[Topic | None] = relationship()
    person: Mapped[Person | None] = relationship()
    lesson: Mapped[Lesson | None] = relationship()

    __table_args__ = (CheckConstraint(one_of("kind", PLAN_ACTIONS), name="kind"),)


class RiskAggregate(db.Model):
    """The counts of a quarter ("2026-Q4") as they are shown to others: made once, so that two looks never differ."""

    __tablename__ = "risk_aggregate"

    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    cells: Mapped[list[dict[str, str | int]]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
