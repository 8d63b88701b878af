"""Stored plans as matching tells plans, so that it can check, compare and price them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.extensions import db
from app.planning.models import Paired, PlanPlacement, PlanUnplaced, RoundPlan
from app.rounds.service import month_number
from matching.planning.types import Candidate, Placement, Plan, Worth


def plan_value(plan: RoundPlan, placements: Iterable[PlanPlacement]) -> Plan:
    """The plan without what was withdrawn from it or erased since, and without alternates."""
    unplaced = db.session.scalars(select(PlanUnplaced.need_id).where(PlanUnplaced.plan_id == plan.id))
    return Plan(
        placements=tuple(placement_value(each) for each in placements if each.need_id and each.expert_id),
        unplaced=tuple(sorted(unplaced)),
        worth=Worth(plan.served, plan.worst, plan.total),
        bound=plan.bound,
        gap=plan.gap,
        cost=plan.cost,
        solver=plan.solver,
        circles=_circles(plan.circles),
    )


def _circles(circles: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each) for each in circles)


def placement_value(placement: PlanPlacement) -> Placement:
    """An exchange of it."""
    pair = (placement.need_id or "", placement.expert_id or "")
    return Placement(_candidate(pair, placement), placement.is_pinned)


def _candidate(pair: tuple[str, str], told: Paired) -> Candidate:
    return Candidate(
        *pair,
        fit=told.fit,
        cost=told.cost,
        month=month_number(told.month) if told.month else None,
        language=told.language,
        is_interpreted=told.is_interpreted,
        hours_in_common=told.hours_in_common,
    )
