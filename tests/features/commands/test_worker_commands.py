"""`sankofa worker` and `sankofa webhook`, on the database of the test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.commands import cli
from app.extensions import db
from app.outbox.models import Message
from app.outbox.service import announce
from app.worker_commands import CHORES, work
from tests.features.outbox.servers import mail_server

PUBLIC = "https://1.1.1.1/in"


@pytest.fixture
def post():
    with mail_server() as found:
        yield found


@pytest.fixture
def known(application, post):
    """The environment of a worker."""
    address = application.config["SETTINGS"].database_url
    mail = {"SANKOFA_SMTP_URL": post.url, "SANKOFA_MAIL_FROM": "noreply@sankofa.example"}
    return {"SANKOFA_DATABASE_URL": address, "SANKOFA_ENV": "test", **mail}


@pytest.fixture
def sankofa(known, monkeypatch):
    monkeypatch.setattr("app.terminal.configure", lambda level: None)
    return lambda *words, **more: CliRunner().invoke(cli, words, env={**known, **more})


def states(application):
    with application.app_context():
        return list(db.session.scalars(select(Message.state)))


def test_the_worker_sends_what_is_due_once_and_ends(application, sankofa, post, make):
    make.message(make.person(email="luis@office.example"))

    done = sankofa("worker", "--once")

    assert (done.exit_code, done.stdout) == (0, "1 messages sent.\n")
    assert [mail["To"] for mail in post.mails] == ["Person 1 <luis@office.example>"]
    assert states(application) == ["sent"]


def test_without_a_mail_server_mails_wait_and_the_worker_says_what_to_set(application, sankofa, make):
    make.message(make.person())

    done = sankofa("worker", "--once", SANKOFA_SMTP_URL="")

    assert (done.exit_code, "SANKOFA_SMTP_URL" in done.stderr, done.stdout) == (0, True, "0 messages sent.\n")
    assert states(application) == ["waiting"]
    assert sankofa("worker", "--once").stdout == "1 messages sent.\n"


def test_a_worker_goes_on_until_it_is_told_to_stop(application, known, post, make):
    command = [str(Path(sys.executable).with_name("sankofa")), "worker"]
    with subprocess.Popen(command, env={**os.environ, **known}, stderr=subprocess.PIPE) as running:
        try:
            for _ in range(2):  # the second comes when the first round is long over
                make.message(make.person())
                wait_until(lambda: states(application) and set(states(application)) == {"sent"})
            running.send_signal(signal.SIGTERM)
            told = running.communicate(timeout=30)[1].decode()
        finally:
            running.kill()

    assert (running.returncode, "Traceback" in told) == (0, False)
    assert len(post.mails) == 2


def wait_until(holds):
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.1)


def test_what_falls_due_is_done_before_messages_are_sent_and_kept(application, make, monkeypatch):
    person, other = make.person(), make.person()
    monkeypatch.setattr("app.worker_commands.send_due", lambda _clock: len(states(application)))
    monkeypatch.setattr("app.worker_commands.CHORES", [*CHORES, lambda _now: db.session.add(waiting(person))])
    with application.app_context():
        assert work() == 1
        monkeypatch.setattr("app.worker_commands.CHORES", [*CHORES, lambda _now: db.session.add(waiting(other))])
        assert work() == 2


def waiting(person):
    return Message(kind="no_peer_left", person_id=person, facts={"title": "T", "path": "/"})


@pytest.mark.parametrize("error", [OperationalError("SELECT 1", {}, Exception("is locked")), KeyError("a slip")])
def test_nothing_that_goes_wrong_in_one_round_ends_the_worker(application, monkeypatch, error):
    def fail(_now):
        raise error

    monkeypatch.setattr("app.worker_commands.CHORES", [fail])
    with application.app_context():
        assert work() == 0


def test_a_webhook_is_added_with_its_secret_shown_listed_and_removed(sankofa):
    added = sankofa("webhook", "add", PUBLIC)
    (webhook_id, url), secret = added.stdout.splitlines()[0].split(), added.stdout.splitlines()[1]

    assert (added.exit_code, url, secret.startswith("whsec_")) == (0, PUBLIC, True)
    listed = json.loads(sankofa("webhook", "list", "--json").stdout)
    assert listed == [{"id": webhook_id, "url": PUBLIC, "secret": secret}]
    assert sankofa("webhook", "list").stdout.split() == [webhook_id, PUBLIC, secret]
    assert sankofa("webhook", "remove", webhook_id).exit_code == 0
    assert sankofa("webhook", "list").stdout == ""
    assert sankofa("webhook", "remove", webhook_id).exit_code == 1


@pytest.mark.parametrize(
    "url", ["http://1.1.1.1/", "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://x:y/"]
)
def test_no_webhook_leads_inside(sankofa, url):
    done = sankofa("webhook", "add", url)

    assert done.exit_code == 1
    assert sankofa("webhook", "list").stdout == ""


def test_what_waits_for_a_webhook_goes_with_it(application, sankofa):
    webhook_id = sankofa("webhook", "add", PUBLIC).stdout.split()[0]
    with application.app_context():
        announce("engagement.completed", "the id")
        db.session.commit()
    assert states(application) == ["waiting"]

    sankofa("webhook", "remove", webhook_id)
    assert states(application) == []
