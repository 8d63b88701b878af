"""Rules of retention plans: opened for a rated post, shown with the risk of now, closed once done or with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import locked
from app.errors import Conflict, NotFound
from app.extensions import db, new_id, utc_now
from app.institutions.models import Institution
from app.knowledge_risk.looking import actor, is_shown, reachable
from app.knowledge_risk.models import Position
from app.knowledge_risk.plan_models import PlanAction, RetentionPlan
from app.knowledge_risk.proposals import proposed
from app.knowledge_risk.scoring import Scored, scored
from app.knowledge_risk.settings import require_on, setting_of
from app.policy import is_reached
from app.viewer import Viewer
from app.visibility import can_see

# These are done with the holder: of who objects to risk scoring, and so is not shown, they are not shown either.
WITH_HOLDER = ("capture_interview", "lesson", "shadowing")


def open_plan(position: Position, viewer: Viewer) -> RetentionPlan:
    """A plan for the post, with the actions proposed now; the viewer owns it. Raises: Conflict, Forbidden."""
    is_open = (RetentionPlan.position_id == position.id, RetentionPlan.closed_at.is_(None))
    if db.session.scalar(select(RetentionPlan.id).where(*is_open)):
        raise Conflict(
            "A plan is open for this post: go on with that one, or close it first.", rule="plan-open-already"
        )
    place, today, owner = position.institution, utc_now().date(), actor(viewer)
    post = score_of(position)
    if post.risk is None:
        raise Conflict(
            "Nobody has rated this post: rate it first, so that it is known what is at stake.", rule="post-not-rated"
        )
    actions = proposed(post, place, today)
    if not actions:
        raise Conflict(
            "No topic of this post is open: say which topics it is about, or leave it: all are covered.",
            rule="no-open-topic",
        )
    said = {"position": position, "institution": place, "owner": owner, "residual_at_start": post.risk.residual}
    plan = RetentionPlan(id=new_id(), close_reason="", actions=actions, **said)
    db.session.add(plan)
    db.session.flush()
    db.session.expire(plan, ["actions"])  # they are read again in their order
    return plan


def score_of(position: Position) -> Scored:
    """The post with its risk as it is now."""
    return _scores(position.institution, [position.id])[0]


def _scores(place: Institution, only: Iterable[str]) -> list[Scored]:
    return scored(place, setting_of(place.id), utc_now().date(), only)


def plans_of(viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The select of the plans for posts that the viewer holds, or that his roles reach. Raises: SwitchedOff."""
    found = select(RetentionPlan).join(RetentionPlan.position)
    found = found.where(reachable(RetentionPlan, Position.holder_id, viewer, asked))
    found = found.options(joinedload(RetentionPlan.institution), joinedload(RetentionPlan.owner))
    found = found.options(joinedload(RetentionPlan.position).joinedload(Position.holder))
    actions = selectinload(RetentionPlan.actions)
    return found.options(
        *(actions.joinedload(each) for each in (PlanAction.topic, PlanAction.person, PlanAction.lesson))
    )


def get_plan(plan_id: str) -> RetentionPlan:
    """The plan. Raises: NotFound, also out of reach; SwitchedOff."""
    return _within_reach(db.session.get(RetentionPlan, plan_id))


def plan_to_alter(plan_id: str) -> RetentionPlan:
    """The same to write in it: nobody else alters it until the commit. Raises: NotFound, SwitchedOff; Conflict."""
    plan = _within_reach(locked(db.session(), RetentionPlan, plan_id))
    if plan.closed_at is not None:
        raise Conflict("This plan is closed: open another one.", rule="plan-closed")
    return plan


def _within_reach(plan: RetentionPlan | None) -> RetentionPlan:
    if plan is None or not is_reached(plan.institution_id, plan.position.holder_id):
        raise NotFound
    require_on(plan.institution_id)
    return plan


def actions_shown(plan: RetentionPlan, viewer: Viewer) -> list[PlanAction]:
    """The actions that the viewer may see."""
    sees_holder = is_shown(plan.position.holder, viewer)
    return [each for each in plan.actions if sees_holder or each.kind not in WITH_HOLDER]


def get_action(plan: RetentionPlan, action_id: str, viewer: Viewer) -> PlanAction:
    """The action. Raises: NotFound."""
    found = next((each for each in actions_shown(plan, viewer) if each.id == action_id), None)
    if found is None:
        raise NotFound
    return found


def close_plan(plan: RetentionPlan, reason: str, viewer: Viewer) -> None:
    """Close it. Raises: Conflict where something is left to do and no reason is said."""
    left = sum(each.done_at is None for each in actions_shown(plan, viewer))
    if left and not reason:
        raise Conflict(
            f"{left} of the actions are not done: do them, or say why the plan is closed without them.",
            rule="actions-not-done",
        )
    plan.closed_at, plan.close_reason = utc_now(), reason
    db.session.flush()


def shown(plan: RetentionPlan, viewer: Viewer) -> dict[str, Any]:
    """The plan as this viewer may see it, with the risk as it is now."""
    return shown_all([plan], viewer)[0]


def shown_all(plans: list[RetentionPlan], viewer: Viewer) -> list[dict[str, Any]]:
    """The same for several."""
    posts: dict[Institution, list[str]] = defaultdict(list)
    for plan in plans:
        posts[plan.institution].append(plan.position_id)
    now = {each.position.id: each for place, only in posts.items() for each in _scores(place, only)}
    return [_shown(plan, now[plan.position_id], viewer) for plan in plans]


def _shown(plan: RetentionPlan, post: Scored, viewer: Viewer) -> dict[str, Any]:
    names = ("id", "institution", "owner", "opened_at", "closed_at", "close_reason", "residual_at_start")
    return {
        **{name: getattr(plan, name) for name in names},
        "position": {"id": plan.position_id, "name": plan.position.title},
        "holder": plan.position.holder if is_shown(plan.position.holder, viewer) else None,
        "residual_now": post.risk.residual if post.risk else None,
        "band_now": post.risk.residual_band.name if post.risk else None,
        "actions": [shown_action(each, viewer) for each in actions_shown(plan, viewer)],
    }


def shown_action(action: PlanAction, viewer: Viewer) -> dict[str, Any]:
    """The action as this viewer may see it: without a person who objects, or a lesson that is not for him."""
    lesson = action.lesson if action.lesson and can_see(viewer, action.lesson.ownership()) else None
    return {
        **{name: getattr(action, name) for name in ("id", "kind", "topic", "what", "due_on", "done_at")},
        "person": action.person if is_shown(action.person, viewer) else None,
        "lesson": {"id": lesson.id, "name": lesson.title} if lesson else None,
        "is_overdue": _is_overdue(action, utc_now().date()),
    }


def _is_overdue(action: PlanAction, today: date) -> bool:
    return action.done_at is None and action.plan.closed_at is None and action.due_on < today
