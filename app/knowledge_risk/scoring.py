"""The risk of each post of an institution, as `graph.positions` scores it from what is declared, rated and captured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.institutions.models import Institution
from app.knowledge_risk.holdings import LEVEL, eyes_of, is_told
from app.knowledge_risk.models import Departure, Position, RiskSetting
from app.knowledge_risk.plan_models import PositionSuccessor
from app.knowledge_risk.settings import THRESHOLDS
from app.lessons.models import Lesson
from app.lessons.service import VALIDATED_STEPS
from app.people.authorship import visible
from app.people.models import Expertise, Person
from app.people.service import visible_expertise
from graph import positions as scale


@dataclass(frozen=True, slots=True)
class Scored:
    """A post with its risk; `holder` and `leaves_on` are None where nobody is told, `risk` where nobody rated it."""

    position: Position
    holder: Person | None
    leaves_on: date | None
    risk: scale.PositionRisk | None


def scored(place: Institution, setting: RiskSetting, today: date, only: Iterable[str] | None = None) -> list[Scored]:
    """The posts of the institution (those of `only`, by id), the highest residual risk first, those not rated last."""
    found = select(Position).where(Position.institution_id == place.id).order_by(Position.title, Position.id)
    if only is not None:
        found = found.where(Position.id.in_(list(only)))
    found = found.options(joinedload(Position.holder), joinedload(Position.rated_by), selectinload(Position.topics))
    posts = list(db.session.scalars(found))
    leaving, lessons, successors = _departures(place, today), _lessons(place), _successors(place)
    table, calendar = table_of(setting), scale.Calendar(today, (setting.fiscal_year_starts, 1))
    rows = []
    for post in posts:
        holder = post.holder if post.holder and not post.holder.objects_to_risk else None
        leaves_on, risk = leaving.get(holder.id) if holder else None, None
        if post.factor is not None:
            topics = frozenset(each.id for each in post.topics)
            said = scale.Position(post.id, holder.id if holder else "", post.factor, leaves_on, topics)
            captured = [lesson for who, lesson in lessons if holder and holder.id in who]
            risk = scale.position_risk(said, calendar, captured, successors.get(post.id, ()), table)
        rows.append(Scored(post, holder, leaves_on, risk))
    return sorted(rows, key=lambda each: -each.risk.residual if each.risk else 0)


def table_of(setting: RiskSetting) -> scale.RiskTable:
    """The table with the thresholds of the institution."""
    least = (*(setting.bands[name] for name in THRESHOLDS), 1)
    pairs = zip(scale.TVA.bands, least, strict=True)
    return scale.RiskTable(bands=tuple(scale.Band(band.name, first, band.actions) for band, first in pairs))


def _departures(place: Institution, today: date) -> dict[str, date]:
    """By person the day that is declared, the next to come; the last one where all are over and he is still there."""
    found = select(Departure).where(Departure.institution_id == place.id).order_by(Departure.leaves_on)
    days: dict[str, date] = {}
    for departure in db.session.scalars(found):
        if days.get(departure.person_id, date.min) < today:
            days[departure.person_id] = departure.leaves_on
    return days


def _lessons(place: Institution) -> list[tuple[frozenset[str], scale.ValidatedLesson]]:
    """The validated lessons that colleagues may read, with whose know-how each captured."""
    found = select(Lesson).join(Lesson.institution).where(visible(eyes_of(place), Lesson))
    found = found.where(Lesson.institution_id == place.id, Lesson.step.in_(VALIDATED_STEPS))
    found = found.options(selectinload(Lesson.topics), selectinload(Lesson.contributors))
    rows = []
    for lesson in db.session.scalars(found):
        who = frozenset(filter(None, (lesson.author_id, *(each.id for each in lesson.contributors))))
        rows.append((who, scale.ValidatedLesson(lesson.id, frozenset(each.id for each in lesson.topics))))
    return rows


def _successors(place: Institution) -> dict[str, list[scale.Successor]]:
    """By post who was named for its topics and works there still, with the level that colleagues may see."""
    same = and_(Expertise.person_id == PositionSuccessor.person_id, Expertise.topic_id == PositionSuccessor.topic_id)
    found = select(PositionSuccessor, Expertise.level).join(Expertise, same).join(PositionSuccessor.person)
    found = found.join(Person.institution).join(PositionSuccessor.position)
    found = found.where(Position.institution_id == place.id, Person.institution_id == place.id)
    rows: dict[str, list[scale.Successor]] = {}
    for named, level in db.session.execute(found.where(is_told(), visible_expertise(eyes_of(place)))):
        able = scale.Successor(named.person_id, named.topic_id, LEVEL[level], is_available=True)
        rows.setdefault(named.position_id, []).append(able)
    return rows
