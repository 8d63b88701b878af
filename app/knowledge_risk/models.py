"""What is declared and rated, by whom. A post is scored, never a person, nor how he behaves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, Key, db, utc_now
from app.institutions.models import Institution
from app.people.models import Person
from app.topics.models import Topic
from app.vocabulary import DEPARTURE_KINDS, one_of

position_topic = Table(
    "position_topic",
    db.metadata,
    Column("position_id", ForeignKey("position.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Position(Identified, db.Model):
    """A post whose know-how an institution can't do without; `factor` 1-5 once a manager rated it, with evidence."""

    __tablename__ = "position"

    ref: Mapped[str] = mapped_column(String(80), unique=True)  # what it is called in files
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    title: Mapped[str] = mapped_column(String(200), index=True)
    unit: Mapped[str] = mapped_column(String(200), default="")
    holder_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    factor: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    rated_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    rated_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship()
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id])
    rated_by: Mapped[Person | None] = relationship(foreign_keys=[rated_by_id])
    topics: Mapped[list[Topic]] = relationship(secondary=position_topic, order_by="Topic.ref")
    contests: Mapped[list[PositionContest]] = relationship(order_by="PositionContest.id", passive_deletes=True)

    __table_args__ = (
        CheckConstraint("factor IS NULL OR (factor >= 1 AND factor <= 5 AND evidence <> '')", name="factor"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes."""
        return [("position", self.id)]


class PositionContest(db.Model):
    """What a holder says against his entry, and what a manager answered; it outlives the post it was about."""

    __tablename__ = "position_contest"

    id: Mapped[Key]
    position_id: Mapped[str | None] = mapped_column(ForeignKey("position.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    contested_at: Mapped[datetime] = mapped_column(default=utc_now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])


class Departure(Identified, db.Model):
    """A day on which somebody leaves, as declared; `institution` is where he worked then: its managers see it."""

    __tablename__ = "departure"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    leaves_on: Mapped[date] = mapped_column(index=True)
    declared_at: Mapped[datetime] = mapped_column(default=utc_now)
    declared_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    institution: Mapped[Institution] = relationship()
    declared_by: Mapped[Person | None] = relationship(foreign_keys=[declared_by_id])

    __table_args__ = (CheckConstraint(one_of("kind", DEPARTURE_KINDS), name="kind"),)


class RiskSetting(db.Model):
    """Whether an institution looks at knowledge-loss risk at all, under which agreement with its staff, and how.

    `bands` are the totals (attrition x position factor, 1-25) from which on a band begins; `min_cell` is the fewest
    people that a figure shown to others may stand for.
    """

    __tablename__ = "risk_setting"

    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool]
    agreement: Mapped[str] = mapped_column(Text)
    fiscal_year_starts: Mapped[int]
    bands: Mapped[dict[str, int]] = mapped_column(JSON)
    min_cell: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class
    __table_args__ = (
        CheckConstraint("NOT is_on OR agreement <> ''", name="on_by_agreement"),
        CheckConstraint("fiscal_year_starts >= 1 AND fiscal_year_starts <= 12", name="fiscal_year_starts"),
        CheckConstraint("min_cell >= 5", name="min_cell"),
    )
