"""What is over is removed, and nothing else."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.accounts.models import ApiToken, WebSession
from app.commands import cli
from app.extensions import db, utc_now
from app.idempotency import IdempotencyKey
from app.knowledge_risk.models import Departure
from app.limits import Attempt
from app.outbox.models import Message
from app.rights.models import Choice
from app.rights.retention import RETENTIONS, Nightly


@pytest.fixture
def run(instance):
    def call(*words):
        done = CliRunner().invoke(cli, ["retention", "run", *words], env=instance.environment())
        assert done.exit_code == 0, done.output
        return done.output

    return call


@pytest.fixture
def person(instance):
    person = instance.make.person()
    instance.make.token(person)
    for days in (364, 366):
        instance.make.departure(person, leaves_on=instance.make.day(-days))
    with instance.application.app_context():
        account = db.session.scalar(select(ApiToken.account_id))
        for days in (89, 91):
            ended = utc_now() - timedelta(days=days)
            db.session.add(ApiToken(account_id=account, token_hash=f"over {days}", expires_at=ended))
            revoked = {"expires_at": utc_now() + timedelta(days=9), "revoked_at": ended}
            db.session.add(ApiToken(account_id=account, token_hash=f"revoked {days}", **revoked))
        for days in (29, 31):
            seen = utc_now() - timedelta(days=days)
            db.session.add(WebSession(account_id=account, secret_hash=f"over {days}", last_seen_at=seen))
        for hours in (23, 25):
            at = utc_now() - timedelta(hours=hours)
            db.session.add(Attempt(key=f"over {hours}", count=1, ends_at=at))
            kept = {"key": f"kept {hours}", "asked": "", "status": 201, "body": b"{}", "at": at}
            db.session.add(IdempotencyKey(account_id=account, **kept))
        for days, state in ((89, "sent"), (91, "sent"), (91, "dead"), (91, "waiting")):
            due = {"due_at": utc_now() - timedelta(days=days), "key": f"{state} {days}"}
            db.session.add(Message(person_id=person, kind="no_peer_left", state=state, **due))
        for days in (3 * 365 - 1, 3 * 365 + 1):
            at = utc_now() - timedelta(days=days)
            db.session.add(Choice(person_id=person, item="person", name=f"{days}", to_value="private", at=at))
        db.session.commit()
        db.session.remove()
    return person


def left(instance):
    columns = (ApiToken.token_hash, WebSession.secret_hash, Attempt.key, IdempotencyKey.key, Message.key)
    ended = {each for column in columns for (each,) in instance.query(select(column)) if " " in each}
    return ended, {each for (each,) in instance.query(select(Choice.name)) if each.isdigit()}


def test_what_is_over_is_removed_and_counted(instance, person, run):
    assert run().splitlines() == [
        "Tokens that ended or were revoked: 2 removed",
        "Sessions on the pages: 1 removed",
        "Counts of attempts to sign in: 1 removed",
        "Answers kept for a request that is sent again: 1 removed",
        "Messages that were sent or given up: 2 removed",
        "Declared departures: 1 removed",
        "Retention plans that are closed: 0 removed",
        "Exchanges between institutions that have ended: 0 removed",
        "Rounds of exchanges, with what was entered: 0 removed",
        "Choices and notices: 1 removed",
    ]
    assert instance.query(select(Departure.leaves_on)) == [(instance.make.day(-364),)]
    kept = {"over 89", "revoked 89", "over 29", "over 23", "kept 23", "sent 89", "waiting 91"}
    assert left(instance) == (kept, {"1094"})


def test_a_dry_run_only_tells(instance, person, run):
    before = left(instance)
    assert run("--dry-run").splitlines()[0] == "Tokens that ended or were revoked: 2 would be removed"
    assert left(instance) == before


def test_a_second_run_finds_nothing(instance, person, run):
    run()
    assert "0 removed" in run().splitlines()[0]
    assert instance.query(select(func.count()).select_from(ApiToken)) == [(3,)]


def test_every_period_is_of_a_table_that_exists():
    assert {each.table for each in RETENTIONS} <= db.metadata.tables.keys()
    assert all(each.days > 0 for each in RETENTIONS)


def test_the_worker_removes_what_is_over_once_a_day(instance, person):
    nightly, now = Nightly(), utc_now()

    def rounds(moment):
        with instance.application.app_context():
            done = 0
            for _ in nightly(moment):
                db.session.commit()
                done += 1
            db.session.remove()
        return done

    assert (rounds(now), rounds(now)) == (1, 0)
    assert "over 91" not in left(instance)[0]
    assert rounds(now + timedelta(days=1, minutes=1)) == 1
    assert left(instance)[0] == {"waiting 91"}
