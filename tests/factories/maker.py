"""Rows for tests: say what matters, the rest is filled in. Each call commits and gives the id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import Flask

from app.accounts.models import WebSession
from app.accounts.service import create_account, create_token, find_by_token, fingerprint
from app.accounts.sessions import open_session
from app.challenges.models import Challenge
from app.communities.models import Community, CommunityMember, Gathering
from app.engagements.models import Engagement, EngagementSession
from app.exchanges.models import Activity, Exchange, Participant
from app.exchanges.replication_models import Replication
from app.extensions import db, new_id, utc_now
from app.institutions.models import Institution
from app.knowledge_risk.models import Departure, Position, PositionContest
from app.knowledge_risk.plan_models import PlanAction, PositionSuccessor, RetentionPlan
from app.knowledge_risk.settings import setting_of
from app.lessons.models import Lesson
from app.match_requests.models import MatchRequest, Offer, Suggestion
from app.outbox.models import Message
from app.people.models import Employment, Endorsement, Expertise, Person, PersonLanguage
from app.topics.models import Topic, TopicLabel
from app.viewer import Grant

OPEN = dict.fromkeys(
    ("contact_visibility", "about_visibility", "languages_visibility", "availability_visibility"), "network"
)


class Maker:
    """Makes rows in the database of an application."""

    def __init__(self, application: Flask):
        self._application = application
        self._numbers = count(1)

    def _save(self, build: Callable[[], Any]) -> str:
        with self._application.app_context():
            row = build()
            db.session.add(row)
            db.session.commit()
            made = str(row.id)
            db.session.remove()
        return made

    def institution(self, **said: Any) -> str:
        """An institution in Kenya that opened every ring."""
        number = next(self._numbers)
        filled = {"ref": f"i{number}", "name": f"Institution {number}", "country": "KE", "ring_open": "international"}
        return self._save(lambda: Institution(id=new_id(), **{**filled, **said}))

    def topic(self, name: str | None = None, broader: Iterable[str] = (), **said: Any) -> str:
        """A topic with an English label."""
        number = next(self._numbers)
        name = name or f"Topic {number}"

        def build() -> Topic:
            labels = [TopicLabel(language="en", kind="pref", label=name)]
            above = [db.session.get_one(Topic, each) for each in broader]
            return Topic(id=new_id(), **{"ref": f"t{number}", "name": name, **said}, labels=labels, broader=above)

        return self._save(build)

    def person(self, institution: str | None = None, languages: str = "", **said: Any) -> str:
        """A person who opened every ring and shows nothing; `languages` such as "en:C1 sw:B2"."""
        number = next(self._numbers)
        place = institution or self.institution()
        filled = {"ref": f"p{number}", "name": f"Person {number}", "email": f"p{number}@office.example"}

        def build() -> Person:
            spoken = [each.split(":") for each in languages.split()]
            return Person(
                id=new_id(),
                institution_id=place,
                languages=[PersonLanguage(language=code, level=level) for code, level in spoken],
                employments=[Employment(institution_id=place, started_on=date(2024, 1, 1))],
                **{**filled, "ring_open": "international", **said},
            )

        return self._save(build)

    def expertise(self, person: str, topic: str | None = None, **said: Any) -> str:
        """An expertise that the whole network may see."""
        filled = {"topic_id": topic or self.topic(), "level": "proficient", "years": 5, "visibility": "network"}
        return self._save(lambda: Expertise(id=new_id(), person_id=person, **{**filled, **said}))

    def endorsement(self, expertise: str, person: str) -> str:
        """An endorsement."""
        return self._save(lambda: Endorsement(expertise_id=expertise, person_id=person, given_on=date(2026, 1, 1)))

    def lesson(self, author: str | None = None, topics: Iterable[str] = (), **said: Any) -> str:
        """A lesson that the whole network may see, by an author who contributed to it."""
        number = next(self._numbers)
        filled = {"ref": f"l{number}", "title": f"Lesson {number}", "visibility": "network"}

        def build() -> Lesson:
            writer = db.session.get_one(Person, author) if author else None
            place = said.pop("institution_id", None) or (writer.institution_id if writer else None)
            return Lesson(
                id=new_id(),
                institution_id=place or self.institution(),
                author_id=author,
                contributors=[writer] if writer else [],
                topics=[db.session.get_one(Topic, each) for each in topics],
                **{**filled, **said},
            )

        return self._save(build)

    def challenge(self, author: str | None = None, topics: Iterable[str] = (), **said: Any) -> str:
        """A challenge that the whole network may see."""
        number = next(self._numbers)
        filled = {"ref": f"c{number}", "title": f"Challenge {number}", "visibility": "network"}

        def build() -> Challenge:
            writer = db.session.get_one(Person, author) if author else None
            place = said.pop("institution_id", None) or (writer.institution_id if writer else None)
            return Challenge(
                id=new_id(),
                institution_id=place or self.institution(),
                author_id=author,
                topics=[db.session.get_one(Topic, each) for each in topics],
                **{**filled, **said},
            )

        return self._save(build)

    def engagement(self, peer: str, topics: Iterable[str] = (), **said: Any) -> str:
        """A completed engagement that helped, that the whole network may see, with an unnamed seeker."""
        number = next(self._numbers)
        filled = {"ref": f"e{number}", "question": f"Question {number}?", "completed_on": date(2026, 1, 1)}
        filled |= {"outcome": "yes", "visibility": "network"}

        def build() -> Engagement:
            chosen = [db.session.get_one(Topic, each) for each in topics]
            return Engagement(id=new_id(), peer_id=peer, topics=chosen, **{**filled, **said})

        return self._save(build)

    def match_request(self, seeker: str | None = None, suggested: Iterable[str] = (), **said: Any) -> str:
        """An open request of two hours a month, that suggests these people in that order."""
        asking, now = seeker or self.person(), utc_now()
        filled = {"title": "Leaks", "text": "How do others find leaks?", "status": "open", "hours_per_month": 2.0}
        filled |= {"opened_at": now, "ends_at": now + timedelta(days=90)}

        def build() -> MatchRequest:
            place = db.session.get_one(Person, asking).institution_id
            suggestions = [
                Suggestion(person_id=each, position=position, ring="domestic", score=0.5)
                for position, each in enumerate(suggested)
            ]
            kept = {"id": new_id(), "seeker_id": asking, "institution_id": place, "suggestions": suggestions}
            return MatchRequest(**kept, **{**filled, **said})

        return self._save(build)

    def offer(self, peer: str, request: str | None = None, **said: Any) -> str:
        """A pending offer, made just now."""
        asked, now = request or self.match_request(suggested=[peer], is_inviting=True), utc_now()
        filled = {"offered_at": now, "remind_at": now + timedelta(days=7), "expires_at": now + timedelta(days=14)}
        return self._save(lambda: Offer(id=new_id(), request_id=asked, peer_id=peer, **{**filled, **said}))

    def learning(self, peer: str, seeker: str | None = None, **said: Any) -> str:
        """An active engagement of two hours a month."""
        number, other, now = next(self._numbers), seeker or self.person(), utc_now()
        filled = {"ref": f"e{number}", "title": "Leaks", "question": "How to find leaks?", "hours_per_month": 2.0}
        filled |= {"status": "active", "started_at": now, "lapses_at": now + timedelta(days=180)}
        return self._save(lambda: Engagement(id=new_id(), peer_id=peer, seeker_id=other, **{**filled, **said}))

    def session_of(self, engagement: str, **said: Any) -> str:
        """A planned meeting, tomorrow."""
        tomorrow = utc_now() + timedelta(days=1)
        kept = {"engagement_id": engagement, "starts_at": tomorrow, "minutes": 60, **said}
        return self._save(lambda: EngagementSession(id=new_id(), **kept))

    def contribute(self, lesson: str, person: str) -> None:
        """Somebody more whose experience a lesson shows."""
        with self._application.app_context():
            found = db.session.get_one(Lesson, lesson)
            found.contributors.append(db.session.get_one(Person, person))
            db.session.commit()
            db.session.remove()

    def risk_on(self, institution: str) -> str:
        """An institution that looks at knowledge-loss risk, as it agreed with its staff."""
        with self._application.app_context():
            setting = setting_of(institution)
            setting.is_on, setting.agreement = True, "Agreement 7 of 2026"
            db.session.add(setting)
            db.session.commit()
            db.session.remove()
        return institution

    def position(self, holder: str | None = None, institution: str | None = None, **said: Any) -> str:
        """A rated post, held by somebody, at an institution that looks at risk."""
        number, topics = next(self._numbers), said.pop("topics", ())
        place = self.risk_on(institution or self._place_of(holder or self.person()))
        filled = {
            "ref": f"o{number}",
            "title": f"Post {number}",
            "unit": "Hydrology",
            "factor": 4,
            "evidence": f"Evidence {number}.",
        }

        def build() -> Position:
            chosen = [db.session.get_one(Topic, each) for each in topics]
            kept = {"id": new_id(), "institution_id": place, "holder_id": holder, "topics": chosen}
            return Position(**kept, **{**filled, "rated_at": utc_now(), **said})

        return self._save(build)

    def contest(self, person: str, position: str | None = None, **said: Any) -> str:
        """What a holder says against the entry of his post."""
        place = position or self.position(person)
        kept = {"position_id": place, "person_id": person, "text": "Two others know it, too."}
        return self._save(lambda: PositionContest(id=new_id(), **{**kept, **said}))

    def departure(self, person: str, **said: Any) -> str:
        """A departure in a year, declared by the person, at an institution that looks at risk."""
        place = self.risk_on(self._place_of(person))
        filled = {"kind": "retirement", "leaves_on": utc_now().date() + timedelta(days=365), "declared_by_id": person}
        kept = {"id": new_id(), "person_id": person, "institution_id": place}
        return self._save(lambda: Departure(**kept, **{**filled, **said}))

    @staticmethod
    def day(days: int) -> date:
        """A day so many days from now."""
        return utc_now().date() + timedelta(days=days)

    def successor(self, position: str, person: str, topic: str, **said: Any) -> str:
        """Somebody named for a topic of a post; gives the person."""
        with self._application.app_context():
            db.session.add(PositionSuccessor(position_id=position, person_id=person, topic_id=topic, **said))
            db.session.commit()
            db.session.remove()
        return person

    def plan(self, position: str, owner: str | None = None, **said: Any) -> str:
        """An open plan for a post."""

        def build() -> RetentionPlan:
            place = db.session.get_one(Position, position).institution_id
            kept = {"id": new_id(), "position_id": position, "institution_id": place, "owner_id": owner}
            return RetentionPlan(**kept, **{"residual_at_start": 12, "close_reason": "", **said})

        return self._save(build)

    def plan_action(self, plan: str, **said: Any) -> str:
        """Something to do in a plan, in a month."""
        filled = {"kind": "mentoring", "what": "Ask.", "due_on": utc_now().date() + timedelta(days=30)}
        return self._save(lambda: PlanAction(id=new_id(), plan_id=plan, **{**filled, **said}))

    def exchange(self, learning: str | None = None, sharing: str | None = None, **said: Any) -> str:
        """An exchange at its first step that says what it is for."""
        places = {"learning_institution_id": learning or self.institution(), "sharing_institution_id": sharing}
        filled = {"title": "Meters", "development_goal": "Water for all", "institutional_challenge": "Leaks"}
        return self._save(lambda: Exchange(id=new_id(), **{**places, **filled, **said}))

    def participant(self, exchange: str, person: str, role: str = "learner", **said: Any) -> str:
        """Somebody who is named in an exchange."""
        place = self._place_of(person)
        kept = {"exchange_id": exchange, "person_id": person, "institution_id": place, "role": role, **said}
        return self._save(lambda: Participant(id=new_id(), **kept))

    def activity(self, exchange: str, **said: Any) -> str:
        """A field visit in a month, on the agenda of an exchange."""
        kept = {"exchange_id": exchange, "position": 0, "kind": "field_visit", "title": "The waterworks"}
        return self._save(lambda: Activity(id=new_id(), **{**kept, "day": self.day(30), **said}))

    def replication(self, lesson: str, institution: str | None = None, **said: Any) -> str:
        """A lesson that an institution took up."""
        kept = {"lesson_id": lesson, "institution_id": institution or self.institution(), "uptake": "adapted"}
        return self._save(lambda: Replication(id=new_id(), **{**kept, "why": "Other pipes.", **said}))

    def _place_of(self, person: str) -> str:
        with self._application.app_context():
            place = db.session.get_one(Person, person).institution_id
            db.session.remove()
        return place

    def community(self, author: str | None = None, topics: Iterable[str] = (), **said: Any) -> str:
        """A community that the whole network may see; who founded it coordinates it, shown to the same."""
        number = next(self._numbers)
        filled = {"name": f"Community {number}", "visibility": "network"} | said

        def build() -> Community:
            founder = db.session.get_one(Person, author) if author else None
            place = filled.pop("institution_id", None) or (founder.institution_id if founder else None)
            seen_by = {"role": "coordinator", "visibility": filled["visibility"]}
            return Community(
                id=new_id(),
                institution_id=place or self.institution(),
                author_id=author,
                topics=[db.session.get_one(Topic, each) for each in topics],
                members=[CommunityMember(person_id=author, **seen_by)] if author else [],
                **filled,
            )

        return self._save(build)

    def community_member(self, community: str, person: str, role: str = "active", **said: Any) -> str:
        """Somebody who joined a community and lets everybody see so."""
        kept = {"community_id": community, "person_id": person, "role": role, "visibility": "network", **said}
        return self._save(lambda: CommunityMember(id=new_id(), **kept))

    def gathering(self, community: str, **said: Any) -> str:
        """A gathering of a community, tomorrow, for an hour."""
        starts = said.pop("starts_at", utc_now() + timedelta(days=1))
        kept = {"title": "Tea", "starts_at": starts, "ends_at": starts + timedelta(hours=1), **said}
        return self._save(lambda: Gathering(id=new_id(), community_id=community, **kept))

    def message(self, person: str, **said: Any) -> str:
        """A mail to somebody that waits."""
        filled = {"kind": "no_peer_left", "facts": {"title": "Meters that last", "path": "/"}}
        return self._save(lambda: Message(id=new_id(), person_id=person, **{**filled, **said}))

    def token(
        self, person: str | None = None, *roles: str | tuple[str, str | None], password: str | None = None
    ) -> str:
        """A bearer token of a new account, of a person or of nobody in the directory, with these roles."""
        with self._application.app_context():
            email = f"account{next(self._numbers)}@office.example"
            if person:
                email = db.session.get_one(Person, person).email or email
            pairs = [role if isinstance(role, tuple) else (role, None) for role in roles]
            account = create_account(email, password, [Grant(role, place) for role, place in pairs])
            account.person_id = person
            secret, _ = create_token(account, "test")
            db.session.commit()
            db.session.remove()
        return secret

    def session(self, token: str) -> tuple[str, str]:
        """The cookie and the id of a new session of the account that has this token."""
        with self._application.app_context():
            found = find_by_token(token)
            assert found is not None
            secret = open_session(found[1], "a browser")
            db.session.commit()
            session_id = db.session.scalars(
                db.select(WebSession.id).where(WebSession.secret_hash == fingerprint(secret))
            ).one()
            db.session.remove()
        return secret, session_id
