"""A request that is right for every endpoint of the policy, about a thing of somebody somewhere.

The matrix of roles, the audit log and mass assignment are all tested by this table: an endpoint without a row is red.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Account, WebSession
from app.accounts.passwords import hashed
from app.accounts.service import create_account, create_token, fingerprint
from app.accounts.sessions import open_session
from app.extensions import db, new_id
from app.institutions.models import Institution
from app.people.models import Person
from app.viewer import Grant
from tests.factories import matching_rows as made
from tests.factories import risk_rows as risky
from tests.factories.asked import MINE, OWN, OWNED, PLACED, Asked, Owner, Row
from tests.factories.community_requests import COMMUNITY_ROWS
from tests.factories.exchange_requests import EXCHANGE_ROWS
from tests.factories.maker import Maker

PASSWORD = "correct horse battery staple"
OTHER_PASSWORD = "seven herons over a slow river"


class World:
    """Two institutions with somebody in each, and things made as they are needed."""

    def __init__(self, application: Flask):
        self.application, self.make = application, Maker(application)
        self.near, self.far = self.make.institution(), self.make.institution()
        self.colleague, self.stranger = self.make.person(self.near), self.make.person(self.far)
        self.topic = self.make.topic()

    def headers(self, person: str | None, *roles: str | tuple[str, str | None]) -> dict[str, str]:
        """Those of somebody who signed in."""
        return {"Authorization": f"Bearer {self.make.token(person, *roles)}"}

    def ask(self, endpoint: str, owner: Owner) -> Asked:
        """The request of that endpoint about a thing of that owner."""
        return ROWS[endpoint].ask(self, owner)

    def send(
        self, endpoint: str, asked: Asked, headers: dict[str, str], etag: str | None = None, **query: Any
    ) -> TestResponse:
        """Send it; where something is altered, with the ETag given or just read, as far as they may read it."""
        method, path = self.address(endpoint, asked.ids)
        method = asked.method or method
        client, guard = self.application.test_client(), {}
        if method in ("PATCH", "PUT", "DELETE"):
            read = None if etag else client.get(path, headers=headers, query_string=asked.query)
            guard = {"If-Match": etag or (read and read.headers.get("ETag")) or '"none"'}
        sent = {**headers, **guard}
        query = {**asked.query, **query} if method == "GET" or asked.file else query
        said = {"json": asked.body} if asked.form is None else {"data": asked.form}
        said = said if asked.file is None else {"data": asked.file, "content_type": "text/csv"}
        return client.open(path, method=method, headers=sent, query_string=query, buffered=True, **said)

    def address(self, endpoint: str, ids: dict[str, str]) -> tuple[str, str]:
        """The method of an endpoint, and its path with these ids."""
        rule = next(self.application.url_map.iter_rules(endpoint))
        method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        return method, self.application.url_map.bind("localhost").build(endpoint, ids)

    def account(self, owner: Owner) -> str:
        """The id of the account of a person; made where there is none."""
        with self.application.app_context():
            account = db.session.scalar(select(Account).where(Account.person_id == owner.person))
            if account is None:
                email = db.session.get_one(Person, owner.person).email or ""
                account = create_account(email, None, [Grant("member", owner.institution)])
            db.session.commit()
            return account.id

    def api_token(self, owner: Owner) -> str:
        """The id of a new token of a person's account."""
        account_id = self.account(owner)
        with self.application.app_context():
            _, token = create_token(db.session.get_one(Account, account_id), "")
            db.session.commit()
            return token.id

    def ref(self, institution_id: str) -> str:
        """What an institution is called in files."""
        with self.application.app_context():
            return db.session.get_one(Institution, institution_id).ref

    def email(self, owner: Owner) -> str:
        """The address of the account of a person."""
        account_id = self.account(owner)
        with self.application.app_context():
            return db.session.get_one(Account, account_id).email

    def web_session(self, owner: Owner) -> str:
        """The id of a new session of a person's account."""
        account_id = self.account(owner)
        with self.application.app_context():
            secret = open_session(db.session.get_one(Account, account_id), "a browser")
            db.session.commit()
            found = select(WebSession.id).where(WebSession.secret_hash == fingerprint(secret))
            return db.session.scalars(found).one()

    def new_password(self, owner: Owner) -> dict[str, str]:
        """The password that a person's account is given now, and another one."""
        account_id = self.account(owner)
        with self.application.app_context():
            db.session.get_one(Account, account_id).password_hash = hashed(PASSWORD, [])
            db.session.commit()
        return {"old": PASSWORD, "new": OTHER_PASSWORD}

    def signing_in(self) -> dict[str, str]:
        """An e-mail address and its password."""
        email = f"{new_id()}@office.example"
        with self.application.app_context():
            create_account(email, PASSWORD, [Grant("member")])
            db.session.commit()
        return {"email": email, "password": PASSWORD}

    def address_of_newcomer(self, owner: Owner) -> str:
        """The e-mail address of somebody of that institution who has no account."""
        email = f"{new_id()}@office.example"
        self.make.person(owner.institution, email=email)
        return email


