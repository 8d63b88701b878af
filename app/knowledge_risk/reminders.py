"""What falls due in retention plans: the owner is told once before an action is due, and once when it is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.extensions import db
from app.knowledge_risk.models import Position
from app.knowledge_risk.plan_models import PlanAction, RetentionPlan
from app.knowledge_risk.plans import WITH_HOLDER
from app.knowledge_risk.settings import switched_on
from app.outbox.service import enqueue
from app.people.models import Person

AHEAD = timedelta(days=7)


def remind_of_plans(now: datetime) -> Iterator[str]:
    """Tell owners of what is due; the caller commits after each id of an action."""
    today = now.date()
    soon = PlanAction.due_on.between(today, today + AHEAD)
    yield from _told("plan_action_due", PlanAction.reminded_at, soon, now)
    yield from _told("plan_action_overdue", PlanAction.warned_at, PlanAction.due_on < today, now)


def _told(
    kind: str, mark: InstrumentedAttribute[datetime | None], is_due: ColumnElement[bool], now: datetime
) -> Iterator[str]:
    waits = and_(mark.is_(None), PlanAction.done_at.is_(None), is_due)
    found = select(PlanAction.id, PlanAction.due_on, *_RECEIVED).join(PlanAction.plan).join(RetentionPlan.position)
    found = found.where(waits, RetentionPlan.id.in_(_plans())).order_by(PlanAction.due_on, PlanAction.id)
    found = found.where(or_(PlanAction.kind.not_in(WITH_HOLDER), Position.holder_id.in_(_told_of())))
    for row in db.session.execute(found).all():
        mine = (PlanAction.id == row.id, PlanAction.due_on == row.due_on, waits, PlanAction.plan_id.in_(_plans()))
        said = {mark.key: now, "updated_at": PlanAction.updated_at}
        marked: Any = db.session.execute(update(PlanAction).where(*mine).values(said), execution_options=_APART)
        if marked.rowcount:  # else another worker was first, or it was done or moved in this very moment
            path = f"/api/v1/retention-plans/{row.plan_id}/actions/{row.id}"
            facts = {"title": row.title, "until": row.due_on.isoformat(), "path": path}
            enqueue(kind, row.owner_id, facts)
            yield row.id


_RECEIVED = (PlanAction.plan_id, Position.title, RetentionPlan.owner_id)
_APART = {"synchronize_session": False}


def _plans() -> Any:
    """The select of the plans that are open, at institutions that look at risk, whose owner still works there."""
    owner = aliased(Person)
    found = select(RetentionPlan.id).join(owner, RetentionPlan.owner_id == owner.id)
    works_there = and_(owner.left_on.is_(None), owner.institution_id == RetentionPlan.institution_id)
    is_on = RetentionPlan.institution_id.in_(switched_on())
    return found.where(RetentionPlan.closed_at.is_(None), is_on, works_there)


def _told_of() -> Any:
    """The select of who may be shown."""
    return select(Person.id).where(Person.objects_to_risk.is_(False))
