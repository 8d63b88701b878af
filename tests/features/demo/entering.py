"""Twenty institutions of the demo world enter a round: what each seeks and offers, from what is shown of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.challenges.models import Challenge
from app.extensions import db
from app.institutions.models import Institution
from app.people.models import Person
from app.rounds.experts import is_standing

INSTITUTIONS = [
    "ar-interior",
    "co-dane",
    "id-bappenas",
    "sn-men",
    "ng-fmard",
    "co-aci",
    "id-kemendesa",
    "in-naco",
    "in-sbm",
    "ke-mdp",
    "ug-mowt",
    "ke-cog",
    "ug-maaif",
    "cn-afdi",
    "ke-ksg",
    "kr-kdi",
    "ke-mpyg",
    "tg-mme",
    "et-moa",
    "ng-lamata",
]
MONTHS = ("2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06")
SEASONS = (MONTHS[:3], MONTHS[2:5], MONTHS[3:], ())  # when an institution is free; the last one always


def entries(application: Any) -> dict[str, tuple[list[dict[str, Any]], dict[str, Any]]]:
    """By institution its needs (two at most) and its offer, as they are sent."""
    with application.app_context():
        found = select(Institution).where(Institution.ref.in_(INSTITUTIONS))
        places = sorted(db.session.scalars(found), key=lambda each: INSTITUTIONS.index(each.ref))
        made = {each.ref: (_needs(each, number), _offer(each, number)) for number, each in enumerate(places)}
        db.session.remove()
    return made


def _needs(place: Institution, number: int) -> list[dict[str, Any]]:
    shown = (Challenge.visibility == "network", Challenge.status == "open", Challenge.author_id.is_not(None))
    found = select(Challenge).where(Challenge.institution_id == place.id, *shown).order_by(Challenge.ref)
    kept = {"institution_id": place.id, "hours_per_month": 2, "months": SEASONS[number % 4]}
    return [
        {**kept, "challenge_id": each.id, "contact_id": each.author_id, "languages": _spoken(each.author)}
        for each in db.session.scalars(found.limit(2))
    ]


def _spoken(person: Person | None) -> list[str]:
    return sorted(each.language for each in person.languages if each.level[0] in "BC") if person else []


def _offer(place: Institution, number: int) -> dict[str, Any]:
    staff = db.session.scalars(select(Person).where(Person.institution_id == place.id).order_by(Person.ref))
    able = [each for each in staff if each.hours_per_month and is_standing(each, place.id)][:3]
    experts = [{"person_id": each.id, "hours_per_month": min(4, each.hours_per_month)} for each in able]
    said = {"title": f"What {place.acronym or place.name} can share"[:200], "experts": experts}
    costs = {"cost": 400 + 100 * (number % 4), "hours_per_month": 6, "at_most": 3, "months": SEASONS[(number + 3) % 4]}
    return {"institution_id": place.id, **said, **costs}
