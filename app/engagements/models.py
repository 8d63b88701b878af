"""Engagements: who learnt from whom, about what, and what came of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, db
from app.people.models import Person
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
    """Peer learning that was completed. The peer owns it: it shows what he helped with only as far as he agreed to.

    The seeker is kept for the two of them; nothing that others are shown says who it was.
    """

    __tablename__ = "engagement"

    ref: Mapped[str] = mapped_column(String(80), unique=True)
    peer_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    seeker_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(2))
    completed_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(20))
    visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)

    peer: Mapped[Person] = relationship(foreign_keys=[peer_id])
    seeker: Mapped[Person | None] = relationship(foreign_keys=[seeker_id])
    topics: Mapped[list[Topic]] = relationship(secondary=engagement_topic, order_by="Topic.ref")

    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint(one_of("visibility", VISIBILITIES), name="visibility"),
        CheckConstraint("seeker_id <> peer_id", name="seeker_is_another"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes."""
        return [("engagement", self.id)]

    def ownership(self) -> Ownership:
        """Who may see it."""
        return self.peer.owns(self.visibility)
