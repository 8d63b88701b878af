"""`sankofa serve` as it runs: answers, and sends what waits by a worker beside it."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.extensions import db
from app.outbox.models import Message
from app.serving import FIRST_PAUSE, LONGEST_PAUSE, STEADY, Beside
from tests.features.outbox.servers import mail_server


@pytest.fixture
def served(application, tmp_path):
    """A server that runs on the database of the test, and the mail server that it has."""
    with mail_server() as post, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        known = {"SANKOFA_DATABASE_URL": application.config["SETTINGS"].database_url, "SANKOFA_ENV": "test"}
        known |= {"SANKOFA_SMTP_URL": post.url, "SANKOFA_MAIL_FROM": "noreply@sankofa.example"}
        known |= {"SANKOFA_PORT": str(port), "SANKOFA_WORKERS": "1", "SANKOFA_INDEX_FOLDER": str(tmp_path)}
        command = [str(Path(sys.executable).with_name("sankofa")), "serve"]
        with subprocess.Popen(command, env={**os.environ, **known}, stderr=subprocess.DEVNULL) as running:
            try:
                yield running
            finally:
                running.kill()


def workers_of(process):
    """The ids of the processes `sankofa worker` that a process has begun."""
    pids = Path(f"/proc/{process.pid}/task").glob("*/children")
    children = [int(pid) for found in pids for pid in found.read_text().split()]
    return [pid for pid in children if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_until(holds):
    ends = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.1)


def test_the_server_sends_what_waits_by_a_worker_that_ends_with_it(application, make, served):
    def is_sent():
        with application.app_context():
            return set(db.session.scalars(select(Message.state))) == {"sent"}

    make.message(make.person())
    wait_until(is_sent)
    (worker,) = workers_of(served)
    served.send_signal(signal.SIGTERM)

    assert served.wait(timeout=60) == 0
    assert not Path(f"/proc/{worker}").exists()


def test_a_worker_that_ends_is_begun_again_and_ends_with_a_server_that_is_killed(served):
    wait_until(lambda: workers_of(served))
    (first,) = workers_of(served)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: [each for each in workers_of(served) if each != first])
    (second,) = workers_of(served)
    served.kill()

    wait_until(lambda: not Path(f"/proc/{second}").exists())


def test_what_ends_at_once_is_begun_again_later_each_time_and_the_log_says_so(caplog):
    now, begun = 0.0, []
    beside = Beside([sys.executable, "-c", ""], logging.getLogger("test"), lambda: now)
    for _ in range(12):
        beside.mind()
        begun.append(now)
        beside._process.wait()
        beside.mind()
        now = beside._due
    pauses = [later - earlier for earlier, later in itertools.pairwise(begun)]

    assert pauses == [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) for n in range(1, 12)]
    assert caplog.messages[0] == "`-c ` ended by itself; it is begun again in 2 s"
    beside.mind()
    beside._process.wait()
    now += STEADY
    beside.mind()
    assert beside._due - now == FIRST_PAUSE
