"""Serving with gunicorn, in this process: a master that minds its workers, each with its own engine."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app
from app.database import reading_only
from app.engine import current_engine
from app.extensions import db
from config import Settings


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
            "when_ready": send_beside,  # before workers are forked, who would keep open what it is started by
            "proc_name": "sankofa",
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made anew in each worker: connections are not shared across processes."""
        return create_app(self._settings)


def send_beside(server: Any) -> None:
    """Send messages by a process of its own as long as the server runs; it ends what it has begun."""
    sender = subprocess.Popen([sys.executable, sys.argv[0], "worker"])  # noqa: S603 - our own words only

    def stop(_server: Any) -> None:
        sender.terminate()
        sender.wait(timeout=30)

    server.cfg.set("on_exit", stop)


def warm_up(worker: Any) -> None:
    """Get the engine ready before the first question comes."""
    with worker.wsgi.app_context(), reading_only():
        current_engine().on_grown = lay_out_apart
        current_engine().warm_up()
        db.session.remove()


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
