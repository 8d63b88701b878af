"""What is asked for and nobody helps with, and who shows that he knows about it: as far as the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from app.challenges.models import Challenge
from app.challenges.service import challenges_matching
from app.engagements.models import Engagement
from app.extensions import db
from app.institutions.models import Institution
from app.lessons.models import Lesson, lesson_topic
from app.match_requests.models import MatchRequest, Offer
from app.people.authorship import visible
from app.people.models import Expertise, Person
from app.people.service import visible_expertise
from app.policy import reached_institutions
from app.viewer import Viewer
from app.vocabulary import EXPERTISE_LEVELS

COMPETENT = EXPERTISE_LEVELS[EXPERTISE_LEVELS.index("competent") :]


@dataclass(frozen=True, slots=True)
class Known:
    """Where something is known: topics by the institutions, and by the countries, of people who say they know it.

    `captured` are the topics by the institutions that captured a lesson on them.
    """

    people: dict[str, set[str]]
    captured: dict[str, set[str]]
    countries: dict[str, set[str]]


def unmet_challenges(asked: dict[str, Any], viewer: Viewer) -> list[Challenge]:
    """Open challenges that the viewer may see, and that nobody helps with as far as he may know, in order of id.

    Somebody helps where an offer for a request about it was accepted, unless that engagement was cancelled. The viewer
    knows of requests of the institutions that his roles reach; others' requests count for nothing, so that
    nothing is told of them.
    """
    reached = reached_institutions()
    helped = exists().where(
        MatchRequest.challenge_id == Challenge.id,
        Offer.request_id == MatchRequest.id,
        Offer.status == "accepted",
        ~exists().where(Engagement.id == Offer.engagement_id, Engagement.status == "cancelled"),
        *([MatchRequest.institution_id.in_(reached)] if reached is not None else []),
    )
    found = challenges_matching({**asked, "status": "open"}, viewer).where(~helped)
    return list(db.session.scalars(found.order_by(Challenge.id)).unique())


def known(topic_ids: Iterable[str], viewer: Viewer) -> Known:
    """Where these topics are known: competent people who don't object to being matched, and lessons."""
    wanted = list(topic_ids)
    people, captured, countries = (defaultdict[str, set[str]](set) for _ in range(3))
    knows = select(Expertise.topic_id, Person.institution_id, Institution.country).distinct()
    knows = knows.join(Person, Person.id == Expertise.person_id).join(Institution)
    knows = knows.where(Expertise.topic_id.in_(wanted), Expertise.level.in_(COMPETENT), visible_expertise(viewer))
    for topic, institution, country in db.session.execute(knows.where(~Person.objects_to_matching)):
        people[topic].add(institution)
        countries[topic].add(country or institution)
    lessons = select(lesson_topic.c.topic_id, Lesson.institution_id).distinct()
    lessons = lessons.join(Lesson, Lesson.id == lesson_topic.c.lesson_id).join(Lesson.institution)
    for topic, institution in db.session.execute(
        lessons.where(lesson_topic.c.topic_id.in_(wanted), visible(viewer, Lesson))
    ):
        captured[topic].add(institution)
    return Known(people, captured, countries)
