"""Retention plans, successors and question guides over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.extensions import db
from app.knowledge_risk import actions, plan_schemas, plans, schemas, successors
from app.knowledge_risk.guide import guide
from app.knowledge_risk.looking import look_at, look_through
from app.knowledge_risk.plan_models import RetentionPlan
from app.knowledge_risk.positions import get_position, open_position
from app.pagination import paginate
from app.requests import Blueprint
from app.viewer import current_viewer

retention_plans = Blueprint(
    "retention_plans", __name__, url_prefix="/retention-plans", description="How the know-how of a post is kept"
)
succession = Blueprint(
    "succession", __name__, url_prefix="/positions", description="Who takes over from whom, and what"
)
SORTS = {"opened": RetentionPlan.opened_at}
ACTION = "/<uuid:plan_id>/actions/<uuid:action_id>"


@retention_plans.route("", methods=["GET"])
@retention_plans.arguments(plan_schemas.PlanArgs, location="query")
@retention_plans.response(200, plan_schemas.PlanPage)
def list_plans(args: dict[str, Any]) -> Any:
    """The plans for posts that you hold, and those that you manage; for these say the purpose."""
    viewer = current_viewer()
    page = look_through("retention_plan", paginate(plans.plans_of(viewer, args), RetentionPlan, SORTS, args), args)
    return {**page, "items": plans.shown_all(page["items"], viewer)}


@retention_plans.route("", methods=["POST"])
@retention_plans.arguments(plan_schemas.PlanCreateSchema)
@retention_plans.response(201, plan_schemas.PlanSchema)
def open_plan(said: dict[str, str]) -> dict[str, Any]:
    """Open a plan for a rated post: it proposes what to do about each topic at stake, by whom and by when."""
    viewer = current_viewer()
    plan = plans.open_plan(open_position(said["position_id"]), viewer)
    db.session.commit()
    return plans.shown(plan, viewer)


@retention_plans.route("/<uuid:plan_id>", methods=["GET"])
@retention_plans.etag
@retention_plans.arguments(schemas.LookArgs, location="query")
@retention_plans.response(200, plan_schemas.PlanSchema)
def get_plan(args: dict[str, Any], plan_id: UUID) -> dict[str, Any]:
    """One plan, with the risk when it began and as it is now; say the purpose, unless you hold the post."""
    plan, viewer = plans.get_plan(str(plan_id)), current_viewer()
    return plans.shown(look_at(plan, plan.position.holder_id, args, viewer), viewer)


@retention_plans.route("/<uuid:plan_id>/close", methods=["POST"])
@retention_plans.arguments(plan_schemas.CloseSchema)
@retention_plans.response(200, plan_schemas.PlanSchema)
def close_plan(said: dict[str, str], plan_id: UUID) -> dict[str, Any]:
    """Close a plan: once all is done, or with a reason."""
    plan, viewer = plans.plan_to_alter(str(plan_id)), current_viewer()
    plans.close_plan(plan, said["reason"], viewer)
    db.session.commit()
    return plans.shown(plan, viewer)


@retention_plans.route(ACTION, methods=["GET"])
@retention_plans.etag
@retention_plans.arguments(schemas.LookArgs, location="query")
@retention_plans.response(200, plan_schemas.ActionSchema)
def get_action(args: dict[str, Any], plan_id: UUID, action_id: UUID) -> dict[str, Any]:
    """One action of a plan; say the purpose, unless you hold the post."""
    plan, viewer = plans.get_plan(str(plan_id)), current_viewer()
    action = plans.get_action(plan, str(action_id), viewer)
    return plans.shown_action(look_at(action, plan.position.holder_id, args, viewer), viewer)


@retention_plans.route(ACTION, methods=["PATCH"])
@retention_plans.etag
@retention_plans.arguments(plan_schemas.ActionPatchSchema(partial=True))
@retention_plans.response(200, plan_schemas.ActionSchema)
def update_action(said: dict[str, Any], plan_id: UUID, action_id: UUID) -> dict[str, Any]:
    """Name another day, another person or the lesson, or say it in other words."""
    plan, viewer = plans.plan_to_alter(str(plan_id)), current_viewer()
    action = plans.get_action(plan, str(action_id), viewer)
    retention_plans.check_etag(plans.shown_action(action, viewer), plan_schemas.ActionSchema)
    actions.update_action(action, said)
    db.session.commit()
    return plans.shown_action(action, viewer)


@retention_plans.route(f"{ACTION}/done", methods=["POST"])
@retention_plans.response(200, plan_schemas.ActionSchema)
def finish_action(plan_id: UUID, action_id: UUID) -> dict[str, Any]:
    """It is done; a lesson only once it is validated, a successor only once competent."""
    plan, viewer = plans.plan_to_alter(str(plan_id)), current_viewer()
    action = plans.get_action(plan, str(action_id), viewer)
    actions.finish_action(action)
    db.session.commit()
    return plans.shown_action(action, viewer)


@succession.route("/<uuid:position_id>/successors", methods=["GET"])
@succession.arguments(schemas.LookArgs, location="query")
@succession.response(200, plan_schemas.SuccessorsSchema)
def list_successors(args: dict[str, Any], position_id: UUID) -> dict[str, Any]:
    """Who is named to take over what; who is named sees that of himself, without a purpose."""
    viewer = current_viewer()
    position = successors.get_named_post(str(position_id), viewer)
    told = successors.shown(position, viewer)
    is_own = {each["person"].id for each in told["items"]} <= {viewer.person_id}
    look_at(position, viewer.person_id if is_own and told["items"] else position.holder_id, args, viewer)
    return told


@succession.route("/<uuid:position_id>/successors", methods=["POST"])
@succession.arguments(plan_schemas.SuccessorCreateSchema)
@succession.response(201, plan_schemas.SuccessorsSchema)
def name_successor(said: dict[str, Any], position_id: UUID) -> dict[str, Any]:
    """Name a colleague to take over topics of the post; the colleague is told."""
    position, viewer = open_position(str(position_id)), current_viewer()
    successors.name_successor(position, said["person_id"], said["topic_ids"], viewer)
    db.session.commit()
    return successors.shown(position, viewer)


@succession.route("/<uuid:position_id>/successors/<uuid:person_id>", methods=["DELETE"])
@succession.response(204)
def remove_successor(position_id: UUID, person_id: UUID) -> None:
    """The colleague is successor no more."""
    successors.remove_successor(open_position(str(position_id)), str(person_id))
    db.session.commit()


@succession.route("/<uuid:position_id>/guide", methods=["GET"])
@succession.arguments(plan_schemas.GuideArgs, location="query")
@succession.response(200, plan_schemas.GuideSchema)
def show_guide(args: dict[str, Any], position_id: UUID) -> dict[str, Any]:
    """The questions of a capture interview, after what a lesson is made of; say the purpose, unless you hold it."""
    position, viewer = get_position(str(position_id)), current_viewer()
    look_at(position, position.holder_id, args, viewer)
    return guide(plans.score_of(position), args.get("topic_id"))
