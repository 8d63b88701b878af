"""Rules of plans: making one, finding it again, and who sees how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import joinedload

from app.errors import Conflict, NotFound
from app.exchanges.beginning import month_text
from app.extensions import db, new_id
from app.idempotency import unlocked
from app.planning.encode import Problem, problem_of
from app.planning.fits import Fits, Progress, fits_of, keep_fits
from app.planning.models import PlanAlternate, PlanPlacement, PlanRelaxing, PlanUnplaced, RoundPlan
from app.rounds.models import Round
from app.rounds.service import act_on, get_round, open_round
from matching.errors import MatchingError
from matching.planning import types as planning
from matching.planning.assign import planned
from matching.planning.encode import encode
from matching.planning.reasons import blockings_of
from matching.planning.types import Blocking, Candidate, Constraint, Limit, Plan

_TRIES = 2  # who enters just now does not do so for long


class NoPlan(Conflict):
    """The rules of the round and its pins can't all be kept; the message says which."""

    type = "no-plan"


class RoundChanged(Conflict):
    """What was planned is not what the round says by now."""

    type = "round-changed"

    def __init__(self) -> None:
        super().__init__(
            "The round was altered each time while it was planned, so nothing was kept. Plan it again in a moment;"
            " close its entries first if many are still entering."
        )


@dataclass(frozen=True, slots=True)
class Solved:
    """A round as it was read, and its best plan with the reasons of who is left out."""

    value: planning.Round
    fits: Fits
    plan: Plan
    reasons: Sequence[Blocking]


def make_plan(round_id: str, by: str | None, now: datetime, progress: Progress = lambda done, of: None) -> RoundPlan:
    """The best plan of the round as it is now, stored as its newest; to be called before anything was written.

    It is read and solved with nothing locked, and stored if the round still says the same: its rules, entries, pins,
    who is there and has how many hours. The fits are those of the moment they were read.
    Raises: NotFound, WrongState, PinGone, NoPlan, RoundChanged.
    """
    for _ in range(_TRIES):
        with unlocked():
            solved = _solved(round_id, progress)
        exchange_round = open_round(round_id)
        act_on(exchange_round, "plan")
        problem = problem_of(exchange_round, solved.fits.found)
        if problem.value == solved.value:
            keep_fits(round_id, solved.fits)
            return _stored(exchange_round, problem, solved, {"made_by_id": by, "made_at": now})
    raise RoundChanged


def _solved(round_id: str, progress: Progress) -> Solved:
    exchange_round = get_round(round_id)
    act_on(exchange_round, "plan")
    problem = problem_of(exchange_round, {})
    fits = fits_of(round_id, list(problem.needs.values()), frozenset(problem.experts), progress)
    db.session.rollback()  # no transaction waits for the solver
    value = replace(problem.value, fits=fits.found)
    try:
        program = encode(value)
        made = planned(program)
        return Solved(value, fits, made, blockings_of(program, made))
    except MatchingError as error:
        raise NoPlan(str(error)) from error


def _stored(exchange_round: Round, problem: Problem, solved: Solved, said: dict[str, Any]) -> RoundPlan:
    made = solved.plan
    number = 1 + (newest_number_of(exchange_round.id) or 0)
    worth = {"served": made.worth.served, "worst": made.worth.worst, "total": made.worth.total}
    figures = {"bound": made.bound, "gap": made.gap, "cost": made.cost, "solver": made.solver}
    kept = RoundPlan(id=new_id(), round_id=exchange_round.id, number=number, **worth, **figures, **said)
    kept.circles = [list(each) for each in made.circles]
    db.session.add(kept)
    db.session.flush()
    placements = [_placement(kept.id, each.candidate, each.is_pinned, problem) for each in made.placements]
    alternates = chain.from_iterable(
        (_alternate(row["id"], position, other, problem) for position, other in enumerate(each.alternates))
        for row, each in zip(placements, made.placements, strict=True)
    )
    known = ("has_candidates", "is_proven")
    unplaced = [
        {"plan_id": kept.id, "need_id": each.need, **{name: getattr(each, name) for name in known}}
        for each in solved.reasons
    ]
    relaxing = chain.from_iterable(_relaxing(kept.id, each, problem) for each in solved.reasons)
    for model, rows in (
        *((PlanPlacement, placements), (PlanAlternate, list(alternates))),
        *((PlanUnplaced, unplaced), (PlanRelaxing, list(relaxing))),
    ):
        if rows:
            db.session.execute(insert(model), rows)
    return kept


def _placement(plan_id: str, candidate: Candidate, is_pinned: bool, problem: Problem) -> dict[str, Any]:
    offer = problem.experts[candidate.expert].offer
    return {
        **{"id": new_id(), "plan_id": plan_id, "need_id": candidate.need, "offer_id": offer.id},
        **{"expert_id": candidate.expert, "is_pinned": is_pinned, "sharing_institution_id": offer.institution_id},
        **{"learning_institution_id": problem.needs[candidate.need].institution_id, **_paired(candidate)},
    }


def _alternate(placement_id: str, position: int, candidate: Candidate, problem: Problem) -> dict[str, Any]:
    offer_id = problem.experts[candidate.expert].offer_id
    who = {"placement_id": placement_id, "person_id": candidate.expert, "offer_id": offer_id}
    return {**who, "position": position, **_paired(candidate)}


def _paired(candidate: Candidate) -> dict[str, Any]:
    same = ("fit", "cost", "language", "is_interpreted", "hours_in_common")
    return {**{name: getattr(candidate, name) for name in same}, "month": month_text(candidate.month)}


def _relaxing(plan_id: str, reason: Blocking, problem: Problem) -> Iterable[dict[str, Any]]:
    for position, each in enumerate(reason.relaxing):
        of, person_id = without_person(each.constraint, problem.experts)
        kept = {"plan_id": plan_id, "need_id": reason.need, "position": position, "amount": each.amount}
        yield {**kept, "limit": each.constraint.limit.value, "of": of, "person_id": person_id}


def without_person(constraint: Constraint, experts: Mapping[str, object]) -> tuple[str, str | None]:
    """What a constraint is of, and the person named in it, apart from each other."""
    one, _, other = constraint.of.rpartition("/")
    return (one, other) if other in experts else (constraint.of, None)


def with_person(limit: str, of: str, person_id: str | None) -> Constraint:
    """The constraint that `without_person` took apart."""
    return Constraint(Limit(limit), "/".join(filter(None, (of, person_id))))


def newest_number_of(round_id: str) -> int | None:
    """The number of the newest plan of a round."""
    return db.session.scalar(select(func.max(RoundPlan.number)).where(RoundPlan.round_id == round_id))


def get_plan(round_id: str, number: int) -> RoundPlan:
    """A plan of the round by its number. Raises: NotFound."""
    found = db.session.scalar(select(RoundPlan).where(RoundPlan.round_id == round_id, RoundPlan.number == number))
    if found is None:
        raise NotFound
    return found


def plans_of(round_id: str) -> Select[Any]:
    """The select of the plans of a round. Raises: NotFound."""
    found = select(RoundPlan).where(RoundPlan.round_id == get_round(round_id).id)
    return found.options(joinedload(RoundPlan.made_by), joinedload(RoundPlan.round))
