"""Topics: SKOS concepts (W3C, SKOS Reference, 2009) with labels in several languages and broader concepts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Identified, Key, db
from app.vocabulary import one_of

LABEL_KINDS = ("pref", "alt")


class Topic(Identified, db.Model):
    """A concept of a scheme; `name` is its English preferred label, or the first one there is."""

    __tablename__ = "topic"

    ref: Mapped[str] = mapped_column(String(80), unique=True)
    scheme: Mapped[str] = mapped_column(String(80), default="local", index=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    cofog: Mapped[str] = mapped_column(String(10), default="")
    definition: Mapped[str] = mapped_column(Text, default="")

    labels: Mapped[list[TopicLabel]] = relationship(
        cascade="all, delete-orphan", order_by="(TopicLabel.language, TopicLabel.kind, TopicLabel.label)"
    )
    broader: Mapped[list[Topic]] = relationship(
        secondary="topic_broader",
        primaryjoin="Topic.id == TopicBroader.topic_id",
        secondaryjoin="Topic.id == TopicBroader.broader_id",
        order_by="Topic.ref",
    )

    def feeds(self) -> list[tuple[str, str]]:
        """What the change feed is told when a row changes."""
        return [("topic", self.id)]


class TopicLabel(db.Model):
    """How a language calls a topic: one preferred label, any number of alternative ones."""

    __tablename__ = "topic_label"

    id: Mapped[Key]
    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(4))
    label: Mapped[str] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("topic_id", "language", "kind", "label"),
        CheckConstraint(one_of("kind", LABEL_KINDS), name="kind"),
    )

    def feeds(self) -> list[tuple[str, str]]:
        """A label is part of its topic."""
        return [("topic", self.topic_id)]


class TopicBroader(db.Model):
    """skos:broader; never a cycle (the service and the importer see to it)."""

    __tablename__ = "topic_broader"

    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    broader_id: Mapped[str] = mapped_column(ForeignKey("topic.id", ondelete="RESTRICT"), primary_key=True, index=True)

    __table_args__ = (CheckConstraint("topic_id <> broader_id", name="broader_is_another"),)
