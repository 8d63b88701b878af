"""What is different between two plans of a round, and what forbidding one exchange of a plan would cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.errors import Conflict, NotFound
from app.extensions import db
from app.planning.encode import problem_of
from app.planning.models import PlanPlacement, RoundPlan
from app.planning.plans import NoPlan, newest_number_of
from app.planning.showing import Reached, need_named, placements_of, standing_expert, summary
from app.planning.values import plan_value
from app.rounds.models import RoundNeed
from matching.errors import MatchingError
from matching.planning.prices import price

_SHOWN = ("fit", "cost", "month", "language", "is_interpreted", "is_pinned")


def differences(old: RoundPlan, new: RoundPlan, reached: Reached) -> dict[str, Any]:
    """For each need that is not planned alike in both: where it was and where it is; and the figures of both."""
    before, after = ({each.need_id: each for each in placements_of(plan) if each.need_id} for plan in (old, new))
    items = [_difference(before.get(each), after.get(each)) for each in sorted({*before, *after})]
    return {"before": summary(old, reached), "after": summary(new, reached), "items": [each for each in items if each]}


def _difference(before: PlanPlacement | None, after: PlanPlacement | None) -> dict[str, Any] | None:
    kind = _kind(before, after)
    known = after or before
    if kind is None or known is None:
        return None
    place = {"need": need_named(known.need), "institution": known.learning_institution}
    return {"kind": kind, **place, "before": _side(before), "after": _side(after)}


def _kind(before: PlanPlacement | None, after: PlanPlacement | None) -> str | None:
    if before is None or after is None:
        return "placed" if before is None else "unplaced"
    if before.expert_id != after.expert_id:
        return "moved"
    is_same = all(getattr(before, name) == getattr(after, name) for name in _SHOWN)
    return None if is_same else "changed"


def _side(placement: PlanPlacement | None) -> dict[str, Any] | None:
    if placement is None:
        return None
    told = {"expert": standing_expert(placement), "sharing_institution": placement.sharing_institution}
    return {**told, **{name: getattr(placement, name) for name in _SHOWN}}


def price_of(plan: RoundPlan, need_id: str) -> dict[str, Any]:
    """What the best plan without this exchange would be worth, and which needs would lose their place.

    Raises: NotFound where the plan has no such exchange; Conflict where it is not the newest plan; PinGone, NoPlan.
    """
    placements = placements_of(plan)
    placement = next((each for each in placements if each.need_id == need_id), None)
    if placement is None:
        raise NotFound
    if plan.number != newest_number_of(plan.round_id) or plan.confirmed_at is not None:
        raise Conflict("Prices are told of the newest plan, until it is confirmed.", rule="not-the-newest-plan")
    try:
        told = price(problem_of(plan.round).value, plan_value(plan, placements), need_id)
    except MatchingError as error:
        raise NoPlan(str(error)) from error
    return {
        **{"need": need_named(placement.need), "expert": standing_expert(placement)},
        "with_it": asdict(plan_value(plan, placements).worth),
        "without": asdict(told.without),
        "lose_their_place": [need_named(each) for each in _needs(told.loses_place)],
    }


def _needs(ids: tuple[str, ...]) -> Iterator[RoundNeed]:
    found = select(RoundNeed).where(RoundNeed.id.in_(ids)).options(joinedload(RoundNeed.challenge))
    yield from db.session.scalars(found.order_by(RoundNeed.id))
