"""A round from the database to the stored plan, against the solver alone: `python -m bench.bench_plan_stored [needs]`.

On SQLite in a file; fits stored beforehand. The bar: at most 10 times the bare solver's time.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import insert

from app import MIGRATIONS, create_app
from app.challenges.models import Challenge
from app.changes import newest_number
from app.engine import current_engine
from app.extensions import db, new_id, utc_now
from app.institutions.models import Institution
from app.people.models import Employment, Person, PersonLanguage
from app.planning import plans
from app.planning.fits import _checksum
from app.planning.models import RoundFit, RoundFitting
from app.rounds.entries import needs_to_plan
from app.rounds.models import Round, RoundExpert, RoundNeed, RoundOffer
from bench.bench_plan import bare, generated, timed
from config import Settings
from matching.planning.types import Round as Asked

Known = Callable[[str], str]
Rows = list[dict[str, Any]]
SHOWN = {"languages_visibility": "network", "availability_visibility": "network", "ring_open": "international"}


def stored(asked: Asked) -> str:
    """Write a generated round into the database, its fits too; gives its id."""
    ids: dict[str, str] = {}
    known = lambda name: ids.setdefault(name, new_id())  # noqa: E731
    for model, rows in {**of_people(asked, known), **of_round(asked, known), **of_offers(asked, known)}.items():
        db.session.execute(insert(model), rows)
    db.session.commit()
    current_engine().warm_up()
    needs = needs_to_plan(db.session.get_one(Round, ids["round"]))
    experts = frozenset(ids[each.id] for each in asked.experts)
    told = {"change_number": newest_number(), "asked": _checksum(needs, experts)}
    db.session.add(RoundFitting(round_id=ids["round"], **told))
    db.session.commit()
    db.session.remove()
    return ids["round"]


def of_people(asked: Asked, known: Known) -> dict[type, Rows]:
    places = {each.institution for each in (*asked.needs, *asked.offers)}
    place_of = {each.id: each.institution for each in asked.offers}
    people = [(f"l{need.id}", need.institution, need, 0.0) for need in asked.needs]
    people += [(each.id, place_of[each.offer], each, each.hours) for each in asked.experts]
    return {
        Institution: [{"id": known(each), "ref": each, "name": each, "ring_open": "international"} for each in places],
        Person: [
            {
                **{"id": known(name), "ref": name, "name": name, "institution_id": known(place), **SHOWN},
                **{"time_zone": each.availability.time_zone, "hours_per_month": hours},
            }
            for name, place, each, hours in people
        ],
        Employment: [
            {"id": new_id(), "person_id": known(name), "institution_id": known(place), "started_on": date(2024, 1, 1)}
            for name, place, _, _ in people
        ],
        PersonLanguage: [
            {"person_id": known(name), "language": code, "level": "C1"}
            for name, _, each, _ in people
            for code in each.languages
        ],
    }


def of_round(asked: Asked, known: Known) -> dict[type, Rows]:
    plan_round = {"id": known("round"), "ref": "r", "title": "Round", "first_month": "2027-01", "last_month": "2027-12"}
    return {
        Challenge: [
            {
                **{"id": known(f"c{need.id}"), "ref": need.id, "title": need.id, "visibility": "network"},
                **{"institution_id": known(need.institution), "author_id": None},
            }
            for need in asked.needs
        ],
        Round: [{**plan_round, "interpretation_cost": asked.rules.interpretation_cost}],
        RoundNeed: [
            {
                **{
                    "id": known(need.id),
                    "ref": need.id,
                    "round_id": known("round"),
                    "languages": sorted(need.languages),
                },
                **{"institution_id": known(need.institution), "challenge_id": known(f"c{need.id}")},
                **{"contact_id": known(f"l{need.id}"), "hours_per_month": need.hours},
            }
            for need in asked.needs
        ],
    }


def of_offers(asked: Asked, known: Known) -> dict[type, Rows]:
    return {
        RoundOffer: [
            {
                **{"id": known(each.id), "ref": each.id, "round_id": known("round"), "title": each.id},
                **{"institution_id": known(each.institution), "hours_per_month": each.hours},
                **{"at_most": each.at_most, "cost": each.cost},
            }
            for each in asked.offers
        ],
        RoundExpert: [
            {"offer_id": known(each.offer), "person_id": known(each.id), "hours_per_month": each.hours}
            for each in asked.experts
        ],
        RoundFit: [
            {"need_id": known(need), "person_id": known(expert), "fit": fit}
            for (need, expert), fit in asked.fits.items()
        ],
    }


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory() as folder:
        application = create_app(Settings(env="test", database_url=f"sqlite:///{Path(folder) / 'bench.db'}"))
        with application.app_context():
            flask_migrate.upgrade(str(MIGRATIONS))
            round_id = stored(generated(many))
            asked_why = plans.blockings_of
            reasons: list[float] = []

            def counted(*given: object) -> object:
                seconds, found = timed(lambda: asked_why(*given))
                reasons.append(seconds)
                return found

            plans.blockings_of = counted
            for spent in bare():
                whole, plan = timed(lambda: (plans.make_plan(round_id, None, utc_now()), db.session.commit())[0])
                solver = sum(spent) or 1e-9
            without = whole - sum(reasons)
            print(f"{many} needs, {many} offers: {plan.served} served, gap {plan.gap:.4f}")
            print(f"database to stored plan {without:.2f} s, of it the solver's calls {solver:.2f} s")
            print(f"reasons for {many - plan.served} without a place {sum(reasons):.2f} s (solver's calls included)")
            print(f"ratio without reasons {without / solver:.2f}, with them {whole / solver:.2f} (bar: 10)")


if __name__ == "__main__":
    main()
