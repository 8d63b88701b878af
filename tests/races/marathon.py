"""`make races`: many trials of the races for the last free hours, on both databases, and what came of them."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
import pgserver
from flask import Flask

from app import create_app
from config import Settings
from tests.races.booking import Crew, Setting, Tally, race

BATCH = 50


def run(application: Flask, name: str, trials: int) -> int:
    """How many trials went wrong."""
    wrong, crew = 0, Crew(application.config["SETTINGS"].database_url)
    try:
        for k in (2, 8, 32):
            tally, began = Tally(), time.monotonic()
            while tally.trials < trials:
                made = Setting(application).trials(min(BATCH, trials - tally.trials), k)
                tally.add(race(application, crew, made))
            told = f"{name}: {tally}; {time.monotonic() - began:.0f} s"
            sys.stdout.write("\n  ".join((told, *tally.wrong[:5])) + "\n")
            sys.stdout.flush()
            wrong += len(tally.wrong)
    finally:
        crew.end()
    return wrong


def migrated(address: str) -> Flask:
    """An application on a new database."""
    application = create_app(Settings(env="test", database_url=address))
    with application.app_context():
        flask_migrate.upgrade()
    return application


def main(trials: int, kinds: list[str]) -> int:
    """Run so many trials of each; the exit code."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        wrong = 0
        if "sqlite" in kinds:
            wrong += run(migrated(f"sqlite:///{folder}/races.db"), "sqlite", trials)
        if "postgresql" in kinds:
            server = pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="stop")
            wrong += run(migrated(server.get_uri()), "postgresql", trials)
            server.cleanup()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:] or ["sqlite", "postgresql"]))
