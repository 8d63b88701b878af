"""Plans of a round over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.database import reading_only
from app.extensions import db, utc_now
from app.pagination import paginate
from app.planning import comparing, pins, plans, schemas, showing
from app.planning.confirming import confirm_plan
from app.planning.models import RoundPlan
from app.policy import reached_institutions
from app.requests import Blueprint
from app.rounds.models import RoundPin
from app.viewer import current_viewer

planning = Blueprint(
    "planning", __name__, url_prefix="/rounds/<uuid:round_id>", description="All exchanges of a round planned at once"
)
PLAN, PIN = "/plans/<int:number>", "/pins/<uuid:need_id>/<uuid:person_id>"


@planning.route("/plan", methods=["POST"])
@planning.response(201, schemas.RoundPlanSchema)
def make_plan(round_id: UUID) -> dict[str, Any]:
    """The best plan of the round as it is now, with its reasons; nobody is asked before it is confirmed."""
    plan = plans.make_plan(str(round_id), current_viewer().person_id, utc_now())
    db.session.commit()
    return _shown(plan)


@planning.route("/plans", methods=["GET"])
@planning.arguments(schemas.PlanArgs, location="query")
@planning.response(200, schemas.PlanPage)
def list_round_plans(args: dict[str, Any], round_id: UUID) -> Any:
    """The plans of a round, the newest first."""
    page = paginate(plans.plans_of(str(round_id)), RoundPlan, {"number": RoundPlan.number}, args)
    return {**page, "items": [showing.summary(each, reached_institutions()) for each in page["items"]]}


@planning.route(PLAN, methods=["GET"])
@planning.response(200, schemas.RoundPlanSchema)
def get_round_plan(round_id: UUID, number: int) -> dict[str, Any]:
    """One plan; before it is confirmed, coordinators see what concerns their institution."""
    return showing.shown(plans.get_plan(str(round_id), number), reached_institutions())


@planning.route(f"{PLAN}/placements/<uuid:need_id>/price", methods=["GET"])
@planning.response(200, schemas.PlanPriceSchema)
def get_price(round_id: UUID, number: int, need_id: UUID) -> dict[str, Any]:
    """What forbidding this exchange would cost the others."""
    return comparing.price_of(plans.get_plan(str(round_id), number), str(need_id))


@planning.route(f"{PLAN}/differences", methods=["GET"])
@planning.arguments(schemas.DifferencesArgs, location="query")
@planning.response(200, schemas.PlanDifferencesSchema)
def list_differences(args: dict[str, Any], round_id: UUID, number: int) -> dict[str, Any]:
    """What this plan changes against an earlier one."""
    old, new = (plans.get_plan(str(round_id), each) for each in (args["earlier"], number))
    return comparing.differences(old, new, reached_institutions())


@planning.route(f"{PLAN}/confirm", methods=["POST"])
@planning.response(200, schemas.RoundPlanSchema)
def confirm(round_id: UUID, number: int) -> dict[str, Any]:
    """Let all exchanges of the newest plan begin and ask their experts; or nothing, with all that stands against it."""
    plan = confirm_plan(str(round_id), number, current_viewer().person_id, utc_now())
    db.session.commit()
    return _shown(plan)


@planning.route("/pins", methods=["GET"])
@planning.response(200, schemas.PinsSchema)
def list_pins(round_id: UUID) -> dict[str, Any]:
    """What every plan of the round must have, and must not have."""
    return {"items": [_shown_pin(each) for each in pins.pins_of(str(round_id))]}


@planning.route(PIN, methods=["PUT"])
@planning.arguments(schemas.PinWriteSchema)
@planning.response(200, schemas.PinSchema)
def put_pin(said: dict[str, Any], round_id: UUID, need_id: UUID, person_id: UUID) -> dict[str, Any]:
    """Have every plan put the two together, or never; make a new plan to see what follows."""
    pin = pins.put_pin(str(round_id), str(need_id), str(person_id), said, current_viewer().person_id)
    db.session.commit()
    return _shown_pin(pin)


@planning.route(PIN, methods=["DELETE"])
@planning.response(204)
def delete_pin(round_id: UUID, need_id: UUID, person_id: UUID) -> None:
    """Take it back."""
    pins.take_pin_out(str(round_id), str(need_id), str(person_id))
    db.session.commit()


def _shown(plan: RoundPlan) -> dict[str, Any]:
    """The plan, once it is kept: its evidence takes a while to look up, and nobody waits for that."""
    with reading_only():
        return showing.shown(plan, None)


def _shown_pin(pin: RoundPin) -> dict[str, Any]:
    return {"need": showing.need_named(pin.need), "person": pin.person, "kind": pin.kind, "reason": pin.reason}
