"""Processes that have read the code and hold nothing else: the crews of races, and those that are killed.

Each is forked from a server that was made for it. A fork of a process that has an SQLite file open must not open that
file: it believes in locks that it does not have, and what it commits is lost. And reading the code takes seconds, which
spawning would take again for each.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["tests.races.warm"])


def started(act: Callable[..., Any], *given: Any) -> BaseProcess:
    """A process that does the act."""
    process = FRESH.Process(target=act, args=given)
    process.start()
    return process


def listened_to(act: Callable[..., Any], *given: Any) -> tuple[BaseProcess, Connection]:
    """A process that does the act, and the end of a pipe; the act is given the other end as its last."""
    ours, theirs = FRESH.Pipe(duplex=False)
    process = started(act, *given, theirs)
    theirs.close()
    return process, ours


def kill(process: BaseProcess) -> None:
    """End it as a power cut would; it is gone when this returns. Raises: AssertionError where it had ended before."""
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
