"""Match requests, whom they suggest, who was invited; and who is not to be paired with whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, db, utc_now
from app.institutions.models import Institution
from app.match_requests.offer_states import OFFER_STATES
from app.match_requests.request_states import REQUEST_STATES
from app.people.models import Person
from app.topics.models import Topic
from app.vocabulary import RINGS, one_of

match_request_topic = Table(
    "match_request_topic",
    db.metadata,
    Column("request_id", ForeignKey("match_request.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class MatchRequest(Identified, db.Model):
    """What a seeker asks for. `institution` is where he worked when he asked: its coordinators look after it.

    While `is_inviting`, the next suggested peer is invited by itself when one declines or stays silent; it begins with
    the first invitation, which is a human act. `owner` is the coordinator who took it on. Where it was made by the plan
    of a round it seeks the expert of an `exchange`, and nobody is suggested beside those of the plan.
    """

    __tablename__ = "match_request"

    seeker_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    challenge_id: Mapped[str | None] = mapped_column(ForeignKey("challenge.id", ondelete="SET NULL"), index=True)
    exchange_id: Mapped[str | None] = mapped_column(ForeignKey("exchange.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(2))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    ring: Mapped[str] = mapped_column(String(20), default="international")
    hours_per_month: Mapped[float] = mapped_column(default=2.0)
    is_outside_own_unit: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(20), default="draft")
    is_inviting: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]  # where nobody was found until then, it expires
    closed_at: Mapped[datetime | None]

    seeker: Mapped[Person] = relationship(foreign_keys=[seeker_id])
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    institution: Mapped[Institution] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary=match_request_topic, order_by="Topic.ref")
    suggestions: Mapped[list[Suggestion]] = relationship(cascade="all, delete-orphan", order_by="Suggestion.position")
    offers: Mapped[list[Offer]] = relationship(back_populates="request", order_by="Offer.id", passive_deletes=True)

    __table_args__ = (
        CheckConstraint(one_of("status", REQUEST_STATES), name="status"),
        CheckConstraint(one_of("ring", RINGS), name="ring"),
        CheckConstraint("hours_per_month > 0 AND hours_per_month <= 160", name="hours_per_month"),
        CheckConstraint("status <> 'open' OR ends_at IS NOT NULL", name="open_has_an_end"),
        Index("ix_match_request_status_ends_at", "status", "ends_at"),
    )


class Suggestion(db.Model):
    """A peer who was suggested for a request, in the order to invite them. Why is not kept: what was shown may be
    hidden since. The peer search tells it as it is now."""

    __tablename__ = "suggestion"

    request_id: Mapped[str] = mapped_column(ForeignKey("match_request.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    ring: Mapped[str] = mapped_column(String(20))
    score: Mapped[float]

    person: Mapped[Person] = relationship()


class Offer(Identified, db.Model):
    """An invitation of one peer. A request has one that is pending at most, and asks nobody twice."""

    __tablename__ = "offer"

    request_id: Mapped[str] = mapped_column(ForeignKey("match_request.id", ondelete="CASCADE"))
    peer_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(20), default="pending")
    reason: Mapped[str] = mapped_column(Text, default="")
    offered_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]  # None: was reminded
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    engagement_id: Mapped[str | None] = mapped_column(ForeignKey("engagement.id", ondelete="SET NULL"), unique=True)

    request: Mapped[MatchRequest] = relationship(back_populates="offers")
    peer: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("request_id", "peer_id"),
        CheckConstraint(one_of("status", OFFER_STATES), name="status"),
        Index(
            "one_pending_offer",
            "request_id",
            unique=True,
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index("ix_offer_status_expires_at", "status", "expires_at"),
    )


class BlockedPair(db.Model):
    """Somebody does not want to be paired with another; only he knows that he said so."""

    __tablename__ = "blocked_pair"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    other: Mapped[Person] = relationship(foreign_keys=[other_id])

    __table_args__ = (CheckConstraint("person_id <> other_id", name="another"),)
