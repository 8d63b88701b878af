"""What an exchange of a plan is worth to the others."""

from __future__ import annotations

from dataclasses import replace

from matching.planning.assign import plan as best_plan
from matching.planning.types import Candidate, Plan, Price, Round


def price(asked: Round, plan: Plan, need_id: str) -> Price:
    """Return what the best plan is worth without the need's exchange, and who has a place in this plan but not then.

    A pin of the exchange is lifted. Raises ValueError for a need without a place, and InfeasibleRoundError where
    no plan without the exchange keeps all pins and least numbers.
    """
    expert = _placed(plan).get(need_id)
    if expert is None:
        raise ValueError(f"{need_id!r} has no place in the plan")
    pair, rules = (need_id, expert.expert), asked.rules
    without = replace(rules, forbidden=rules.forbidden | {pair}, pinned=rules.pinned - {pair})
    other = best_plan(replace(asked, rules=without))
    lost = tuple(sorted(_placed(plan).keys() - _placed(other).keys()))
    return Price(need_id, expert.expert, other.worth, lost)


def _placed(plan: Plan) -> dict[str, Candidate]:
    return {placement.candidate.need: placement.candidate for placement in plan.placements}
