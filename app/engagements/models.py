"""Engagements: who learns from whom, about what, when they meet, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.changes import record
from app.engagements.states import ENGAGEMENT_STATES
from app.extensions import Identified, Key, db, utc_now
from app.people.models import Person
from app.rights.erasure import while_erasing
from app.topics.models import Topic
from app.visibility import Ownership
from app.vocabulary import OUTCOMES, VISIBILITIES, one_of

engagement_topic = Table(
    "engagement_topic",
    db.metadata,
    Column("engagement_id", ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Engagement(Identified, db.Model):
    """Peer learning that was agreed on. The peer owns it: it shows what he helped with only as far as he agreed to.

    The seeker is kept for the two of them; nothing that others are shown says who it was. While it is active it takes
    `hours_per_month` of what the peer offers. `outcome` is for the seeker to say: without it nothing is known yet.
    `lesson_id` is the lesson that one of the two began from it.
    """

    __tablename__ = "engagement"

    ref: Mapped[str] = mapped_column(String(80), unique=True)
    peer_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    seeker_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(20), default="completed", server_default="completed")
    title: Mapped[str] = mapped_column(String(200), default="", server_default="")
    hours_per_month: Mapped[float] = mapped_column(default=0.0, server_default="0")
    started_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]  # where the two say nothing until then, it ends
    cancel_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    completed_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)
    lesson_id: Mapped[str | None] = mapped_column(ForeignKey("lesson.id", ondelete="SET NULL"), unique=True)

    peer: Mapped[Person] = relationship(foreign_keys=[peer_id])
    seeker: Mapped[Person | None] = relationship(foreign_keys=[seeker_id])
    topics: Mapped[list[Topic]] = relationship(secondary=engagement_topic, order_by="Topic.ref")
    sessions: Mapped[list[EngagementSession]] = relationship(
        cascade="all, delete-orphan", order_by="EngagementSession.starts_at, EngagementSession.id"
    )

    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint(one_of("visibility", VISIBILITIES), name="visibility"),
        CheckConstraint(one_of("status", ENGAGEMENT_STATES), name="status"),
        CheckConstraint("(status = 'completed') = (completed_on IS NOT NULL)", name="completed_on_a_day"),
        CheckConstraint("hours_per_month >= 0", name="hours_per_month"),
        CheckConstraint("seeker_id <> peer_id", name="seeker_is_another"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes: the peer's load may have changed, too."""
        return [("engagement", self.id), ("person", self.peer_id)]

    def ownership(self) -> Ownership:
        """Who may see it."""
        return self.peer.owns(self.visibility)


class EngagementSession(Identified, db.Model):
    """A meeting of the two: when, for how long, and what about."""

    __tablename__ = "engagement_session"

    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    agenda: Mapped[str] = mapped_column(Text, default="")

    engagement: Mapped[Engagement] = relationship(back_populates="sessions")

    __table_args__ = (CheckConstraint("minutes >= 5 AND minutes <= 600", name="minutes"),)


class EngagementNote(db.Model):
    """What one of the two wrote down; only the two read it."""

    __tablename__ = "engagement_note"

    id: Mapped[Key]
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    author: Mapped[Person] = relationship()


class EngagementFeedback(db.Model):
    """What one of the two says came of it. `would_again` is blind: nobody but its author is ever shown it."""

    __tablename__ = "engagement_feedback"

    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    intermediate: Mapped[list[str]] = mapped_column(JSON, default=list)
    would_again: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    __table_args__ = (CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),)


@while_erasing
def _end_learning(session: Session, root: str, person_id: str) -> None:
    """What somebody was learning ends: nobody is kept busy by who is not there any more. Its agendas go, too."""
    if root != "person":
        return
    learnt = Engagement.seeker_id == person_id
    peers = session.scalars(select(Engagement.peer_id).where(learnt, Engagement.status == "active")).all()
    record(session, (("person", peer_id) for peer_id in peers))
    ended = update(Engagement).where(learnt, Engagement.status == "active")
    session.execute(ended.values(status="cancelled", lapses_at=None))
    theirs = EngagementSession.engagement_id.in_(select(Engagement.id).where(learnt))
    session.execute(update(EngagementSession).where(theirs).values(agenda=""))
