"""Plans as they are shown: who is placed with whom and why, what keeps the others out, for each viewer his part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.institutions.models import Institution
from app.people.models import Person
from app.planning.fits import evidence_of
from app.planning.models import PlanAlternate, PlanPlacement, PlanRelaxing, PlanUnplaced, RoundPlan
from app.planning.plans import newest_number_of, with_person
from app.planning.words import NOBODY_FITS
from app.rounds.experts import is_standing
from app.rounds.models import RoundNeed, RoundOffer
from matching.planning.sentences import Sentence, sentence
from matching.planning.types import Relaxing
from matching.types import EvidenceHit

Reached = frozenset[str] | None  # the institutions whose part is shown; None: all
_PAIRED = ("fit", "cost", "month", "language", "is_interpreted", "hours_in_common")
_FIGURES = ("served", "worst", "total", "bound", "gap", "cost")


def summary(plan: RoundPlan, reached: Reached) -> dict[str, Any]:
    """A plan by its figures; to who sees a part they would tell of the rest."""
    same = ("number", "made_at", "confirmed_at", "solver")
    figures = {name: getattr(plan, name) if _is_open(plan, reached) else None for name in _FIGURES}
    who = {"made_by": plan.made_by, "currency": plan.round.currency}
    newest = plan.number == newest_number_of(plan.round_id)
    return {**{name: getattr(plan, name) for name in same}, **figures, **who, "is_newest": newest}


def shown(plan: RoundPlan, reached: Reached) -> dict[str, Any]:
    """The plan whole, or what concerns these institutions; once it is confirmed all its exchanges are shown."""
    is_open = _is_open(plan, reached)
    placements = [each for each in placements_of(plan) if is_open or _is_in(each, reached)]
    unplaced = [each for each in _unplaced_of(plan) if reached is None or each.need.institution_id in reached]
    return {
        **summary(plan, reached),
        "placements": [_placement(each, alternates) for each, alternates in _with_alternates(placements)],
        "unplaced": list(_shown_unplaced(plan, unplaced, reached)),
        "circles": _circles(plan) if is_open else [],
    }


def _is_open(plan: RoundPlan, reached: Reached) -> bool:
    return reached is None or plan.confirmed_at is not None


def _is_in(placement: PlanPlacement, reached: Reached) -> bool:
    places = {placement.learning_institution_id, placement.sharing_institution_id}
    return reached is None or not places.isdisjoint(reached)


def placements_of(plan: RoundPlan) -> list[PlanPlacement]:
    """Its placements with all that is shown of them, in the order of their needs."""
    found = select(PlanPlacement).where(PlanPlacement.plan_id == plan.id).order_by(PlanPlacement.id)
    need = joinedload(PlanPlacement.need)
    found = found.options(need.joinedload(RoundNeed.challenge), joinedload(PlanPlacement.offer))
    found = found.options(joinedload(PlanPlacement.expert).joinedload(Person.institution))
    places = (PlanPlacement.learning_institution, PlanPlacement.sharing_institution)
    return list(db.session.scalars(found.options(*map(joinedload, places))))


def _with_alternates(placements: list[PlanPlacement]) -> Iterable[tuple[PlanPlacement, list[PlanAlternate]]]:
    by_placement: dict[str, list[PlanAlternate]] = {}
    plans = {each.plan_id for each in placements}
    found = select(PlanAlternate).join(PlanPlacement, PlanPlacement.id == PlanAlternate.placement_id)
    found = found.where(PlanPlacement.plan_id.in_(plans)).order_by(PlanAlternate.position)
    person = joinedload(PlanAlternate.person).joinedload(Person.institution)
    for each in db.session.scalars(found.options(person, joinedload(PlanAlternate.offer))):
        by_placement.setdefault(each.placement_id, []).append(each)
    return ((each, by_placement.get(each.id, [])) for each in placements)


def _placement(placement: PlanPlacement, alternates: list[PlanAlternate]) -> dict[str, Any]:
    others = [each for each in alternates if is_standing(each.person, each.offer.institution_id)]
    expert = standing_expert(placement)
    people = frozenset({*(each.person_id for each in others), *([expert.id] if expert else [])})
    evidence = _evidence(placement, people)
    return {
        **{name: getattr(placement, name) for name in (*_PAIRED, "is_pinned", "request_id", "exchange_id")},
        "learning_institution": placement.learning_institution,
        "sharing_institution": placement.sharing_institution,
        "need": need_named(placement.need),
        "offer": offer_named(placement.offer),
        "expert": expert,
        "evidence": _hits(evidence.get(expert.id, ())) if expert else [],
        "alternates": [_alternate(each, evidence) for each in others],
    }


def standing_expert(placement: PlanPlacement) -> Person | None:
    """The expert; who paused, objects or has left since is not shown in it any more."""
    expert = placement.expert
    return expert if expert and is_standing(expert, placement.sharing_institution_id) else None


def _evidence(placement: PlanPlacement, people: frozenset[str]) -> Mapping[str, tuple[EvidenceHit, ...]]:
    need = placement.need
    if need is None or need.challenge.visibility != "network" or not people:
        return {}
    return evidence_of(need.challenge, need.institution_id, people)


def _hits(hits: Iterable[EvidenceHit]) -> list[dict[str, Any]]:
    """Ids of the engine carry their kind ("lesson:<id>"); outside it the id stands alone."""
    return [{**asdict(each), "id": each.id.partition(":")[2]} for each in hits]


def _alternate(alternate: PlanAlternate, evidence: Mapping[str, tuple[EvidenceHit, ...]]) -> dict[str, Any]:
    return {
        **{name: getattr(alternate, name) for name in _PAIRED},
        "person": alternate.person,
        "offer": offer_named(alternate.offer),
        "evidence": _hits(evidence.get(alternate.person_id, ())),
    }


def need_named(need: RoundNeed | None) -> dict[str, str] | None:
    """A need by the title of its challenge, as long as that is shown to the network; None where it was withdrawn."""
    return {"id": need.id, "name": title_of(need)} if need else None


def title_of(need: RoundNeed) -> str:
    """What a need is called."""
    return need.challenge.title if need.challenge.visibility == "network" else "a challenge that is not shown any more"


def offer_named(offer: RoundOffer | None) -> dict[str, str] | None:
    """An offer by its title; None where it was withdrawn."""
    return {"id": offer.id, "name": offer.title} if offer else None


def _unplaced_of(plan: RoundPlan) -> list[PlanUnplaced]:
    found = select(PlanUnplaced).where(PlanUnplaced.plan_id == plan.id).order_by(PlanUnplaced.need_id)
    need = joinedload(PlanUnplaced.need)
    return list(
        db.session.scalars(found.options(need.joinedload(RoundNeed.challenge), need.joinedload(RoundNeed.institution)))
    )


def _shown_unplaced(plan: RoundPlan, unplaced: list[PlanUnplaced], reached: Reached) -> Iterable[dict[str, Any]]:
    relaxing: dict[str, list[PlanRelaxing]] = {}
    found = select(PlanRelaxing).where(PlanRelaxing.plan_id == plan.id).order_by(PlanRelaxing.position)
    for each in db.session.scalars(found):
        relaxing.setdefault(each.need_id, []).append(each)
    names = Names(plan, reached)
    for each in unplaced:
        told = [_relaxing(row, names) for row in relaxing.get(each.need_id, [])]
        yield {
            **{
                "need": need_named(each.need),
                "institution": each.need.institution,
                "has_candidates": each.has_candidates,
                "is_proven": each.is_proven,
            },
            "blocked_by": told,
            "why": " ".join(row["sentence"] for row in told) if each.has_candidates else NOBODY_FITS,
        }


def _relaxing(row: PlanRelaxing, names: Names) -> dict[str, Any]:
    """How many hours somebody has left is told only where the network may know how many he offers."""
    constraint = with_person(row.limit, row.of, row.person_id)
    ids = [each for each in constraint.of.split("/") if each]
    is_told = row.person_id is None or names.has_open_hours(row.person_id)
    said = sentence(Relaxing(constraint, row.amount), {each: names.of(each) for each in ids})
    text = (said if is_told else Sentence(said.kind, said.values | {"amount": "not shown"})).text()
    of = [{"id": each, "name": names.of(each)} for each in ids if names.is_told(each)]
    return {"limit": row.limit, "of": of, "amount": row.amount if is_told else None, "sentence": f"{text}."}


def _circles(plan: RoundPlan) -> list[list[Institution]]:
    ids = {each for circle in plan.circles for each in circle}
    found = {each.id: each for each in db.session.scalars(select(Institution).where(Institution.id.in_(ids)))}
    return [[found[each] for each in circle if each in found] for circle in plan.circles]


class Names:
    """Names of all that the constraints of a plan are of; who sees a part of it is told no names of the rest."""

    def __init__(self, plan: RoundPlan, reached: Reached):
        self._reached = reached
        self._told: dict[str, str] = {}
        self._open_hours: set[str] = set()
        needs = select(RoundNeed).where(RoundNeed.round_id == plan.round_id)
        for need in db.session.scalars(
            needs.options(joinedload(RoundNeed.challenge), joinedload(RoundNeed.institution))
        ):
            self._tell(need.id, title_of(need), need.institution_id)
            self._tell(need.institution_id, need.institution.name, need.institution_id)
        offers = (
            select(RoundOffer).where(RoundOffer.round_id == plan.round_id).options(joinedload(RoundOffer.institution))
        )
        for offer in db.session.scalars(offers.options(selectinload(RoundOffer.experts))):
            self._tell(offer.id, offer.title, offer.institution_id)
            self._tell(offer.institution_id, offer.institution.name, offer.institution_id)
            for expert in offer.experts:
                if is_standing(expert.person, offer.institution_id):
                    self._tell(expert.person_id, expert.person.name, offer.institution_id)
                    if expert.person.availability_visibility == "network":
                        self._open_hours.add(expert.person_id)

    def _tell(self, item_id: str, name: str, institution_id: str) -> None:
        if self._reached is None or institution_id in self._reached:
            self._told[item_id] = name

    def of(self, item_id: str) -> str:
        """What it is called; without a name where it is not told."""
        return self._told.get(item_id, "another one")

    def is_told(self, item_id: str) -> bool:
        """Whether it is called by its name."""
        return item_id in self._told

    def has_open_hours(self, person_id: str) -> bool:
        """Whether the network may know how many hours somebody offers."""
        return person_id in self._open_hours