LABELS = [{"language": "en", "kind": "pref", "label": "Water"}]
SPOKEN = [{"language": "fr", "level": "C1"}]
SCIM = "urn:ietf:params:scim:"
SCIM_USER, SCIM_SEARCH = f"{SCIM}schemas:core:2.0:User", f"{SCIM}api:messages:2.0:SearchRequest"
SCIM_WORK = f"{SCIM}schemas:extension:enterprise:2.0:User"
MEETING = {"starts_at": "2099-01-01T09:00:00Z", "minutes": 60}
JUDGED = {"outcome": "yes", "would_again": True}
KNOWN = {"level": "expert", "years": 3}
PURPOSE, RATED = {"purpose": "succession_planning"}, {"factor": 5, "evidence": "Nobody else gauges the river."}


def lesson(world: World, owner: Owner) -> dict[str, str]:
    return {"lesson_id": world.make.lesson(owner.person, visibility=owner.visibility)}


def challenge(world: World, owner: Owner) -> dict[str, str]:
    return {"challenge_id": world.make.challenge(owner.person, visibility=owner.visibility)}


def expertise(world: World, owner: Owner) -> dict[str, str]:
    topic = world.make.topic()
    world.make.expertise(owner.person, topic, visibility=owner.visibility)
    return {"person_id": owner.person, "topic_id": topic}


def titled(_world: World, owner: Owner) -> Asked:
    return Asked(body={"title": "Meters that last", "institution_id": owner.institution})


def scim_user(world: World, owner: Owner) -> dict[str, Any]:
    number, place = new_id(), world.ref(owner.institution)
    return {
        **{
            "schemas": [SCIM_USER, SCIM_WORK],
            "userName": f"{number}@office.example",
            "displayName": f"P {number}",
            "active": True,
        },
        SCIM_WORK: {"organization": place},
    }


