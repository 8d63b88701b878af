"""Rules of entries: what an institution seeks and offers in a round, while it is open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.challenges.models import Challenge
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db, new_id, utc_now
from app.institutions.service import require_institution
from app.people.models import Person
from app.people.service import require_people
from app.policy import is_reached, reached_institutions, require_reach
from app.rounds.experts import name_experts, standing
from app.rounds.models import Round, RoundExpert, RoundNeed, RoundOffer
from app.rounds.service import act_on, get_round, months_of, open_round
from app.topics.service import require_topics
from app.viewer import Viewer
from app.visibility import can_see

Entry = RoundNeed | RoundOffer


class EnteredTwice(Conflict):
    """The same challenge, or an offer of the same title, is in the round already."""

    type = "entered-already"


def needs_of(round_id: str, viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The select of the needs in a round that name the viewer, or that his roles reach. Raises: NotFound."""
    found = select(RoundNeed).where(RoundNeed.round_id == get_round(round_id).id)
    options = (joinedload(RoundNeed.institution), joinedload(RoundNeed.contact))
    found = found.options(*options, joinedload(RoundNeed.challenge).joinedload(Challenge.institution))
    return found.where(_reachable(RoundNeed.institution_id, RoundNeed.contact_id == viewer.person_id, asked))


def offers_of(round_id: str, viewer: Viewer, asked: dict[str, Any]) -> Select[Any]:
    """The same of the offers. Raises: NotFound."""
    found = select(RoundOffer).where(RoundOffer.round_id == get_round(round_id).id)
    found = found.options(joinedload(RoundOffer.institution), selectinload(RoundOffer.topics))
    found = found.options(selectinload(RoundOffer.experts).joinedload(RoundExpert.person))
    named = RoundOffer.experts.any(RoundExpert.person_id == viewer.person_id)
    return found.where(_reachable(RoundOffer.institution_id, named, asked))


def _reachable(
    place: InstrumentedAttribute[str], is_named: ColumnElement[bool], asked: dict[str, Any]
) -> ColumnElement[bool]:
    reached = reached_institutions()
    wanted = place == asked["institution_id"] if "institution_id" in asked else true()
    return wanted & or_(true() if reached is None else place.in_(reached), is_named)


def get_entry(model: type[Entry], round_id: str, entry_id: str, viewer: Viewer) -> Any:
    """The need or offer. Raises: NotFound, also where it names somebody else and no role reaches it."""
    entry = db.session.get(model, entry_id)
    if entry is None or entry.round_id != round_id:
        raise NotFound
    if not (is_reached(entry.institution_id) or viewer.person_id in named_in(entry)):
        raise NotFound
    return entry


def entry_to_alter(model: type[Entry], round_id: str, entry_id: str, viewer: Viewer) -> Any:
    """The same to write in it, while the round is open. Raises: NotFound, Forbidden, WrongState."""
    entry = get_entry(model, round_id, entry_id, viewer)
    act_on(open_round(round_id), "enter")
    require_reach(entry.institution_id)
    return entry


def named_in(entry: Entry) -> set[str]:
    """Ids of the people whom the entry names."""
    return {entry.contact_id} - {None} if isinstance(entry, RoundNeed) else {each.person_id for each in entry.experts}


def enter_need(round_id: str, said: dict[str, Any], viewer: Viewer) -> RoundNeed:
    """A new need of an institution. Raises: NotFound, WrongState, Forbidden, Invalid, EnteredTwice."""
    institution = require_institution(said.pop("institution_id"))
    require_reach(institution.id)
    found = open_round(round_id)
    act_on(found, "enter")
    need = RoundNeed(id=new_id(), ref=new_id(), round=found, institution=institution)
    update_need(need, said, viewer)
    return need


def update_need(need: RoundNeed, said: dict[str, Any], viewer: Viewer) -> None:
    """Say these things of the need. Raises: Invalid, EnteredTwice."""
    with db.session.no_autoflush:
        if "challenge_id" in said:
            need.challenge = _challenge(said.pop("challenge_id"), need, viewer)
        if "contact_id" in said:
            need.contact = learner(require_people([said.pop("contact_id")], "contact_id")[0], need.institution.id)
        _say(need, said, need.round)
        twice = (RoundNeed.round_id == need.round.id, RoundNeed.challenge_id == need.challenge.id)
        _require_once(select(RoundNeed.id).where(*twice, RoundNeed.id != need.id), "This challenge")
    db.session.add(need)
    db.session.flush()


def _challenge(challenge_id: str, need: RoundNeed, viewer: Viewer) -> Challenge:
    challenge = db.session.get(Challenge, challenge_id)
    if (
        challenge is None
        or not can_see(viewer, challenge.ownership())
        or challenge.institution_id != need.institution.id
    ):
        raise Invalid(
            "Enter a challenge of this institution.", challenge_id=["This institution has no such challenge."]
        )
    if challenge.visibility != "network":
        detail = "Others plan with it: its author must show it to the whole network first."
        raise Invalid("This challenge is not shown to the network.", challenge_id=[detail])
    return challenge


