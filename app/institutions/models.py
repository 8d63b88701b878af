"""Institutions: where people work, and how far they opened their doors."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, db
from app.vocabulary import GOVERNMENT_LEVELS, INSTITUTION_KINDS, RINGS, one_of


class Institution(Identified, db.Model):
    """A ministry, agency, local government ...; `country` is empty for one that several countries share."""

    __tablename__ = "institution"

    ref: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    acronym: Mapped[str] = mapped_column(String(40), default="")
    country: Mapped[str | None] = mapped_column(String(2), index=True)
    kind: Mapped[str] = mapped_column(String(40), default="agency")
    level: Mapped[str] = mapped_column(String(20), default="national")
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    cofog: Mapped[list[str]] = mapped_column(JSON, default=list)
    ring_open: Mapped[str] = mapped_column(String(20), default="internal")
    about: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(2))

    parent: Mapped[Institution | None] = relationship(remote_side="Institution.id")

    __table_args__ = (
        CheckConstraint(one_of("kind", INSTITUTION_KINDS), name="kind"),
        CheckConstraint(one_of("level", GOVERNMENT_LEVELS), name="level"),
        CheckConstraint(one_of("ring_open", RINGS), name="ring_open"),
        CheckConstraint("parent_id <> id", name="parent_is_another"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes."""
        return [("institution", self.id)]
