"""What a manager is shown: the posts by risk, the areas of know-how, whose leaving would hurt most, and what-ifs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.errors import Invalid, NotFound
from app.extensions import db, utc_now
from app.institutions.models import Institution
from app.institutions.service import get_institution
from app.knowledge_risk.holdings import Held, ids_of_staff, knowledge_at
from app.knowledge_risk.models import RiskSetting
from app.knowledge_risk.scoring import Scored, scored
from app.knowledge_risk.settings import require_on, setting_of
from app.lessons.models import Lesson
from app.lessons.service import VALIDATED_STEPS
from app.people.models import Person
from app.policy import is_reached
from graph.areas import fewest_departures
from graph.departures import Home, WhatIf, what_if
from graph.knowledge import COMPETENT, KINDS, LEVELS, PROXIMITIES, Holding, Place, numbered
from graph.positions import BANDS, POSITION_FACTORS, SOURCE, PositionRisk
from graph.singles import all_departures, ranked

SMALL_AREA = 60  # competent holdings up to which the fewest are proved: beyond, that may take a second for each area
MOST_DEPARTURES = 20  # shown of those that would hurt most


def compile_loops() -> None:
    """Have the loops that reports run compiled, where they are not yet; that takes seconds, once on a machine."""
    two = {"one": Place("KE", "here"), "other": Place("KE", "here")}
    knowledge = numbered(two, {"thing": "topic"}, [Holding(each, "thing", COMPETENT) for each in two]).knowledge
    ranked(all_departures(knowledge))
    what_if(knowledge, [0], (0, 0, 0))
    fewest_departures(knowledge, [0])


def place_at_risk(institution_id: str) -> tuple[Institution, RiskSetting]:
    """An institution that the viewer's roles reach, and its setting. Raises: NotFound, SwitchedOff."""
    if not is_reached(institution_id):
        raise NotFound
    place = get_institution(institution_id)
    require_on(place.id)
    return place, setting_of(place.id)


def report(place: Institution, setting: RiskSetting) -> dict[str, Any]:
    """The posts by residual risk, the areas, and the departures that would hurt most, with the scale behind it."""
    posts = scored(place, setting, utc_now().date())
    held = knowledge_at(place)
    bands = Counter(each.risk.residual_band.name for each in posts if each.risk)
    return {
        "institution": place,
        "bands": [{"band": name, "positions": bands[name]} for name in BANDS],
        "not_rated": sum(each.risk is None for each in posts),
        "positions": [shown_post(each) for each in posts],
        "areas": _areas(held, place),
        "departures": _departures(held, place),
        "source": SOURCE,
        "factors": [{"factor": factor, "means": means} for factor, means in sorted(POSITION_FACTORS.items())[::-1]],
    }


def shown_post(post: Scored) -> dict[str, Any]:
    """A post with its risk as the API shows it."""
    row = post.position
    names = {each.id: each.name for each in row.topics}
    told = {name: getattr(row, name) for name in ("id", "title", "unit", "factor", "evidence", "rated_by", "rated_at")}
    return {**told, "holder": post.holder, "leaves_on": post.leaves_on, "risk": _risk(post.risk, names)}


def _risk(risk: PositionRisk | None, names: dict[str, str]) -> dict[str, Any] | None:
    if risk is None:
        return None
    return {
        "attrition": risk.attrition,
        "total": risk.total,
        "band": risk.band.name,
        "residual": risk.residual,
        "residual_band": risk.residual_band.name,
        "actions": list(risk.residual_band.actions),
        "topics": [
            {
                **{"id": each.topic, "name": names[each.topic], "open": each.open_halves / 2},
                **{"lessons": list(each.lessons), "successors": list(each.successors)},
            }
            for each in risk.topics
        ],
    }


