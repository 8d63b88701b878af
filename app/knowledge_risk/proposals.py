"""What a new retention plan proposes: for each open topic at stake who does what by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.extensions import db
from app.institutions.models import Institution
from app.knowledge_risk.holdings import LEVEL, eyes_of, ids_of_staff, is_told
from app.knowledge_risk.models import Position
from app.knowledge_risk.plan_models import PlanAction
from app.knowledge_risk.scoring import Scored
from app.knowledge_risk.successors import named_for
from app.lessons.models import Lesson
from app.lessons.service import VALIDATED_STEPS
from app.matches.service import ask_engine
from app.people.authorship import visible
from app.people.models import Expertise, Person
from app.people.service import visible_expertise
from app.topics.models import Topic
from graph.knowledge import COMPETENT

# By when each kind is due: the share of the time from today to the declared departure; without one, days from today.
DUE = {
    "capture_interview": (0.2, 30),
    "lesson": (0.4, 60),
    "successor": (0.5, 90),
    "shadowing": (0.8, 150),
    "mentoring": (0.9, 180),
}
# What the plan says of each, so that it can be translated in one place; never with a name: people are in `person`.
WHAT = {
    "interview": "Interview the holder about {topic}, with the question guide of this post.",
    "lesson_there": "A lesson on {topic} is written down and not validated yet: have somebody else validate it.",
    "lesson_missing": "Write down what the interview brings about {topic} as a lesson; have somebody else validate it.",
    "successor_able": "This colleague is competent in {topic}: name the colleague as successor for it.",
    "successor_learning": "Nobody here is competent in {topic} yet. This colleague comes nearest: name as successor, "
    "and train until competent.",
    "successor_none": "Nobody here who knows {topic} was found. Find or recruit somebody, and name that person as "
    "successor.",
    "shadowing": "Let this colleague work at the holder's side on {topic}.",
    "shadowing_none": "Let whoever is named as successor work at the holder's side on {topic}.",
    "mentoring": "Nobody here is competent in {topic}. This peer elsewhere is: whoever takes over asks the peer for "
    "help, with a match request.",
    "mentoring_none": "Nobody competent in {topic} was found here or elsewhere. Whoever takes over opens a match "
    "request: peers join from time to time.",
}
_ASKED = {"challenge_id": None, "rank": "people", "languages": []}
_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class _Seen:
    """A post of a place, its staff that may be named, and who may not be proposed anywhere: read once for a plan."""

    position: Position
    place: Institution
    staff: frozenset[str]
    excluded: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Who may take a topic over; `is_able` where he is competent already."""

    person_id: str
    is_able: bool


def due_on(kind: str, today: date, leaves_on: date | None) -> date:
    """The day an action of that kind is due: never before today, nor after the declared departure that is to come."""
    share, days = DUE[kind]
    if leaves_on is None:
        return today + timedelta(days=days)
    return today + timedelta(days=int(share * max(0, (leaves_on - today).days)))


def proposed(post: Scored, place: Institution, today: date) -> list[PlanAction]:
    """The actions for every topic of the post that nothing, or only a lesson, covers."""
    topics = {each.id: each for each in post.position.topics}
    open_halves = {each.topic: each.open_halves for each in post.risk.topics if each.open_halves} if post.risk else {}
    staff = frozenset(db.session.scalars(ids_of_staff(place)))
    objecting = db.session.scalars(select(Person.id).where(Person.objects_to_risk))
    seen = _Seen(post.position, place, staff, frozenset(filter(None, (*objecting, post.position.holder_id))))
    actions = []
    for topic_id, halves in sorted(open_halves.items(), key=lambda each: topics[each[0]].ref):
        for kind, said in _for_topic(post, seen, topics[topic_id], halves):
            what = WHAT[said.pop("what")].format(topic=topics[topic_id].name)
            day = due_on(kind, today, post.leaves_on)
            actions.append(PlanAction(kind=kind, topic_id=topic_id, what=what, due_on=day, **said))
    return actions


def _for_topic(post: Scored, seen: _Seen, topic: Topic, halves: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is to be done, by kind; what is written down needs no interview, and without holder nobody teaches."""
    if post.holder is not None and halves == 2:
        yield "capture_interview", {"what": "interview"}
        drafts = _drafts(post.holder, seen.place, topic)
        yield from (("lesson", {"what": "lesson_there", "lesson_id": each}) for each in drafts)
        if not drafts:
            yield "lesson", {"what": "lesson_missing"}
    candidate = _candidate(seen, topic)
    able = "none" if candidate is None else "able" if candidate.is_able else "learning"
    person = {"person_id": candidate.person_id if candidate else None}
    yield "successor", {"what": f"successor_{able}", **person}
    if post.holder is not None:
        yield "shadowing", {"what": "shadowing" if candidate else "shadowing_none", **person}
    if able != "able":
        peer = _peer_elsewhere(seen, topic)
        yield "mentoring", {"what": "mentoring" if peer else "mentoring_none", "person_id": peer}


def _drafts(holder: Person, place: Institution, topic: Topic) -> list[str]:
    """The ids of the holder's lessons on that topic that colleagues may read and nobody has validated."""
    found = select(Lesson.id).join(Lesson.institution).where(visible(eyes_of(place), Lesson))
    found = found.where(Lesson.institution_id == place.id, Lesson.step.not_in(VALIDATED_STEPS))
    is_his = or_(Lesson.author_id == holder.id, Lesson.contributors.any(Person.id == holder.id))
    return list(db.session.scalars(found.where(is_his, Lesson.topics.any(Topic.id == topic.id)).order_by(Lesson.id)))


def _candidate(seen: _Seen, topic: Topic) -> _Candidate | None:
    """Who of the staff is to take it over: who is competent before who is not, named already before who is suggested.

    It is asked through the eyes of the institution: what colleagues may see, the same for every manager.
    """
    named = [each.person_id for each in named_for(seen.position) if each.topic_id == topic.id]
    suggested = _suggested(seen, topic, "internal", frozenset())
    ranked = [each for each in (*named, *suggested) if each in seen.staff - seen.excluded]
    able = _competent(ranked, seen.place, topic)
    best = next((each for each in ranked if each in able), ranked[0] if ranked else None)
    return _Candidate(best, best in able) if best else None


def _peer_elsewhere(seen: _Seen, topic: Topic) -> str | None:
    """The best peer of the country who is competent in it; abroad only where there is none."""
    for ring in ("domestic", "international"):
        ranked = _suggested(seen, topic, ring, seen.staff)
        able = _competent(ranked, seen.place, topic)
        best = next((each for each in ranked if each in able), None)
        if best:
            return best
    return None


def _suggested(seen: _Seen, topic: Topic, ring: str, more: frozenset[str]) -> list[str]:
    asked = {**_ASKED, "text": f"{topic.name}\n{seen.position.title}", "topics": [topic.id], "ring": ring}
    answer = ask_engine({**asked, "limit": _SUGGESTED}, eyes_of(seen.place), seen.excluded | more)
    return [each.id for each in answer.suggestions]


def _competent(people: list[str], place: Institution, topic: Topic) -> set[str]:
    """Who of them is competent in the topic, as colleagues of the institution may see."""
    found = select(Expertise.person_id, Expertise.level).join(Expertise.person).join(Person.institution)
    found = found.where(Expertise.topic_id == topic.id, Expertise.person_id.in_(people), is_told())
    rows = db.session.execute(found.where(visible_expertise(eyes_of(place))))
    return {row.person_id for row in rows if LEVEL[row.level] >= COMPETENT}
