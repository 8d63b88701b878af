"""Confirming a plan: all of its exchanges begin and all its experts are asked, or nothing is written at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import inspect, select

from app.accounts.models import Account, RoleGrant, RoleGroup
from app.errors import Conflict
from app.exchanges.beginning import ExchangeBegun, begin_exchange
from app.extensions import db
from app.match_requests.planned import Planned, request_for_plan
from app.outbox.service import enqueue
from app.people.models import Person
from app.planning.encode import Problem, problem_of
from app.planning.models import PlanAlternate, PlanPlacement, PlanUnplaced, RoundPlan
from app.planning.plans import get_plan, newest_number_of
from app.planning.showing import Names, placements_of, title_of
from app.planning.values import placement_value
from app.planning.words import what_broke
from app.rounds.experts import standing
from app.rounds.models import Round, RoundNeed
from app.rounds.service import act_on, month_number, open_round
from matching.planning.check import broken


class Superseded(Conflict):
    """Only the newest plan of a round is confirmed."""

    type = "not-the-newest-plan"

    def __init__(self, newest: int) -> None:
        super().__init__(f"Plan {newest} of this round was made since. Look at it, and confirm that one.")


class PlanBroken(Conflict):
    """The plan does not hold any more; `errors` say of each exchange or rule what happened and what to do."""

    type = "plan-broken"


def confirm_plan(round_id: str, number: int, by: str | None, now: datetime) -> RoundPlan:
    """The plan, confirmed: exchanges begun, requests opened, experts asked, everybody told.

    The round is locked, and in the order of their ids all people of the plan, to the commit. Raises: NotFound,
    WrongState where it was confirmed before or entries are open, Superseded, PlanBroken.
    """
    exchange_round = open_round(round_id)
    plan = get_plan(round_id, number)
    act_on(exchange_round, "confirm")
    newest = newest_number_of(round_id)
    if newest != number:
        raise Superseded(newest or 0)
    placements = placements_of(plan)
    _lock_people(placements)
    problem = problem_of(exchange_round)
    _require_holding(plan, placements, problem)
    alternates = _alternates_of(plan)
    for each in placements:
        _begin(each, alternates.get(each.id, []), exchange_round, by, now)
    plan.confirmed_by_id, plan.confirmed_at = by, now
    db.session.flush()
    _tell(plan, placements, by)
    return plan


def _lock_people(placements: Sequence[PlanPlacement]) -> None:
    """Nobody of the plan is booked, pauses or objects until the commit; in one order, so that no two wait in a ring."""
    ids = {each.expert_id for each in placements} | {each.need.contact_id for each in placements if each.need}
    found = select(Person).where(Person.id.in_(sorted(filter(None, ids)))).order_by(inspect(Person).primary_key[0])
    found = found.with_for_update(key_share=True, of=Person).execution_options(populate_existing=True)
    db.session.scalars(found).all()


def _require_holding(plan: RoundPlan, placements: Sequence[PlanPlacement], problem: Problem) -> None:
    """Raises: PlanBroken, with all that is broken."""
    found: dict[str, list[str]] = {}
    for each in placements:
        if (detail := _what_went(each, problem)) is not None:
            found.setdefault(each.need_id or each.id, []).append(detail)
    if not found:
        names = Names(plan, None)
        for constraint in broken(problem.value, [placement_value(each) for each in placements]):
            found.setdefault(constraint.of or constraint.limit.value, []).append(what_broke(constraint, names.of))
    if found:
        raise PlanBroken("The plan does not hold any more. Nothing was written; make a new plan.", **found)


def _what_went(placement: PlanPlacement, problem: Problem) -> str | None:
    """What of an exchange can't be planned with any more."""
    if placement.need is None or placement.need_id not in problem.needs:
        return (
            "The need was withdrawn, its challenge is closed or hidden, or nobody is there who would learn. Plan anew."
        )
    if placement.offer is None or placement.offer_id not in problem.offers:
        return "The offer was withdrawn, or none of its experts is there any more. Plan anew."
    expert = problem.experts.get(placement.expert_id or "")
    if expert is None or expert.offer_id != placement.offer_id:
        return "The expert is not available any more. Plan anew, or pin an alternate and plan anew."
    return None