ROWS: dict[str, Row] = {
    "static": Row(lambda *_: Asked({"filename": "style.css"})),
    "web.docs": Row(),
    "web.docs_group": Row(lambda *_: Asked({"group": "people"})),
    "web.show_sign_in": Row(),
    "web.sign_in_here": Row(lambda w, _: Asked(form=w.signing_in()), status=303),
    "web.sign_out": Row(status=303),
    "web.start_single_sign_on": Row(status=404),  # no provider is set here: everybody is told so, nobody refused
    "web.finish_single_sign_on": Row(status=404),
    "openapi.document": Row(),
    "health.live": Row(),
    "health.ready": Row(),
    "tokens.create_token": Row(lambda w, _: Asked(body=w.signing_in()), status=201),
    "tokens.revoke_token": Row(lambda w, o: Asked({"token_id": w.api_token(o)}), OWNED, 204, is_hidden=True),
    "tokens.list_tokens": Row(),
    "me.show_me": Row(),
    "me.change_password": Row(lambda w, o: Asked(body=w.new_password(o)), (OWN,), 204),
    "me.list_my_sessions": Row(),
    "me.end_my_session": Row(lambda w, o: Asked({"session_id": w.web_session(o)}), OWNED, 204, is_hidden=True),
    "me.export_me": Row(),
    "me.erase_me": Row(lambda w, o: Asked(body={"email": w.email(o)}), (OWN,)),
    "purposes.list_purposes": Row(),
    "purposes.note_shown": Row(lambda *_: Asked(body={"version": "0" * 16}), status=204),
    "institutions.list_institutions": Row(),
    "institutions.count_institutions": Row(),
    "institutions.get_institution": Row(lambda w, o: Asked({"institution_id": o.institution}), PLACED),
    "institutions.create_institution": Row(lambda *_: Asked(body={"name": "Ministry of Water"}), status=201),
    "institutions.update_institution": Row(
        lambda w, o: Asked({"institution_id": o.institution}, {"acronym": "N"}), PLACED
    ),
    "institutions.delete_institution": Row(lambda w, _: Asked({"institution_id": w.make.institution()}), status=204),
    "topics.list_topics": Row(),
    "topics.get_topic": Row(lambda w, _: Asked({"topic_id": w.topic})),
    "topics.create_topic": Row(lambda *_: Asked(body={"labels": LABELS}), status=201),
    "topics.update_topic": Row(lambda w, _: Asked({"topic_id": w.topic}, {"labels": LABELS})),
    "topics.delete_topic": Row(lambda w, _: Asked({"topic_id": w.make.topic()}), status=204),
    "people.list_people": Row(),
    "people.count_people": Row(),
    "people.get_person": Row(lambda w, o: Asked({"person_id": o.person}), OWNED),
    "people.create_person": Row(lambda w, o: Asked(body={"name": "Ann", "institution_id": o.institution}), PLACED, 201),
    "people.update_person": Row(lambda w, o: Asked({"person_id": o.person}, {"unit": "Law"}), OWNED),
    "people.delete_person": Row(lambda w, o: Asked({"person_id": w.make.person(o.institution)}), PLACED, 204),
    "people.get_expertise": Row(lambda w, o: Asked({"person_id": o.person}), OWNED),
    "people.put_expertise": Row(
        lambda w, o: Asked({"person_id": o.person}, {"items": [{**KNOWN, "topic_id": w.topic}]}), OWNED
    ),
    "people.endorse": Row(lambda w, o: Asked(expertise(w, o)), OWNED, 201, own_status=403),
    "challenges.list_challenges": Row(),
    "challenges.count_challenges": Row(),
    "challenges.get_challenge": Row(lambda w, o: Asked(challenge(w, o)), OWNED),
    "challenges.create_challenge": Row(titled, MINE, 201),
    "challenges.update_challenge": Row(lambda w, o: Asked(challenge(w, o), {"title": "Leaks"}), OWNED),
    "challenges.delete_challenge": Row(lambda w, o: Asked(challenge(w, o)), OWNED, 204),
    "lessons.list_lessons": Row(),
    "lessons.count_lessons": Row(),
    "lessons.get_lesson": Row(lambda w, o: Asked(lesson(w, o)), OWNED),
    "lessons.create_lesson": Row(titled, MINE, 201),
    "lessons.update_lesson": Row(lambda w, o: Asked(lesson(w, o), {"title": "Meters"}), OWNED),
    "lessons.delete_lesson": Row(lambda w, o: Asked(lesson(w, o)), OWNED, 204),
    "peer_search.search_peers": Row(lambda *_: Asked(body={"text": "How do others meter water?"})),
    "scim.read": Row(lambda *_: Asked({"path": "Users"})),
    "scim.search": Row(lambda *_: Asked({"path": "Users"}, {"schemas": [SCIM_SEARCH]})),
    "scim.write": Row(lambda w, o: Asked({"path": "Users"}, scim_user(w, o), method="POST"), status=201),
    "match_requests.list_requests": Row(),
    "match_requests.create_request": Row(lambda *_: Asked(body={"text": "How to find leaks?"}), status=201),
    "match_requests.get_request": Row(lambda w, o: Asked(made.request_of(w, o)), OWNED, is_hidden=True),
    "match_requests.update_request": Row(
        lambda w, o: Asked(made.request_of(w, o, status="draft"), {"title": "Meters"}), OWNED, is_hidden=True
    ),
    "match_requests.publish_request": Row(
        lambda w, o: Asked(made.request_of(w, o, status="draft")), OWNED, is_hidden=True
    ),
    "match_requests.rank_request": Row(lambda w, o: Asked(made.request_of(w, o)), OWNED, is_hidden=True),
    "match_requests.withdraw_request": Row(lambda w, o: Asked(made.request_of(w, o)), OWNED, is_hidden=True),
    "match_requests.take_request": Row(lambda w, o: Asked(made.request_of(w, o)), OWNED, is_hidden=True),
    "match_requests.create_offer": Row(lambda w, o: Asked(*made.suggesting(w, o)), OWNED, 201, is_hidden=True),
    "match_requests.assign_peer": Row(lambda w, o: Asked(*made.suggesting(w, o)), OWNED, 201, is_hidden=True),
    "offers.list_offers": Row(),
    "offers.get_offer": Row(lambda w, o: Asked(made.offer_to(w, o)), OWNED, is_hidden=True),
    "offers.accept_offer": Row(lambda w, o: Asked(made.offer_to(w, o)), OWNED, is_hidden=True),
    "offers.decline_offer": Row(lambda w, o: Asked(made.offer_to(w, o), {}), OWNED, is_hidden=True),
    "offers.withdraw_offer": Row(lambda w, o: Asked(made.offer_by(w, o)), OWNED, is_hidden=True),
    "engagements.list_engagements": Row(),
    "engagements.get_engagement": Row(lambda w, o: Asked(made.learning_from(w, o)), OWNED, is_hidden=True),
    "engagements.update_engagement": Row(
        lambda w, o: Asked(made.helped(w, o), {"visibility": "network"}), OWNED, is_hidden=True
    ),
    "engagements.create_session": Row(
        lambda w, o: Asked(made.learning_from(w, o), {**MEETING}), OWNED, 201, is_hidden=True
    ),
    "engagements.delete_session": Row(lambda w, o: Asked(made.meeting_of(w, o)), OWNED, 204, is_hidden=True),
    "engagements.list_times": Row(lambda w, o: Asked(made.learning_from(w, o)), OWNED, is_hidden=True),
    "engagements.get_calendar": Row(lambda w, o: Asked(made.session_of(w, o)), OWNED, is_hidden=True),
    "engagements.list_notes": Row(lambda w, o: Asked(made.learning_from(w, o)), OWNED, is_hidden=True),
    "engagements.create_note": Row(
        lambda w, o: Asked(made.learning_from(w, o), {"text": "Met."}), OWNED, 201, is_hidden=True
    ),
    "engagements.complete_engagement": Row(lambda w, o: Asked(made.learning_from(w, o)), OWNED, is_hidden=True),
    "engagements.cancel_engagement": Row(
        lambda w, o: Asked(made.learning_from(w, o), {"reason": "Moved."}), OWNED, is_hidden=True
    ),
    "engagements.give_feedback": Row(lambda w, o: Asked(made.helped(w, o), {**JUDGED}), OWNED, 201, is_hidden=True),
    "engagements.get_feedback": Row(lambda w, o: Asked(made.judged(w, o)), OWNED, is_hidden=True),
    "engagements.capture_lesson": Row(lambda w, o: Asked(made.helped(w, o)), OWNED, 201, is_hidden=True),
    "blocked.list_blocked": Row(),
    "blocked.block_person": Row(lambda w, _: Asked(body={"person_id": w.make.person()}), status=201),
    "blocked.unblock_person": Row(lambda w, o: Asked(made.blocked_by(w, o)), OWNED, 204, is_hidden=True),
    "coordination.show_overview": Row(),
    "unmet_demand.show_unmet_demand": Row(),
    "graph.show_neighbourhood": Row(lambda w, o: Asked({"person_id": o.person}), OWNED),
    "graph.show_introductions": Row(lambda w, o: Asked({"person_id": o.person}), OWNED),
    "graph.export_graph": Row(),
    "risk_reports.show_report": Row(lambda w, o: Asked(risky.agreed(w, o), query=PURPOSE), PLACED, is_hidden=True),
    "risk_reports.what_if": Row(lambda w, o: Asked(body=risky.leaving(w, o)), PLACED, is_hidden=True),
    "risk_reports.show_heat_map": Row(lambda w, o: Asked(risky.agreed(w, o), query=PURPOSE), PLACED, is_hidden=True),
    "risk_reports.show_aggregates": Row(lambda w, o: Asked(risky.agreed(w, o), query=PURPOSE), PLACED, is_hidden=True),
    "positions.list_positions": Row(lambda *_: Asked(query=PURPOSE)),
    "positions.create_position": Row(lambda w, o: Asked(body=risky.post_to_name(w, o)), PLACED, 201),
    "positions.get_position": Row(lambda w, o: Asked(risky.post_of(w, o), query=PURPOSE), OWNED, is_hidden=True),
    "positions.update_position": Row(
        lambda w, o: Asked(risky.post_of(w, o), {"unit": "Law"}, query=PURPOSE), OWNED, is_hidden=True
    ),
    "positions.delete_position": Row(
        lambda w, o: Asked(risky.post_of(w, o), query=PURPOSE), OWNED, 204, is_hidden=True
    ),
    "positions.rate_position": Row(lambda w, o: Asked(risky.post_of(w, o), {**RATED}), PLACED, is_hidden=True),
    "positions.contest_position": Row(
        lambda w, o: Asked(risky.post_of(w, o), {"text": "Two others know it."}), OWNED, 201, is_hidden=True
    ),
    "positions.answer_contest": Row(
        lambda w, o: Asked(risky.contested(w, o), {"text": "Rated anew."}), PLACED, is_hidden=True
    ),
    "departures.list_departures": Row(lambda *_: Asked(query=PURPOSE)),
    "departures.declare_departure": Row(lambda w, o: Asked(body=risky.day_to_declare(w, o)), OWNED, 201),
    "departures.get_departure": Row(lambda w, o: Asked(risky.declared(w, o), query=PURPOSE), OWNED, is_hidden=True),
    "departures.update_departure": Row(
        lambda w, o: Asked(risky.declared(w, o), {"kind": "transfer"}, query=PURPOSE), OWNED, is_hidden=True
    ),
    "departures.delete_departure": Row(
        lambda w, o: Asked(risky.declared(w, o), query=PURPOSE), OWNED, 204, is_hidden=True
    ),
    "risk.get_settings": Row(lambda w, o: Asked(risky.agreed(w, o)), PLACED, is_hidden=True),
    "risk.update_settings": Row(lambda w, o: Asked(risky.agreed(w, o), {"min_cell": 12}), PLACED, is_hidden=True),
    "retention_plans.list_plans": Row(lambda *_: Asked(query=PURPOSE)),
    "retention_plans.open_plan": Row(
        lambda w, o: Asked(body={"position_id": risky.post_at_stake(w, o)}), PLACED, 201, is_hidden=True
    ),
    "retention_plans.get_plan": Row(lambda w, o: Asked(risky.plan_of(w, o), query=PURPOSE), OWNED, is_hidden=True),
    "retention_plans.close_plan": Row(
        lambda w, o: Asked(risky.plan_of(w, o), {"reason": "Given up."}), PLACED, is_hidden=True
    ),
    "retention_plans.get_action": Row(lambda w, o: Asked(risky.planned(w, o), query=PURPOSE), OWNED, is_hidden=True),
    "retention_plans.update_action": Row(
        lambda w, o: Asked(risky.planned(w, o), {"what": "Call."}, query=PURPOSE), OWNED, is_hidden=True
    ),
    "retention_plans.finish_action": Row(lambda w, o: Asked(risky.planned(w, o)), PLACED, is_hidden=True),
    "succession.list_successors": Row(lambda w, o: Asked(risky.post_of(w, o), query=PURPOSE), OWNED, is_hidden=True),
    "succession.name_successor": Row(lambda w, o: Asked(*risky.taken_over(w, o)), PLACED, 201, is_hidden=True),
    "succession.remove_successor": Row(lambda w, o: Asked(risky.succeeded(w, o)), PLACED, 204, is_hidden=True),
    "succession.show_guide": Row(lambda w, o: Asked(risky.post_of(w, o), query=PURPOSE), OWNED, is_hidden=True),
    "accounts.list_accounts": Row(),
    "accounts.create_account": Row(lambda w, o: Asked(body={"email": w.address_of_newcomer(o)}), PLACED, 201),
    "accounts.get_account": Row(lambda w, o: Asked({"account_id": w.account(o)}), PLACED, is_hidden=True),
    "accounts.update_account": Row(lambda w, o: Asked({"account_id": w.account(o)}, {"is_active": False}), PLACED),
    "audit_events.list_audit_events": Row(),
    "outbox.list_messages": Row(),
    "outbox.retry_message": Row(lambda w, o: Asked({"message_id": w.make.message(o.person, state="dead")})),
    **EXCHANGE_ROWS,
    **COMMUNITY_ROWS,
}
