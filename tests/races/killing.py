"""Processes that are killed: each begins with no connection of anybody's in its hands.

A fork of a process that has an SQLite file open may not open that file: its locks are believed to be held, and what it
commits is lost. So each is forked from a server that has read the code and done nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(["tests.races.warm", "tests.races.acts", "tests.races.sending"])


def started(act: Callable[..., Any], *given: Any) -> BaseProcess:
    """A fresh process that does the act."""
    process = _FRESH.Process(target=act, args=given)
    process.start()
    return process


def listened_to(act: Callable[..., Any], *given: Any) -> tuple[BaseProcess, Connection]:
    """A fresh process that does the act, and the end of a pipe; the act is given the other end as its last."""
    ours, theirs = _FRESH.Pipe(duplex=False)
    process = started(act, *given, theirs)
    theirs.close()
    return process, ours


def kill(process: BaseProcess) -> None:
    """End it as a power cut would; it is gone when this returns. Raises: AssertionError where it had ended before."""
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
