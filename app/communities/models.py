"""Communities of practice: a domain, a practice, who is in it, and their gatherings (Wenger et al. 2002)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, db
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.models import Topic
from app.visibility import Ownership
from app.vocabulary import COMMUNITY_ROLES, COMMUNITY_STAGES, VISIBILITIES, one_of

community_topic = Table(
    "community_topic",
    db.metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class CommunityLanguage(db.Model):
    """A language in which a community talks."""

    __tablename__ = "community_language"

    community_id: Mapped[str] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True, index=True)


class Community(Identified, db.Model):
    """People who care for the same thing and learn to do it better together; `author` founded it.

    `domain` is what it is about, `practice` what its members do together, `stage` how far it has come.
    """

    __tablename__ = "community"

    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    author_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    domain: Mapped[str] = mapped_column(Text, default="")
    practice: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(20), default="potential")
    visibility: Mapped[str] = mapped_column(String(20), default="institution", active_history=True)

    institution: Mapped[Institution] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary=community_topic, order_by="Topic.ref")
    spoken: Mapped[list[CommunityLanguage]] = relationship(
        cascade="all, delete-orphan", order_by="CommunityLanguage.language"
    )
    members: Mapped[list[CommunityMember]] = relationship(cascade="all, delete-orphan", back_populates="community")
    gatherings: Mapped[list[Gathering]] = relationship(cascade="all, delete-orphan", back_populates="community")

    __table_args__ = (
        CheckConstraint(one_of("stage", COMMUNITY_STAGES), name="stage"),
        CheckConstraint(one_of("visibility", VISIBILITIES), name="visibility"),
    )

    @property
    def languages(self) -> list[str]:
        """The languages in which it talks."""
        return [each.language for each in self.spoken]

    def ownership(self) -> Ownership:
        """Who may see it."""
        return Ownership(self.visibility, self.author_id, self.institution_id, self.institution.country)


class CommunityMember(Identified, db.Model):
    """Somebody who joined a community, with a role there, and who may see that he or she did."""

    __tablename__ = "community_member"

    community_id: Mapped[str] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20), default="peripheral")
    visibility: Mapped[str] = mapped_column(String(20), default="private", active_history=True)

    community: Mapped[Community] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("community_id", "person_id"),
        CheckConstraint(one_of("role", COMMUNITY_ROLES), name="role"),
        CheckConstraint(one_of("visibility", VISIBILITIES), name="visibility"),
    )


class Gathering(Identified, db.Model):
    """A meeting of a community: a moment, the IANA zone that it was planned in, a place or a link, and notes."""

    __tablename__ = "community_gathering"

    community_id: Mapped[str] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    is_called_off: Mapped[bool] = mapped_column(default=False)

    community: Mapped[Community] = relationship(back_populates="gatherings")

    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60
