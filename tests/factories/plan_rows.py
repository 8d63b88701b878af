"""A round to plan, for tests: institutions of four countries that seek and share; requests that are right for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.extensions import db, new_id, utc_now
from app.planning.models import PlanAlternate, PlanPlacement, PlanRelaxing, RoundFit, RoundPlan
from app.planning.plans import make_plan
from app.rounds.models import RoundNeed, RoundOffer
from tests.factories.round_rows import ABROAD, a_need, a_pin, a_round, an_offer

if TYPE_CHECKING:
    from tests.factories.maker import Maker
    from tests.factories.requests import World

TEXTS = {
    "radio": "village radio for early warning of floods",
    "land": "land registration in towns with drones",
    "water": "water meters that last and leaks found early",
    "school": "school meals from local farmers",
}


@dataclass
class Planned:
    """A round and what is in it, by topic: ids of needs, offers, people who learn and people who help."""

    round: str
    needs: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    learners: dict[str, str] = field(default_factory=dict)
    experts: dict[str, str] = field(default_factory=dict)
    seeking: dict[str, str] = field(default_factory=dict)
    sharing: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/rounds/{self.round}"


def an_expert(make: Maker, place: str, topic: str, **said: Any) -> str:
    """Somebody whose evidence answers what is sought under that topic."""
    person = make.person(place, **{**ABROAD, "availability_visibility": "network", **said})
    make.lesson(person, title=TEXTS[topic], actions=TEXTS[topic])
    return person


def seek(make: Maker, planned: Planned, topic: str, place: str | None = None, **said: Any) -> str:
    """A need about that topic, of an institution of its own."""
    place = place or make.institution(country="KE")
    learner = make.person(place, ring_open="international")
    challenge = make.challenge(learner, title=TEXTS[topic], description=TEXTS[topic], visibility="network")
    planned.learners[topic], planned.seeking[topic] = learner, place
    planned.needs[topic] = a_need(make, planned.round, learner, challenge, **said)
    return planned.needs[topic]


def share(make: Maker, planned: Planned, topic: str, place: str | None = None, **said: Any) -> str:
    """An offer by somebody who knows about that topic, of an institution of its own."""
    place = place or make.institution(country="GH")
    planned.experts[topic], planned.sharing[topic] = an_expert(make, place, topic), place
    planned.offers[topic] = an_offer(make, planned.round, planned.experts[topic], **said)
    return planned.offers[topic]


def a_round_to_plan(make: Maker, *topics: str, **said: Any) -> Planned:
    """A round with closed entries, in which each topic is sought once and shared once."""
    planned = Planned(a_round(make, **{"status": "planning", **said}))
    for topic in topics or TEXTS:
        seek(make, planned, topic)
        share(make, planned, topic)
    return planned


def everything_of_a_plan(make: Maker, round_id: str, need: str, person: str) -> None:
    """All that a plan keeps of somebody: who makes and confirms it, is placed, an alternate, asked for more hours."""
    now, plan, placement = utc_now(), new_id(), new_id()
    told = {"fit": 0.5, "cost": 0, "month": "2027-01", "language": "en", "is_interpreted": False}
    with make._application.app_context():
        offer = db.session.scalars(select(RoundOffer).where(RoundOffer.round_id == round_id)).one()
        worth = {"served": 1, "worst": 0.5, "total": 0.5, "bound": 0.5, "gap": 0.0, "cost": 0, "solver": "none"}
        who = {"made_by_id": person, "confirmed_by_id": person, "made_at": now, "confirmed_at": now}
        db.session.add(RoundPlan(id=plan, round_id=round_id, number=1, **worth, **who))
        db.session.add(RoundFit(need_id=need, person_id=person, fit=0.5))
        db.session.flush()
        places = {"learning_institution_id": offer.institution_id, "sharing_institution_id": offer.institution_id}
        kept = {"id": placement, "plan_id": plan, "need_id": need, "offer_id": offer.id, "expert_id": person}
        db.session.add(PlanPlacement(**kept, **places, is_pinned=False, **told))
        db.session.flush()
        other = {"placement_id": placement, "person_id": person, "offer_id": offer.id, "position": 0}
        db.session.add(PlanAlternate(**other, **told))
        more = {"plan_id": plan, "need_id": need, "position": 0, "limit": "expert_hours", "of": "", "amount": 1.0}
        db.session.add(PlanRelaxing(**more, person_id=person))
        db.session.commit()
        db.session.remove()


def plan_of(world: World) -> dict[str, Any]:
    """A round with one plan, which is nobody's own."""
    planned = a_round_to_plan(world.make, "radio")
    with world.application.app_context():
        make_plan(planned.round, None, utc_now())
        db.session.commit()
        db.session.remove()
    return {"round_id": planned.round, "number": 1}


def placement_of(world: World) -> dict[str, Any]:
    """The same with a need that has a place in it."""
    ids = plan_of(world)
    with world.application.app_context():
        need = db.session.scalar(select(RoundNeed.id).where(RoundNeed.round_id == ids["round_id"]))
    return {**ids, "need_id": need}


def pair_of(world: World) -> dict[str, str]:
    """A need and an expert of a round."""
    planned = a_round_to_plan(world.make, "radio")
    return {"round_id": planned.round, "need_id": planned.needs["radio"], "person_id": planned.experts["radio"]}


def pin_of(world: World) -> dict[str, str]:
    """The same, pinned."""
    ids = pair_of(world)
    a_pin(world.make, ids["need_id"], ids["person_id"])
    return ids
