"""Which exchange, community or hire would cover most of what nobody helps with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.challenges.models import Challenge
from app.extensions import db
from app.institutions.models import Institution
from app.topics.models import Topic
from app.topics.service import narrower_closures
from app.unmet_demand.demands import Known, known, unmet_challenges
from app.viewer import Viewer
from matching.planning.coverage import Chosen, Coverage, Option, covering

Closures = Mapping[str, frozenset[str]]
WHY = {
    "exchange": "{institution} has people or lessons on what {count} of these challenges are about.",
    "community": "{institutions} institutions have challenges about {topic} that nobody helps with.",
    "hire": "{count} of these challenges are about {topic}, and nobody in {place} is known to be competent in it.",
}


@dataclass(frozen=True, slots=True)
class About:
    """What an option is about."""

    institution: str | None = None
    topic: str | None = None
    country: str | None = None


def unmet_demand(asked: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """The options that cover most, what each newly covers, how good the choice is, and topics that nobody covers."""
    limit = asked.pop("limit")
    demands = unmet_challenges(asked, viewer)
    closures = narrower_closures(sorted({topic.id for demand in demands for topic in demand.topics}))
    where = known(sorted(frozenset[str]().union(*closures.values())), viewer)
    about: dict[str, About] = {}
    options = [*_exchanges(demands, closures, where, about), *_communities(demands, closures, about)]
    found = covering([*options, *_hires(demands, closures, where, about)], limit)
    return {**_told(found, about, demands), "uncovered_topics": _uncovered(demands, closures, where)}


def _exchanges(
    demands: Sequence[Challenge], closures: Closures, where: Known, about: dict[str, About]
) -> Iterator[Option]:
    """Yield an option for each institution that knows what another's challenge is about."""
    covers: dict[str, set[str]] = defaultdict(set)
    for demand in demands:
        for topic in _widened(demand, closures):
            for institution in where.people.get(topic, set()) | where.captured.get(topic, set()):
                if institution != demand.institution_id:
                    covers[institution].add(demand.id)
    for institution, covered in covers.items():
        about[name := f"exchange:{institution}"] = About(institution=institution)
        yield Option(name, "exchange", frozenset(covered))


def _communities(demands: Sequence[Challenge], closures: Closures, about: dict[str, About]) -> Iterator[Option]:
    """Yield an option for each topic that challenges of two institutions are about."""
    for topic, narrower in closures.items():
        covered = [demand for demand in demands if any(each.id in narrower for each in demand.topics)]
        if len({demand.institution_id for demand in covered}) > 1:
            about[name := f"community:{topic}"] = About(topic=topic)
            yield Option(name, "community", frozenset(demand.id for demand in covered))


def _hires(demands: Sequence[Challenge], closures: Closures, where: Known, about: dict[str, About]) -> Iterator[Option]:
    """Yield an option for each topic and country (institution, where it has none) in which nobody is competent."""
    for topic, narrower in closures.items():
        known_in = set[str]().union(*(where.countries.get(each, set()) for each in narrower))
        covers: dict[About, set[str]] = defaultdict(set)
        for demand in demands:
            place = demand.institution.country or demand.institution_id
            if place not in known_in and any(each.id in narrower for each in demand.topics):
                country = demand.institution.country
                covers[About(None if country else place, topic, country)].add(demand.id)
        for each, covered in covers.items():
            about[name := f"hire:{topic}:{each.country or each.institution}"] = each
            yield Option(name, "hire", frozenset(covered))


def _widened(demand: Challenge, closures: Closures) -> frozenset[str]:
    return frozenset[str]().union(*(closures[topic.id] for topic in demand.topics))


def _uncovered(demands: Sequence[Challenge], closures: Closures, where: Known) -> list[dict[str, Any]]:
    """Topics on which the viewer sees neither competent people nor lessons anywhere, most asked for first."""
    topics = {topic.id: topic for demand in demands for topic in demand.topics}
    asked = Counter(topic.id for demand in demands for topic in demand.topics)
    open_to = [each for each in topics if not any(where.people.get(t) or where.captured.get(t) for t in closures[each])]
    open_to.sort(key=lambda each: (-asked[each], topics[each].name, each))
    return [{"topic": topics[each], "challenges": asked[each]} for each in open_to]


def _told(found: Coverage, about: Mapping[str, About], demands: Sequence[Challenge]) -> dict[str, Any]:
    chosen = [about[one.option.id] for one in found.chosen]
    institutions = _named(Institution, {one.institution for one in chosen})
    topics, by_id = _named(Topic, {one.topic for one in chosen}), {demand.id: demand for demand in demands}
    items = []
    for one, what in zip(found.chosen, chosen, strict=True):
        institution, topic = institutions.get(what.institution or ""), topics.get(what.topic or "")
        told = {"kind": one.option.kind, "institution": institution, "topic": topic, "country": what.country}
        items.append({**told, "why": _why(one, told, by_id), "challenges": [by_id[each] for each in one.newly]})
    return {
        "items": items,
        "unmet": len(demands),
        "covered": round(found.covered),
        "guarantee": found.guarantee,
        "bound": round(found.bound),
        "proven": found.proven,
    }


def _why(one: Chosen, told: Mapping[str, Any], by_id: Mapping[str, Challenge]) -> str:
    institution, topic = told["institution"], told["topic"]
    return WHY[one.option.kind].format(
        count=len(one.option.covers),
        institution=institution and institution.name,
        topic=topic and topic.name,
        institutions=len({by_id[each].institution_id for each in one.option.covers}),
        place=told["country"] or (institution and institution.name),
    )


def _named(model: Any, ids: set[str | None]) -> dict[str, Any]:
    found = db.session.scalars(select(model).where(model.id.in_([each for each in ids if each])))
    return {each.id: each for each in found}
