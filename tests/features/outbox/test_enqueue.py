"""Putting messages into the outbox: with the caller's transaction, once a key, with the right facts only."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.outbox.kinds import KINDS, UnfitFacts
from app.outbox.service import announce, enqueue
from tests.features.outbox.conftest import FACTS


def test_a_message_waits_once_the_caller_commits(outbox, pair):
    outbox.put()

    message = outbox.only
    assert (message.state, message.person_id, message.other_id) == ("waiting", pair.peer, pair.seeker)
    assert message.facts == FACTS  # the other person is told by id alone, and not among the facts


def test_what_is_rolled_back_leaves_no_message(outbox, application, pair):
    with application.app_context():
        enqueue("offer_made", pair.peer, {"other": pair.seeker, **FACTS})
        db.session.rollback()

    assert outbox.messages() == []


def test_a_key_makes_one_message_however_often_it_is_used(outbox):
    for _ in range(3):
        outbox.put("offer_reminder", key="offer:1:reminder")
    outbox.put("offer_reminder", key="offer:2:reminder")

    assert [each.key for each in outbox.messages()] == ["offer:1:reminder", "offer:2:reminder"]


def test_messages_without_a_key_are_all_kept(outbox):
    outbox.put()
    outbox.put()

    assert len(outbox.messages()) == 2


def test_a_second_use_of_a_key_makes_no_audit_event(outbox, events):
    outbox.put(key="once")
    before = len(events())
    outbox.put(key="once")

    assert len(events()) == before


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("offer_mad", FACTS),
        ("offer_made", {}),
        ("offer_made", {**FACTS, "more": 1}),
        ("offer_made", {**FACTS, "path": "//elsewhere.example"}),
        ("offer_made", {**FACTS, "path": "https://elsewhere.example"}),
        ("offer_made", {**FACTS, "until": "soon"}),
        ("session_planned", {"title": "T", "path": "/", "starts": "2026-12-01T10:00:00"}),
    ],
)
def test_facts_that_do_not_fit_are_refused(app, pair, kind, facts):
    told = {"other": pair.seeker, **facts}
    with pytest.raises((UnfitFacts, ValueError)):
        enqueue(kind, pair.peer, told)


def test_mails_that_are_not_urgent_wait_for_company(outbox):
    outbox.put("offer_declined")
    outbox.put("offer_made")

    waiting, urgent = outbox.messages()
    hours = (waiting.due_at - waiting.created_at).total_seconds() / 3600
    assert (round(hours), urgent.due_at - urgent.created_at < waiting.due_at - waiting.created_at) == (12, True)
    assert {name for name, kind in KINDS.items() if kind.is_urgent} >= {"offer_made", "session_planned"}


def test_an_event_is_announced_to_every_webhook_by_id_alone(outbox, app, webhook):
    hooks = {webhook("https://one.example/in"), webhook("https://two.example/in")}

    announce("engagement.completed", "the id", key="e1")
    announce("engagement.completed", "the id", key="e1")
    db.session.commit()

    assert {each.webhook_id for each in outbox.messages()} == hooks
    assert [each.facts for each in outbox.messages()] == [{"id": "the id"}] * 2


def test_who_is_removed_takes_the_words_along_that_wait_for_others(outbox, application, pair, admin):
    outbox.put()

    admin.delete(f"/people/{pair.seeker}")

    message = outbox.only
    assert (message.other_id, message.facts) == (None, {"path": FACTS["path"], "until": FACTS["until"]})


def test_who_is_removed_takes_the_own_messages_along(outbox, pair, admin):
    outbox.put()

    admin.delete(f"/people/{pair.peer}")

    assert outbox.messages() == []