def _areas(held: Held, place: Institution) -> list[dict[str, Any]]:
    """By topic who is competent near and far, lessons, and the fewest departures by which the institution loses it."""
    knowledge, validated = held.named.knowledge, _validated(held)
    rows = []
    for number, name in enumerate(held.named.things):
        if not name.startswith("topic:"):
            continue
        topic = name.partition(":")[2]
        about = [at for at, thing in enumerate(held.named.things) if topic in held.topics_of.get(thing, ())]
        span = slice(*knowledge.starts[number : number + 2])
        able = zip(knowledge.holders[span].tolist(), knowledge.levels[span].tolist(), strict=True)
        near = Counter(_distance(held.person(person), place) for person, level in able if level >= COMPETENT)
        lost = fewest_departures(held.at_home.knowledge, about, small=SMALL_AREA)
        rows.append(
            {
                **{"id": topic, "name": held.labels[name], "competent": {each: near[each] for each in PROXIMITIES[1:]}},
                "lessons": sum(held.named.things[at] in validated for at in about),
                "fewest": {
                    **{"people": len(lost.people), "at_least": lost.at_least, "is_fewest": lost.is_fewest},
                    "method": lost.method,
                },
            }
        )
    return sorted(rows, key=lambda each: (each["competent"]["institution"], each["lessons"], each["name"]))


def _distance(person: Any, place: Institution) -> str:
    if person.institution_id == place.id:
        return "institution"
    return "country" if person.country == place.country else "abroad"


def _validated(held: Held) -> set[str]:
    ids = [name.partition(":")[2] for name in held.named.things if name.startswith("lesson:")]
    found = select(Lesson.id).where(Lesson.id.in_(ids), Lesson.step.in_(VALIDATED_STEPS))
    return {f"lesson:{each}" for each in db.session.scalars(found)}


def _departures(held: Held, place: Institution) -> list[dict[str, Any]]:
    """Whose leaving would hurt most, with the parts that add up to how much; of the staff only."""
    every = ranked(all_departures(held.named.knowledge), limit=held.named.knowledge.people)
    mine = [each for each in every if held.person(each.person).institution_id == place.id][:MOST_DEPARTURES]
    return [
        {
            "person": {"id": held.person(each.person).id, "name": held.person(each.person).name},
            "total": each.total,
            "parts": [
                {name: getattr(part, name) for name in ("name", "count", "weight", "value")} for part in each.parts
            ],
        }
        for each in mine
    ]


def asked_people(place: Institution, people: Iterable[str]) -> list[str]:
    """The ids of these people, all of the institution and told of. Raises: Invalid, in the same words for others."""
    wanted = list(dict.fromkeys(people))
    found = set(db.session.scalars(ids_of_staff(place).where(Person.id.in_(wanted))))
    missing = [each for each in wanted if each not in found]
    if missing:
        raise Invalid("Name people of this institution.", people=[f"Nobody there: {each}." for each in missing])
    return wanted


def if_they_leave(place: Institution, people: Iterable[str]) -> dict[str, Any]:
    """What is different once these people have left. Raises: Invalid."""
    held = knowledge_at(place)
    numbers = {each: held.number(each) for each in asked_people(place, people)}
    leaving = [number for number in numbers.values() if number is not None]
    found = what_if(held.named.knowledge, leaving, _home(held, place))
    return {
        "people": [{"id": held.person(number).id, "name": held.person(number).name} for number in found.departing],
        "no_holder": _by_kind(held, found.no_holder),
        "one_holder": _by_kind(held, found.one_holder),
        "people_cut_off": [
            {"id": row.id, "name": row.name}
            for row in map(held.person, found.people_cut_off)
            if row.institution_id == place.id
        ],
        "things_cut_off": held.things(found.things_cut_off),
        "coverage": _coverage(found),
    }


def _home(held: Held, place: Institution) -> Home:
    """Where it is looked from: the institution as a whole. Nobody's unit is nearer to it than another's."""
    mine = next((n for n, each in enumerate(held.named.people) if held.people[each].institution_id == place.id), None)
    if mine is None:
        return (-1, -1, -1)
    country, institution, _ = held.named.knowledge.places[mine].tolist()
    return country, institution, -1


def _by_kind(held: Held, found: Any) -> list[dict[str, Any]]:
    return [{"kind": kind, "items": held.things(found[kind])} for kind in KINDS if found[kind]]


def _coverage(found: WhatIf) -> list[dict[str, Any]]:
    """Of how many things somebody so near knows at least so much, before and after."""
    return [
        {"level": level, "proximity": near, "before": found.before[at][by], "after": found.after[at][by]}
        for at, level in enumerate(LEVELS)
        for by, near in enumerate(PROXIMITIES)
        if near != "unit"
    ]
