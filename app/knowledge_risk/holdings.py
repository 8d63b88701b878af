"""Who holds which know-how of an institution: rows as the values that `graph` measures departures on.

All is read through the eyes of the institution: what any colleague there may see, and nobody who objects to risk
scoring. What somebody keeps private is neither counted nor told, and a manager's figures are those of every manager.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, union
from sqlalchemy.orm import selectinload

from app.challenges.models import Challenge
from app.extensions import db
from app.institutions.models import Institution
from app.knowledge_risk.models import Position, position_topic
from app.lessons.models import Lesson, lesson_contributor
from app.people.authorship import visible
from app.people.models import Expertise, Person
from app.people.service import visible_expertise
from app.topics.models import Topic
from app.viewer import Viewer
from app.vocabulary import EXPERTISE_LEVELS
from graph.knowledge import COMPETENT, Holding, Named, Place, numbered

_WROTE = EXPERTISE_LEVELS.index("proficient") + 1  # who wrote a lesson down can explain it
LEVEL = {name: number for number, name in enumerate(EXPERTISE_LEVELS, 1)}


@dataclass(frozen=True, slots=True)
class Held:
    """Knowledge with what its people and things are called; things are named "<kind>:<id>".

    `at_home` is what of it the staff alone holds, things numbered alike.
    """

    named: Named
    at_home: Named
    people: dict[str, Row[Any]]  # by id: id, name, unit, institution_id, country
    labels: dict[str, str]
    topics_of: dict[str, frozenset[str]]  # by thing: ids of the topics it is about

    def number(self, person_id: str) -> int | None:
        """The number of that person; None for who holds nothing here, or is not shown."""
        return self.named.people.index(person_id) if person_id in self.people else None

    def things(self, numbers: tuple[int, ...]) -> list[dict[str, str]]:
        """Those things as the API shows them."""
        names = (self.named.things[number] for number in numbers)
        return [{"id": name.partition(":")[2], "name": self.labels[name]} for name in names]

    def person(self, number: int) -> Row[Any]:
        """That person."""
        return self.people[self.named.people[number]]


def eyes_of(place: Institution) -> Viewer:
    """Whoever works there, whoever it is."""
    return Viewer(account_id=place.id, institution_id=place.id, country=place.country)


def is_told() -> ColumnElement[bool]:
    """The SQL condition that a person is there and may be shown in risk data."""
    return and_(Person.left_on.is_(None), Person.objects_to_risk.is_(False))


def knowledge_at(place: Institution) -> Held:
    """What people know of the topics, lessons, challenges and partners of the institution; also elsewhere, of the
    topics, who can be asked from there."""
    topics = _topics(place)
    experts = _experts(place, topics)
    staff = {row.id: row for row in db.session.execute(_people().where(Person.institution_id == place.id, is_told()))}
    people = {**{row.id: row for row in experts}, **staff}
    things, about, held = (
        dict.fromkeys(f"topic:{each}" for each in topics),
        dict[str, frozenset[str]](),
        list[Holding](),
    )
    held += (Holding(row.id, f"topic:{row.topic_id}", LEVEL[row.level]) for row in experts)
    labels = {f"topic:{each}": name for each, name in topics.items()}
    able = {(each.person, each.thing): each.level for each in held if each.level >= COMPETENT and each.person in staff}
    for thing, name, its_topics, holders in (*_lessons(place, staff), *_challenges(place, able)):
        things[thing], labels[thing], about[thing] = None, name, its_topics & topics.keys()
        held += (Holding(person, thing, level) for person, level in holders.items())
    ties = [(thing, f"topic:{topic}") for thing, found in about.items() for topic in sorted(found)]
    places = {row.id: Place(row.country or "", row.institution_id, row.unit) for row in people.values()}
    kinds = {thing: thing.partition(":")[0] for thing in things}
    about |= {f"topic:{each}": frozenset({each}) for each in topics}
    at_home = numbered(
        {each: places[each] for each in staff}, kinds, (each for each in held if each.person in staff), ties
    )
    return Held(numbered(places, kinds, held, ties), at_home, people, labels, about)


def _people(*more: Any) -> Any:
    columns = (Person.id, Person.name, Person.unit, Person.institution_id, Institution.country)
    return select(*columns, *more).select_from(Person).join(Person.institution)


def _topics(place: Institution) -> dict[str, str]:
    """Name by id of the topics that somebody there knows, or that one of its posts is about."""
    known = select(Expertise.topic_id).join(Expertise.person).join(Person.institution)
    known = known.where(Person.institution_id == place.id, is_told(), visible_expertise(eyes_of(place)))
    needed = select(position_topic.c.topic_id).join(Position).where(Position.institution_id == place.id)
    found = select(Topic.id, Topic.name).where(Topic.id.in_(union(known, needed)))
    return {row.id: row.name for row in db.session.execute(found)}


def _experts(place: Institution, topics: dict[str, str]) -> list[Row[Any]]:
    """Everybody there who knows one of these topics, and who is competent elsewhere and opened that ring."""
    found = _people(Expertise.topic_id, Expertise.level).join(Expertise, Expertise.person_id == Person.id)
    competent = Expertise.level.in_(EXPERTISE_LEVELS[COMPETENT - 1 :])
    domestic = and_(Institution.country == place.country, Person.ring_open.in_(("domestic", "international")))
    near = or_(Person.institution_id == place.id, and_(competent, or_(domestic, Person.ring_open == "international")))
    found = found.where(Expertise.topic_id.in_(topics), visible_expertise(eyes_of(place)), is_told(), near)
    return list(db.session.execute(found))


_Thing = tuple[str, str, frozenset[str], dict[str, int]]  # name, label, ids of its topics, level by holder


def _lessons(place: Institution, staff: dict[str, Row[Any]]) -> Iterator[_Thing]:
    """The lessons, and the institutions that staff wrote one together with: links that go with whoever has them."""
    found = select(Lesson).join(Lesson.institution).where(visible(eyes_of(place), Lesson))
    theirs = select(lesson_contributor.c.lesson_id).where(lesson_contributor.c.person_id.in_(ids_of_staff(place)))
    found = found.where(or_(Lesson.institution_id == place.id, Lesson.id.in_(theirs)))
    found = found.options(selectinload(Lesson.topics), selectinload(Lesson.contributors).joinedload(Person.institution))
    partners: dict[Institution, dict[str, int]] = {}
    for lesson in db.session.scalars(found):
        named = {lesson.author_id, *(each.id for each in lesson.contributors)} & staff.keys()
        holders = {str(person): _WROTE for person in named}
        if lesson.institution_id == place.id:
            yield f"lesson:{lesson.id}", lesson.title, frozenset(each.id for each in lesson.topics), holders
        for other in {each.institution for each in lesson.contributors if each.institution_id != place.id}:
            partners.setdefault(other, {}).update(holders)
    for other, holders in partners.items():
        yield f"partner_link:{other.id}", other.name, frozenset(), holders


def ids_of_staff(place: Institution) -> Select[tuple[str]]:
    """The select of the ids of who works there and may be shown in risk data."""
    return select(Person.id).where(Person.institution_id == place.id, is_told())


def _challenges(place: Institution, able: dict[tuple[str, str], int]) -> Iterator[_Thing]:
    """The open challenges; who is competent in one of their topics holds the way to an answer."""
    found = select(Challenge).join(Challenge.institution).where(visible(eyes_of(place), Challenge))
    found = found.where(Challenge.institution_id == place.id, Challenge.status == "open")
    for challenge in db.session.scalars(found.options(selectinload(Challenge.topics))):
        topics = frozenset(each.id for each in challenge.topics)
        holders: dict[str, int] = {}
        for (person, thing), level in able.items():
            if thing.partition(":")[2] in topics:
                holders[person] = max(level, holders.get(person, 0))
        yield f"challenge:{challenge.id}", challenge.title, topics, holders