def _alternates_of(plan: RoundPlan) -> dict[str, list[PlanAlternate]]:
    found = select(PlanAlternate).join(PlanPlacement, PlanPlacement.id == PlanAlternate.placement_id)
    found = found.where(PlanPlacement.plan_id == plan.id).order_by(PlanAlternate.position)
    alternates: dict[str, list[PlanAlternate]] = {}
    for each in db.session.scalars(found):
        alternates.setdefault(each.placement_id, []).append(each)
    return alternates


def _begin(
    placement: PlanPlacement, alternates: Iterable[PlanAlternate], in_round: Round, by: str | None, now: datetime
) -> None:
    """The exchange begins, and its request asks the expert; who is named in it is the expert who says yes."""
    need, offer = placement.need, placement.offer
    if need is None or need.contact is None or offer is None or placement.expert_id is None:
        raise PlanBroken("The plan does not hold any more. Nothing was written; make a new plan.")
    exchange = begin_exchange(_begun(placement, need, in_round.currency, by), now)
    there = {each.person_id for each in standing(offer.experts)}
    others = [
        (each.person_id, each.fit) for each in alternates if each.offer_id == offer.id and each.person_id in there
    ]
    planned = Planned(
        seeker=need.contact,
        challenge=need.challenge,
        exchange_id=exchange.id,
        hours_per_month=need.hours_per_month,
        languages=tuple(need.languages),
        people=((placement.expert_id, placement.fit), *others),
        by=by,
    )
    placement.exchange_id, placement.request_id = exchange.id, request_for_plan(planned, now).id


def _begun(placement: PlanPlacement, need: RoundNeed, currency: str, by: str | None) -> ExchangeBegun:
    return ExchangeBegun(
        title=need.challenge.title,
        learning_institution_id=placement.learning_institution_id,
        sharing_institution_id=placement.sharing_institution_id,
        learner_ids=(need.contact_id,) if need.contact_id else (),
        challenge_id=need.challenge_id,
        month=month_number(placement.month) if placement.month else None,
        cost=placement.cost,
        currency=currency,
        owner_id=by,
        language=placement.language,
        institutional_challenge=need.challenge.description,
    )


def _tell(plan: RoundPlan, placements: Sequence[PlanPlacement], by: str | None) -> None:
    """Seekers hear who was asked for them, or that nobody was; coordinators of all these institutions of the plan."""
    path = f"/api/v1/rounds/{plan.round_id}/plans/{plan.number}"
    places: set[str] = set()
    for each in placements:
        places |= {each.learning_institution_id, each.sharing_institution_id}
        if each.need and each.need.contact_id and each.expert_id:
            facts = {"other": each.expert_id, "title": title_of(each.need)}
            asked = f"/api/v1/match-requests/{each.request_id}"
            enqueue("need_placed", each.need.contact_id, {**facts, "path": asked}, key=f"need placed {each.id}")
    for each in db.session.scalars(select(PlanUnplaced).where(PlanUnplaced.plan_id == plan.id)):
        places.add(each.need.institution_id)
        if each.need.contact_id:
            facts = {"title": title_of(each.need), "path": f"/api/v1/rounds/{plan.round_id}/needs/{each.need_id}"}
            enqueue("need_unplaced", each.need.contact_id, facts, key=f"need unplaced {plan.id} {each.need_id}")
    for person_id in sorted(set(_coordinators_of(places)) - {by}):
        facts = {"title": plan.round.title, "path": path}
        enqueue("plan_confirmed", person_id, facts, key=f"plan confirmed {plan.id} {person_id}")


def _coordinators_of(places: set[str]) -> Iterator[str]:
    """Ids of the people who coordinate these institutions, by a role of their own or of a group."""
    for model, whose in ((RoleGrant, Account.roles), (RoleGroup, Account.groups)):
        mine = whose.any((model.role == "coordinator") & model.institution_id.in_(places))
        found = select(Account.person_id).where(Account.is_active, Account.person_id.is_not(None), mine)
        yield from filter(None, db.session.scalars(found))
