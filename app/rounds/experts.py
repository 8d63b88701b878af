"""Rules of experts: who may be named in an offer, who is told, and how somebody takes himself out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.errors import Forbidden, Invalid, NotFound
from app.extensions import db
from app.outbox.service import enqueue
from app.people.models import Person
from app.people.service import require_people
from app.policy import is_reached
from app.rounds.models import RoundExpert, RoundOffer
from app.rounds.service import act_on, open_round
from app.viewer import Viewer


def is_standing(person: Person, institution_id: str) -> bool:
    """Whether the person can be planned with for that institution: works there, and is open to people abroad."""
    is_open = not (person.left_on or person.is_paused or person.objects_to_matching)
    widest = {person.ring_open, person.institution.ring_open}
    return is_open and person.institution_id == institution_id and widest == {"international"}


def standing(experts: Iterable[RoundExpert]) -> list[RoundExpert]:
    """Those who can still be planned with: an objection, a pause or a departure holds in the very next answer."""
    return [each for each in experts if is_standing(each.person, each.offer.institution_id)]


def name_experts(offer: RoundOffer, said: list[dict[str, Any]], viewer: Viewer) -> None:
    """Let these be the experts of the offer; who is newly named is told. Raises: Invalid."""
    hours = {each["person_id"]: each["hours_per_month"] for each in said}
    if len(hours) != len(said):
        raise Invalid("Somebody is named twice.", experts=["Name everybody once."])
    people = require_people(list(hours), "experts")
    known = {each.person_id: each for each in offer.experts}
    new = [each for each in people if each.id not in known]
    _require_nameable(offer, new)
    offer.experts = [known.get(each.id) or RoundExpert(person=each) for each in people]
    for expert, person in zip(offer.experts, people, strict=True):
        expert.hours_per_month = hours[person.id]
    db.session.flush()
    for person in new:
        if person.id != viewer.person_id:
            facts = {"title": offer.title, "path": f"/api/v1/rounds/{offer.round_id}/offers/{offer.id}"}
            enqueue("named_in_offer", person.id, facts, key=f"named {offer.id} {person.id}")


def _require_nameable(offer: RoundOffer, people: list[Person]) -> None:
    """Raises: Invalid, in the same words whatever stands against somebody: that is his own affair."""
    refused = [each for each in people if not is_standing(each, offer.institution.id)]
    if refused:
        detail = "Name people of this institution who help colleagues abroad; they say so on their own page."
        names = [f"{each.name} can't be named here. {detail}" for each in refused]
        raise Invalid("Some people can't be named here.", experts=names)
    elsewhere = select(RoundExpert.person_id).join(RoundExpert.offer)
    elsewhere = elsewhere.where(RoundOffer.round_id == offer.round.id, RoundOffer.id != offer.id)
    twice = set(db.session.scalars(elsewhere.where(RoundExpert.person_id.in_([each.id for each in people]))))
    if twice:
        names = [f"{each.name} is named in another offer of this round." for each in people if each.id in twice]
        raise Invalid("Everybody is in one offer of a round.", experts=names)


def take_out(round_id: str, offer_id: str, person_id: str, viewer: Viewer) -> None:
    """The person is in the offer no more: he says so himself at any time, a coordinator while entries are open.

    Raises: NotFound, Forbidden, WrongState.
    """
    expert = db.session.get(RoundExpert, (offer_id, person_id))
    is_self = person_id == viewer.person_id
    if expert is None or expert.offer.round_id != round_id:
        raise NotFound
    if not is_self and not is_reached(expert.offer.institution_id):
        raise NotFound if viewer.person_id not in {each.person_id for each in expert.offer.experts} else Forbidden
    if not is_self:
        act_on(open_round(round_id), "enter")
    expert.offer.experts.remove(expert)
    db.session.flush()
