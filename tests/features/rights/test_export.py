"""Everything about me, and nothing about anybody else."""

import json

import pytest
from sqlalchemy import select

from app.communities.models import CommunityLanguage
from app.engagements.models import EngagementFeedback, EngagementNote
from app.extensions import db, new_id, utc_now
from app.match_requests.models import BlockedPair, match_request_topic
from app.rights.decisions import DECISIONS
from tests.factories.plan_rows import everything_of_a_plan
from tests.factories.round_rows import a_need, a_pin, a_round, an_offer
from tests.features.rights.conftest import canaries


@pytest.fixture
def exported(me):
    answer = me.client().get("/me/export")
    assert answer.status_code == 200
    return answer


def test_every_word_that_is_mine_is_in_it(exported):
    told = json.dumps(exported.json)
    assert [word for word in canaries() if word not in told] == []


def test_every_entry_that_the_registry_names_is_in_it(exported):
    assert exported.json.keys() == {each.key for each in DECISIONS if each.key}


def test_no_entry_is_empty_for_somebody_who_has_everything(instance, me):
    lesson = instance.make.lesson(me.colleague)
    colleague = instance.client(instance.make.token(me.colleague))
    said = {
        "contributor_ids": [me.person],
        "step": "validated",
        "validated_by_id": me.person,
        "validated_on": "2026-01-01",
    }
    assert colleague.patch(f"/lessons/{lesson}", said).status_code == 200
    grant(instance, me)
    learn(instance, me)
    hold(instance.make, me)
    plan(instance, me)
    join_round(instance.make, me)
    exchange(instance.make, me)
    belong(instance.make, me)
    assert me.client().post("/purposes/shown", {"version": "0" * 16}).status_code == 204
    empty = [key for key, rows in me.client().get("/me/export").json.items() if not rows]
    assert empty == []


def learn(instance, me):
    """All that asking and helping leaves behind."""
    make = instance.make
    make.learning(me.colleague, me.person)
    helping = make.learning(me.person, me.colleague)
    make.session_of(helping)
    request = make.match_request(me.person, [me.colleague], owner_id=me.person)
    make.offer(me.colleague, request)
    make.offer(me.person, make.match_request(me.colleague, [me.person]))
    make.message(me.person, other_id=me.colleague)
    with instance.application.app_context():
        db.session.add(EngagementNote(engagement_id=helping, author_id=me.person, text="Met."))
        db.session.add(EngagementFeedback(engagement_id=helping, person_id=me.person, outcome="yes", would_again=True))
        db.session.add(BlockedPair(person_id=me.person, other_id=me.colleague))
        db.session.execute(match_request_topic.insert().values(request_id=request, topic_id=me.topic))
        db.session.commit()
        db.session.remove()


def hold(make, me):
    """All that holding, rating, contesting, answering, leaving and declaring leaves behind."""
    make.position(me.person, topics=[me.topic], rated_by_id=me.person)
    make.contest(me.colleague, answer="Yes.", answered_by_id=me.person)
    make.departure(me.person)
    make.departure(me.colleague, declared_by_id=me.person)


def plan(instance, me):
    """All that plans for posts leave behind: of the holder, the owner, and who is named."""
    make = instance.make
    held = make.position(me.person, topics=[me.topic])
    action = {"person_id": me.person, "topic_id": me.topic}
    make.plan_action(make.plan(held, me.person), **action)
    other = make.position(me.colleague, topics=[me.topic])
    make.successor(other, me.person, me.topic)
    make.successor(other, me.colleague, me.topic, named_by_id=me.person)


def join_round(make, me):
    """All that a round of exchanges leaves behind: of who opens it, learns, helps, pins and is pinned."""
    found = a_round(make, opened_by_id=me.person)
    an_offer(make, found, me.person)
    need = a_need(make, found, me.person)
    a_pin(make, need, me.person, by_id=me.person)
    everything_of_a_plan(make, found, need, me.person)


def exchange(make, me):
    """All that exchanges and taking lessons up leave behind."""
    make.participant(make.exchange(owner_id=me.person), me.person)
    make.replication(make.lesson(me.colleague), author_id=me.person)


def belong(make, me):
    """All that founding and joining communities leaves behind."""
    make.community(me.person, [me.topic], spoken=[CommunityLanguage(language="en")])


def grant(instance, me):
    tables = db.metadata.tables
    with instance.application.app_context():
        account = db.session.scalar(select(tables["account"].c.id).where(tables["account"].c.person_id == me.person))
        db.session.execute(
            tables["role_grant"].insert().values(account_id=account, role="coordinator", institution_id=me.place)
        )
        group = new_id()
        now = {"created_at": utc_now(), "updated_at": utc_now(), "version": 1}
        db.session.execute(tables["role_group"].insert().values(id=group, name="admin", role="admin", **now))
        db.session.execute(tables["role_group_member"].insert().values(group_id=group, account_id=account))
        db.session.commit()
        db.session.remove()


def test_it_holds_no_secret(instance, me, exported):
    tokens = instance.query(select(db.metadata.tables["api_token"].c.token_hash))
    assert me.secret not in exported.text
    assert not any(each in exported.text for (each,) in tokens)
    assert "hash" not in exported.text


def test_it_holds_nothing_of_anybody_else(instance, me, exported):
    instance.make.token(me.colleague)
    others = instance.make.lesson(me.colleague, title="Not mine")
    told = me.client().get("/me/export").text
    assert [word for word in (me.colleague, others, "Who Stays", "stays as it is", "Not mine") if word in told] == []


def test_who_vouched_for_me_is_not_told(instance, me, exported):
    assert len(exported.json["endorsements_got"]) == 1
    assert me.colleague not in json.dumps(exported.json["endorsements_got"])


def test_an_account_of_nobody_in_the_directory_has_an_export_too(instance, me):
    secret = instance.make.token(None, "admin")
    told = instance.client(secret).get("/me/export").json
    assert len(told["account"]) == len(told["tokens"]) == len(told["roles"]) == 1
    assert told["person"] == told["expertise"] == []
