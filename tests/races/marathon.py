"""`make races`: many races for the last free hours, and many random walks, on both databases, and what came of them."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
import pgserver
from flask import Flask

from app import create_app
from app.extensions import db
from config import Settings
from tests.factories.maker import Maker
from tests.features.match_requests.test_walks import steps_of, walk
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


def walk_at_random(application: Flask, name: str, walks: int) -> None:
    """So many random walks of 50 steps beside the model; the first step that deviates raises."""
    done: Counter[str] = Counter()
    make = Maker(application)
    with application.app_context():
        for seed in range(walks):
            done += walk(make, steps_of(seed))
        db.session.remove()
    sys.stdout.write(f"{name}: {walks} walks, {done.total()} steps, 0 deviations; {dict(done)}\n")
    sys.stdout.flush()


def migrated(address: str) -> Flask:
    """An application on a new database."""
    application = create_app(Settings(env="test", database_url=address))
    with application.app_context():
        flask_migrate.upgrade()
    return application


def main(trials: int, walks: int, kinds: list[str]) -> int:
    """Run so many trials of each, and walks; the exit code."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        wrong, addresses = 0, {"sqlite": f"sqlite:///{folder}/races.db"}
        server = pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="stop")
        addresses["postgresql"] = server.get_uri()
        for name in kinds:
            application = migrated(addresses[name])
            walk_at_random(application, name, walks)
            wrong += run(application, name, trials)
        server.cleanup()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or ["sqlite", "postgresql"]))
