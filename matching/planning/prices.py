"""What an exchange of a plan is worth to the others, and what changed between two plans."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matching.planning.assign import plan as best_plan
from matching.planning.types import Candidate, Plan, Price, Round, Worth


@dataclass(frozen=True, slots=True)
class Move:
    """A need that another expert serves than before."""

    need: str
    before: Candidate
    after: Candidate


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed from one plan to another, each in order of need; `worth` is that of the old and of the new plan."""

    placed: tuple[Candidate, ...]
    lost: tuple[Candidate, ...]
    moved: tuple[Move, ...]
    worth: tuple[Worth, Worth]


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
    lost = tuple(candidate.need for candidate in differences(plan, other).lost)
    return Price(need_id, expert.expert, other.worth, lost)


def differences(old: Plan, new: Plan) -> Differences:
    """Return who got a place, who lost one, and who moved from one expert to another.

    A need whose expert stays has not moved, whatever month, language or cost is told of the two.
    """
    before, after = _placed(old), _placed(new)
    both = sorted(before.keys() & after.keys())
    return Differences(
        placed=tuple(after[need] for need in sorted(after.keys() - before.keys())),
        lost=tuple(before[need] for need in sorted(before.keys() - after.keys())),
        moved=tuple(
            Move(need, before[need], after[need]) for need in both if before[need].expert != after[need].expert
        ),
        worth=(old.worth, new.worth),
    )


def _placed(plan: Plan) -> dict[str, Candidate]:
    return {placement.candidate.need: placement.candidate for placement in plan.placements}
