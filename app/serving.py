"""Serving with gunicorn, in this process: a master that minds its workers, each with its own engine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from app import create_app
from app.database import reading_only
from app.engine import current_engine
from app.extensions import db
from app.knowledge_risk.reports import compile_loops
from config import Settings

FIRST_PAUSE, LONGEST_PAUSE, STEADY = 1.0, 300.0, 60.0  # seconds; who ran so long begins with the first pause again


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, told what to do by our settings and not by its own command line."""

    def __init__(self, settings: Settings):
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Say how to serve."""
        chosen: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.workers,
            "worker_class": "gthread",
            "threads": 4,
            "control_socket_disable": True,  # it would open a file under the home folder
            "post_worker_init": warm_up,
            "when_ready": send_beside,
            "proc_name": "sankofa",
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve until told to stop."""
        Master(self).run()

    def load(self) -> Flask:
        """The application, made anew in each worker: connections are not shared across processes."""
        return create_app(self._settings)


class Beside:
    """A process that runs beside the server as long as it does: begun again when it ends, later each time.

    It is looked after in the server's own loop, once a second: a thread would be forked into the workers.
    """

    def __init__(self, command: Sequence[str], log: Any, clock: Callable[[], float] = time.monotonic):
        self._command, self._log, self._clock = command, log, clock
        self._pause, self._began, self._due = FIRST_PAUSE, 0.0, 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def mind(self) -> None:
        """Begin it where it does not run and its pause is over."""
        now = self._clock()
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._pause = FIRST_PAUSE if now - self._began >= STEADY else min(self._pause * 2, LONGEST_PAUSE)
            self._process, self._due = None, now + self._pause
            self._log.error("`%s` ended by itself; it is begun again in %d s", " ".join(self._command[1:]), self._pause)
        if now >= self._due:
            self._process, self._began = subprocess.Popen(self._command), now  # noqa: S603 - our own words only

    def stop(self) -> None:
        """End it; what it has begun it ends first."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)


class Master(Arbiter):  # type: ignore[misc]
    """gunicorn's master, which minds the process that sends messages as it minds its workers."""

    beside: Beside | None = None

    def manage_workers(self) -> None:
        """Look after the workers and what runs beside them."""
        if self.beside is not None:
            self.beside.mind()
        super().manage_workers()


def send_beside(master: Any) -> None:
    """Have messages sent by a process of its own as long as the server runs."""
    master.beside = Beside([sys.executable, sys.argv[0], "worker", "--beside", str(os.getpid())], master.log)
    master.cfg.set("on_exit", lambda _master: master.beside.stop())


def warm_up(worker: Any) -> None:
    """Get the engine ready before the first question comes."""
    with worker.wsgi.app_context(), reading_only():
        current_engine().on_grown = lay_out_apart
        current_engine().warm_up()
        db.session.remove()
    # The first report of risk waits for it at most; nobody else does.
    threading.Thread(target=compile_loops, daemon=True).start()


def lay_out_apart() -> threading.Thread:
    """Have a process of its own lay out the index anew, so that no answer waits for it; the thread ends with it."""
    command = [sys.executable, sys.argv[0], "index", "build"]
    waiting = threading.Thread(target=subprocess.run, args=(command,), daemon=True)
    waiting.start()
    return waiting


def is_layout_due(settings: Settings) -> bool:
    """True if each worker would have to build a large index for itself, or to fold much."""
    app = create_app(settings)
    with app.app_context(), reading_only():
        is_due = current_engine().is_layout_due()
        db.session.remove()
        db.engine.dispose()
    return is_due


def serve_forever(settings: Settings) -> None:
    """Serve until told to stop."""
    if is_layout_due(settings):
        lay_out_apart().join()
    Server(settings).run()
