"""A real browser at a real server, on a demo world of its own for each test. Only the embedded database: what pages
show they ask of the API, which is tested on both."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app import create_app
from app.demo.load import load_world
from app.extensions import db
from config import Settings
from tests.web.browser.visitor import CHROMIUM, DESK, PHONE, Visitor, a_browser, is_in_ci

# Outside of CI a machine may have no browser: then these tests are left out, and tests/conftest.py says so loudly.
collect_ignore_glob = ["test_*.py"] if CHROMIUM is None and not is_in_ci() else []
WAYS = [(width, has_script) for width in (PHONE, DESK) for has_script in (True, False)]
NAMES = [f"{width}px-{'script' if has_script else 'no script'}" for width, has_script in WAYS]


def settings(folder: Path) -> Settings:
    """Those of an application that keeps all it has in a folder."""
    kept = {"index_folder": str(folder / "index"), "erasure_ledger": str(folder / "erasures.txt")}
    return Settings(env="test", database_url=f"sqlite:///{folder}/sankofa.db", **kept)


def close(application: Flask) -> None:
    """Let go of its database."""
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo world that nobody has touched; only to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    application = create_app(settings(folder))
    with application.app_context():
        flask_migrate.upgrade()
        load_world(lambda _: None)
        db.session.commit()
    close(application)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where CI lacks it these tests fail."""
    with a_browser() as browser:
        yield browser


@pytest.fixture
def world(demo_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application on a demo world that the test may alter."""
    shutil.copytree(demo_folder, tmp_path / "world")
    application = create_app(settings(tmp_path / "world"))
    yield application
    close(application)


@pytest.fixture
def site(world: Flask) -> Iterator[str]:
    """The address at which it is served."""
    server = make_server("localhost", 0, world, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """A function that has somebody of the demo world sign in: at a screen so wide, with or without scripts."""
    visitors: list[Visitor] = []

    def enter(email: str | None = None, width: int = DESK, has_script: bool = True, **options: Any) -> Visitor:
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, java_script_enabled=has_script, locale="en", **options)
        context.set_default_timeout(20_000)  # milliseconds
        visitor = Visitor(context.new_page(), site, has_script)
        visitors.append(visitor)
        return visitor.sign_in(email) if email else visitor

    yield enter
    for visitor in visitors:
        visitor.leave()


@pytest.fixture(params=WAYS, ids=NAMES)
def way(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each way to look: at 360 and 1280 px, with scripts and without."""
    return {"width": request.param[0], "has_script": request.param[1]}
