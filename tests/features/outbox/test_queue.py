"""Who sends what, and what becomes of a message that can't be sent."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from app.outbox.queue import LEASE, MOST_TRIES, put_off, settle, take


@pytest.fixture
def inside(application):
    with application.app_context():
        yield application


def test_what_is_taken_is_not_taken_again_as_long_as_the_lease_lasts(outbox, inside):
    outbox.put()

    assert take(outbox.clock()) is not None
    assert take(outbox.clock()) is None
    assert take(outbox.clock() + LEASE - timedelta(seconds=1)) is None


def test_a_worker_that_died_while_sending_leaves_nothing_stuck(outbox, inside, post):
    outbox.put()
    take(outbox.clock())
    outbox.move(minutes=LEASE.total_seconds() / 60)

    assert outbox.send() == 1
    assert len(post.mails) == 1


def test_whoever_lost_the_lease_settles_nothing(outbox, inside):
    outbox.put()
    late = take(outbox.clock())
    outbox.move(seconds=LEASE.total_seconds())
    current = take(outbox.clock())

    settle(late, outbox.clock())
    put_off(late, "late", outbox.clock())
    assert [(each.state, each.lease) for each in outbox.messages()] == [("waiting", current.lease)]


def test_a_message_keeps_its_id_in_every_try(outbox, post):
    outbox.put()
    post.answers.append("451 come again")
    ids = []
    for _ in range(2):
        outbox.send()
        outbox.move(hours=1)
    ids = [mail["Message-ID"] for mail in post.mails]

    assert len(ids) == 1
    assert ids[0].endswith("@sankofa.example>")


def test_what_the_server_puts_off_is_tried_again_later_and_later(outbox, post):
    random.seed(5)
    outbox.put()
    post.answers.extend(["451 come again"] * 5)
    waits = []
    for _ in range(5):
        assert outbox.send() == 0
        waits.append((outbox.only.due_at - outbox.clock()).total_seconds() / 60)
        assert outbox.send() == 0  # not before its time
        outbox.move(minutes=waits[-1])

    assert [0.5 * 2**each <= wait <= 1.5 * 2**each for each, wait in enumerate(waits)] == [True] * 5
    assert len({wait / 2**each for each, wait in enumerate(waits)}) == 5  # no two wait in step
    assert outbox.only.problem == "SMTPDataError 451"
    assert outbox.send() == 1


def test_after_the_last_try_a_message_is_dead(outbox, post):
    outbox.put()
    post.answers.extend(["451 come again"] * 99)
    begun = outbox.clock()
    while outbox.only.state == "waiting":
        outbox.send()
        outbox.move(hours=9)

    assert outbox.only.tries == MOST_TRIES == 99 - len(post.answers)
    assert outbox.only.problem == "SMTPDataError 451"
    assert outbox.clock() - begun > timedelta(days=2)


def test_what_the_server_refuses_for_good_is_dead_at_once(outbox, post):
    outbox.put()
    post.answers.append("550 no such user luis@office.example")

    assert outbox.send() == 0
    assert [(each.state, each.problem) for each in outbox.messages()] == [("dead", "SMTPDataError 550")]


def test_one_message_that_can_not_be_sent_keeps_no_other_from_going_out(outbox, make, pair, post):
    make.message(pair.peer, kind="a kind that is gone")
    outbox.put()

    assert outbox.send() == 1
    assert sorted((each.state, each.problem) for each in outbox.messages()) == [("sent", ""), ("waiting", "KeyError")]


def test_what_ends_the_worker_each_time_is_given_up(outbox, inside):
    outbox.put()
    for _ in range(MOST_TRIES):
        assert take(outbox.clock()) is not None
        outbox.move(seconds=LEASE.total_seconds())

    assert take(outbox.clock()) is None
    assert [(each.state, each.problem) for each in outbox.messages()] == [("dead", "the worker ended each time")]


def test_a_mail_server_that_is_away_costs_no_message(outbox, application, post, monkeypatch):
    outbox.put()
    address, post.url = post.url, "smtp://127.0.0.1:9"
    with monkeypatch.context() as patch:
        patch.setattr("app.outbox.sending.hand_over", refuse)
        assert outbox.send() == 0
    assert (outbox.only.state, outbox.only.problem) == ("waiting", "ConnectionRefusedError: [Errno 111] refused")
    outbox.move(minutes=2)

    assert outbox.send() == 1
    post.url = address


def refuse(_mail, _url):
    raise ConnectionRefusedError(111, "refused")


def test_what_ended_its_worker_keeps_nobody_waiting(inside, outbox, make, pair):
    deadly = make.message(pair.peer, kind="deadly")
    outbox.put()
    assert take(outbox.clock()).rows[0].id == deadly
    outbox.move(seconds=LEASE.total_seconds() + 1)

    assert [take(outbox.clock()).rows[0].kind for _ in range(2)] == ["offer_made", "deadly"]


def test_news_in_the_hands_of_one_worker_are_not_taken_along_by_another(inside, outbox):
    outbox.put("offer_declined")
    outbox.move(hours=13)
    held = take(outbox.clock())
    outbox.put("offer_expired")

    assert [row.kind for row in held.rows] == ["offer_declined"]
    assert [row.kind for row in take(outbox.clock()).rows] == ["offer_expired"]


@pytest.mark.parametrize(("refusal", "state"), [("550 no such user", "dead"), ("450 mailbox busy", "waiting")])
def test_a_receiver_whom_the_server_refuses_for_good_is_not_tried_again(outbox, post, refusal, state):
    outbox.put()
    post.refusal = refusal

    assert outbox.send() == 0
    assert (outbox.only.state, outbox.only.problem) == (state, f"SMTPRecipientsRefused {refusal[:3]}")
