"""Plans of a round as they were made, who stands in them, and the fits that they were made from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.exchanges.models import Exchange
from app.extensions import Identified, Key, db
from app.institutions.models import Institution
from app.match_requests.models import MatchRequest
from app.people.models import Person
from app.rounds.models import Round, RoundNeed, RoundOffer


class RoundFitting(db.Model):
    """When the fits of a round were worked out: after which change, and for whom (`asked`, a checksum)."""

    __tablename__ = "round_fitting"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    change_number: Mapped[int] = mapped_column(BigInteger)
    asked: Mapped[str] = mapped_column(String(64))


class RoundFit(db.Model):
    """How well what all may see of somebody's experience answers a need, above 0 and at most 1."""

    __tablename__ = "round_fit"

    need_id: Mapped[str] = mapped_column(ForeignKey("round_need.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    fit: Mapped[float]


class RoundPlan(Identified, db.Model):
    """A plan, the `number`-th of its round. What it is worth and `bound`: see docs/exchanges.md.

    `circles` are ids of institutions in the order of sharing. Money is in whole units of the round's currency.
    """

    __tablename__ = "round_plan"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    number: Mapped[int]
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
    served: Mapped[int]
    worst: Mapped[float]
    total: Mapped[float]
    bound: Mapped[float]
    gap: Mapped[float]
    cost: Mapped[int] = mapped_column(BigInteger)
    solver: Mapped[str] = mapped_column(String(60))
    circles: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    confirmed_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])

    __table_args__ = (UniqueConstraint("round_id", "number"),)


class Paired:
    """What is told of a need and an expert who fit: as matching tells it, the month as `2027-03`."""

    fit: Mapped[float]
    cost: Mapped[int] = mapped_column(BigInteger)
    month: Mapped[str | None] = mapped_column(String(7))
    language: Mapped[str | None] = mapped_column(String(2))
    is_interpreted: Mapped[bool]
    hours_in_common: Mapped[float | None]


class PlanPlacement(Paired, db.Model):
    """An exchange of a plan. What is withdrawn, and who is erased, since then leaves it without a name.

    `request` and `exchange` are what the confirmed plan began.
    """

    __tablename__ = "plan_placement"

    id: Mapped[Key]
    plan_id: Mapped[str] = mapped_column(ForeignKey("round_plan.id", ondelete="CASCADE"), index=True)
    need_id: Mapped[str | None] = mapped_column(ForeignKey("round_need.id", ondelete="SET NULL"), index=True)
    offer_id: Mapped[str | None] = mapped_column(ForeignKey("round_offer.id", ondelete="SET NULL"), index=True)
    expert_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    learning_institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    sharing_institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id", ondelete="RESTRICT"), index=True)
    is_pinned: Mapped[bool]
    request_id: Mapped[str | None] = mapped_column(ForeignKey("match_request.id", ondelete="SET NULL"), index=True)
    exchange_id: Mapped[str | None] = mapped_column(ForeignKey("exchange.id", ondelete="SET NULL"), index=True)

    need: Mapped[RoundNeed | None] = relationship()
    offer: Mapped[RoundOffer | None] = relationship()
    expert: Mapped[Person | None] = relationship()
    learning_institution: Mapped[Institution] = relationship(foreign_keys=[learning_institution_id])
    sharing_institution: Mapped[Institution] = relationship(foreign_keys=[sharing_institution_id])
    request: Mapped[MatchRequest | None] = relationship()
    exchange: Mapped[Exchange | None] = relationship()

    __table_args__ = (UniqueConstraint("plan_id", "need_id"),)


class PlanAlternate(Paired, db.Model):
    """Another expert for a placement, who is free beside the plan."""

    __tablename__ = "plan_alternate"

    placement_id: Mapped[str] = mapped_column(ForeignKey("plan_placement.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    offer_id: Mapped[str] = mapped_column(ForeignKey("round_offer.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]

    person: Mapped[Person] = relationship()
    offer: Mapped[RoundOffer] = relationship()


class PlanUnplaced(db.Model):
    """A need that the plan has no place for; `is_proven` where no fewer constraints than those told keep it out."""

    __tablename__ = "plan_unplaced"

    plan_id: Mapped[str] = mapped_column(ForeignKey("round_plan.id", ondelete="CASCADE"), primary_key=True)
    need_id: Mapped[str] = mapped_column(ForeignKey("round_need.id", ondelete="CASCADE"), primary_key=True, index=True)
    has_candidates: Mapped[bool]
    is_proven: Mapped[bool]

    need: Mapped[RoundNeed] = relationship()


class PlanRelaxing(db.Model):
    """A constraint of those that keep a need out: its kind, what it is of, and by how much to relax it.

    `of` holds ids as matching says them, with that of a person taken out: it is `person_id`, so that it can be erased.
    """

    __tablename__ = "plan_relaxing"

    plan_id: Mapped[str] = mapped_column(ForeignKey("round_plan.id", ondelete="CASCADE"), primary_key=True)
    need_id: Mapped[str] = mapped_column(ForeignKey("round_need.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    limit: Mapped[str] = mapped_column(String(40))
    of: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    amount: Mapped[float | None]

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
