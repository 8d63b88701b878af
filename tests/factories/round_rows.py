"""Rounds, needs and offers for tests, and requests that are right for them: what the matrix asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.challenges.models import Challenge
from app.extensions import db, new_id
from app.people.models import Person
from app.rounds.models import Round, RoundExpert, RoundNeed, RoundOffer, RoundPin

if TYPE_CHECKING:
    from tests.factories.maker import Maker
    from tests.factories.requests import Owner, World

MONTHS = {"first_month": "2027-01", "last_month": "2027-06"}
ABROAD = {"ring_open": "international", "hours_per_month": 8.0}


def a_round(make: Maker, **said: Any) -> str:
    """A round that is open."""
    number = new_id()
    return make._save(lambda: Round(id=number, ref=number, **{"title": f"Round {number[-4:]}", **MONTHS, **said}))


def a_need(make: Maker, round_id: str, contact: str, challenge: str | None = None, **said: Any) -> str:
    """A need of that person's institution."""
    chosen = challenge or make.challenge(contact, visibility="network")

    def build() -> RoundNeed:
        place = db.session.get_one(Person, contact).institution_id
        kept = {"id": new_id(), "ref": new_id(), "round_id": round_id, "institution_id": place, "contact_id": contact}
        return RoundNeed(**kept, challenge=db.session.get_one(Challenge, chosen), **said)

    return make._save(build)


def an_offer(make: Maker, round_id: str, *experts: str, hours: float = 4.0, **said: Any) -> str:
    """An offer of these people's institution, each with so many hours a month."""

    def build() -> RoundOffer:
        place = db.session.get_one(Person, experts[0]).institution_id
        kept = {"id": new_id(), "ref": new_id(), "round_id": round_id, "institution_id": place}
        named = [RoundExpert(person_id=each, hours_per_month=hours) for each in experts]
        return RoundOffer(**kept, experts=named, **{"title": f"Offer {new_id()[-6:]}", **said})

    return make._save(build)


def a_pin(make: Maker, need: str, person: str, **said: Any) -> None:
    """That a need goes to that person in every plan."""
    with make._application.app_context():
        db.session.add(RoundPin(need_id=need, person_id=person, **{"kind": "pin", **said}))
        db.session.commit()
        db.session.remove()


def round_of(world: World, **said: Any) -> dict[str, str]:
    """A round, which is nobody's own."""
    return {"round_id": a_round(world.make, **said)}


def needed(world: World, owner: Owner) -> dict[str, str]:
    """A need that names this person."""
    ids = round_of(world)
    return {**ids, "need_id": a_need(world.make, ids["round_id"], owner.person)}


def offered(world: World, owner: Owner) -> dict[str, str]:
    """An offer that names this person."""
    ids = round_of(world)
    return {**ids, "offer_id": an_offer(world.make, ids["round_id"], owner.person)}


def named(world: World, owner: Owner) -> dict[str, str]:
    """The same with who is named."""
    return {**offered(world, owner), "person_id": owner.person}


def need_to_enter(world: World, owner: Owner) -> tuple[dict[str, str], dict[str, Any]]:
    """A round, and a need of that institution."""
    contact = world.make.person(owner.institution)
    challenge = world.make.challenge(contact, visibility="network")
    return round_of(world), {"institution_id": owner.institution, "challenge_id": challenge, "contact_id": contact}


def offer_to_enter(world: World, owner: Owner) -> tuple[dict[str, str], dict[str, Any]]:
    """A round, and an offer of that institution."""
    experts = [{"person_id": world.make.person(owner.institution, **ABROAD), "hours_per_month": 2.0}]
    return round_of(world), {"institution_id": owner.institution, "title": "Meters that last", "experts": experts}


def need_file(world: World, owner: Owner) -> bytes:
    """A file with one need of that institution."""
    said = need_to_enter(world, owner)[1]
    cells = (f"[{said[name]}]" for name in ("institution_id", "challenge_id", "contact_id"))
    return f"institution,challenge,contact\n{','.join(cells)}\n".encode()