def learner(person: Person, institution_id: str) -> Person:
    """The person, where he may be named as who would learn. Raises: Invalid, in the same words whatever it is."""
    if person.institution_id != institution_id or person.left_on or person.objects_to_matching:
        detail = "Name somebody of this institution who can be."
        raise Invalid("This person can't be named here.", contact_id=[detail])
    return person


def enter_offer(round_id: str, said: dict[str, Any], viewer: Viewer) -> RoundOffer:
    """A new offer of an institution. Raises: NotFound, WrongState, Forbidden, Invalid, EnteredTwice."""
    institution = require_institution(said.pop("institution_id"))
    require_reach(institution.id)
    found = open_round(round_id)
    act_on(found, "enter")
    offer = RoundOffer(id=new_id(), ref=new_id(), round=found, institution=institution, experts=[])
    update_offer(offer, said, viewer)
    return offer


def update_offer(offer: RoundOffer, said: dict[str, Any], viewer: Viewer) -> None:
    """Say these things of the offer; who is newly named is told. Raises: Invalid, EnteredTwice."""
    with db.session.no_autoflush:
        if "topic_ids" in said:
            offer.topics = require_topics(said.pop("topic_ids"), "topic_ids")
        experts = said.pop("experts", None)
        _say(offer, said, offer.round)
        twice = (RoundOffer.round_id == offer.round.id, RoundOffer.institution_id == offer.institution.id)
        found = select(RoundOffer.id).where(*twice, RoundOffer.title == offer.title, RoundOffer.id != offer.id)
        _require_once(found, "An offer of this title")
        db.session.add(offer)
        if experts is not None:
            name_experts(offer, experts, viewer)
    db.session.flush()


def _say(entry: Entry, said: dict[str, Any], exchange_round: Round) -> None:
    beyond = sorted(set(said.get("months", ())) - set(months_of(exchange_round)))
    if beyond:
        raise Invalid("Not all months are in the round.", months=[f"{each} is not in the round." for each in beyond])
    for name, value in said.items():
        setattr(entry, name, sorted(set(value)) if isinstance(value, list) else value)
    entry.updated_at = utc_now()


def _require_once(found: Select[Any], what: str) -> None:
    if db.session.scalar(found) is not None:
        raise EnteredTwice(f"{what} is in the round already: alter that entry, or withdraw it first.")


def shown_need(need: RoundNeed, viewer: Viewer) -> dict[str, Any]:
    """The need; of a challenge that is not shown to the viewer any more there is no title."""
    challenge = need.challenge if can_see(viewer, need.challenge.ownership()) else None
    kept = ("id", "institution", "contact", "hours_per_month", "languages", "months", "visitors", "updated_at")
    told = {"id": challenge.id, "name": challenge.title} if challenge else None
    return {**{name: getattr(need, name) for name in kept}, "challenge": told}


def shown_offer(offer: RoundOffer) -> dict[str, Any]:
    """The offer with the experts who are still there for it."""
    kept = ("id", "institution", "title", "description", "topics", "hours_per_month", "at_most", "months", "cost")
    experts = [{"person": each.person, "hours_per_month": each.hours_per_month} for each in standing(offer.experts)]
    return {**{name: getattr(offer, name) for name in kept}, "experts": experts, "updated_at": offer.updated_at}


def needs_to_plan(exchange_round: Round) -> list[RoundNeed]:
    """The needs that a plan is made of: their challenge is open and shown to the network, their contact is there."""
    found = select(RoundNeed).where(RoundNeed.round_id == exchange_round.id).join(RoundNeed.challenge)
    found = found.join(Person, Person.id == RoundNeed.contact_id)
    is_there = (Person.left_on.is_(None), Person.objects_to_matching.is_(False))
    found = found.where(Challenge.status == "open", Challenge.visibility == "network", *is_there)
    options = (joinedload(RoundNeed.institution), joinedload(RoundNeed.contact), joinedload(RoundNeed.challenge))
    found = found.where(Person.institution_id == RoundNeed.institution_id).options(*options)
    return list(db.session.scalars(found.order_by(RoundNeed.id)).unique())


def offers_to_plan(exchange_round: Round) -> list[tuple[RoundOffer, list[RoundExpert]]]:
    """The offers that a plan is made of, each with the experts who are still there for it; none without any."""
    found = select(RoundOffer).where(RoundOffer.round_id == exchange_round.id).order_by(RoundOffer.id)
    loaded = selectinload(RoundOffer.experts).joinedload(RoundExpert.person).joinedload(Person.institution)
    offers: Iterable[RoundOffer] = db.session.scalars(
        found.options(joinedload(RoundOffer.institution), loaded)
    ).unique()
    there = [(each, standing(each.experts)) for each in offers]
    return [(offer, experts) for offer, experts in there if experts]
