"""Replications: a lesson that was taken up elsewhere, why, and with what result."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.exchanges.models import Exchange
from app.extensions import Identified, db
from app.institutions.models import Institution
from app.lessons.models import Lesson
from app.people.models import Person
from app.vocabulary import UPTAKES, one_of


class Replication(Identified, db.Model):
    """An institution adopted, adapted or rejected a lesson; `exchange` is where it learnt of it, if it was one."""

    __tablename__ = "replication"

    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    exchange_id: Mapped[str | None] = mapped_column(ForeignKey("exchange.id", ondelete="SET NULL"), index=True)
    author_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    uptake: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text, default="")
    taken_up_on: Mapped[date | None]

    lesson: Mapped[Lesson] = relationship()
    institution: Mapped[Institution] = relationship()
    exchange: Mapped[Exchange | None] = relationship()
    author: Mapped[Person | None] = relationship()

    __table_args__ = (CheckConstraint(one_of("uptake", UPTAKES), name="uptake"),)
