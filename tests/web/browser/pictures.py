"""Pictures of the main pages, as people of the demo world see them: `make pictures` writes docs/pictures/*.png."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app import create_app
from app.demo.load import QUESTION, load_world
from app.extensions import db
from tests.features.demo.entering import entries
from tests.web.browser.conftest import settings
from tests.web.browser.planned_round import JIHO, TITLE, as_jiho, planned_round
from tests.web.browser.visitor import DESK, PHONE, Visitor, a_browser

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
AMINA, LILIANA, ADMIN = "amina@devolution.ke.example", "liliana@dane.co.example", "admin@kdi.kr.example"


def _ask(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.fill("#text", QUESTION)
    visitor.press(".ask button")


def _at(path: str) -> Callable[[Visitor], object]:
    return lambda visitor: visitor.open(path)


def _plan(visitor: Visitor) -> None:
    visitor.open("/rounds").follow(TITLE)
    visitor.follow("Plan 1").page.locator(".map").evaluate("map => map.scrollIntoView()")


def _community(visitor: Visitor) -> None:
    visitor.open("/directory/communities").page.locator(".card a").first.click()


def _learn(visitor: Visitor) -> None:
    _ask(visitor)
    visitor.press(".card button")
    visitor.press("main form button.main")
    visitor.open("/learning")


# By name: who looks, how wide the screen is, and how to get there.
PICTURES: dict[str, tuple[str, int, Callable[[Visitor], object]]] = {
    "peers": (AMINA, DESK, _ask),
    "peers-phone": (AMINA, PHONE, _ask),
    "directory": (AMINA, DESK, _at("/directory")),
    "communities": (AMINA, DESK, _at("/directory/communities")),
    "community": (AMINA, DESK, _community),
    "learning": (AMINA, DESK, _learn),
    "profile": (AMINA, DESK, _at("/profile")),
    "risk": (LILIANA, DESK, _at("/risk?purpose=retention_planning")),
    "plan": (JIHO, DESK, _plan),
    "lessons": (AMINA, DESK, _at("/lessons")),
    "network": (AMINA, DESK, _at("/network")),
    "admin": (ADMIN, DESK, _at("/admin")),
}


def take(browser: Browser, site: str, names: list[str]) -> None:
    """Write the pictures of these names, or all."""
    for name in names or list(PICTURES):
        email, width, go = PICTURES[name]
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en", color_scheme="light")
        visitor = Visitor(context.new_page(), site, has_script=True).sign_in(email)
        go(visitor)
        visitor.page.screenshot(path=str(FOLDER / f"{name}.png"))
        context.close()
        sys.stdout.write(f"{name}.png\n")


def main() -> None:
    """Serve a demo world of its own, and look at it."""
    with TemporaryDirectory() as folder, a_browser() as browser:
        application = create_app(settings(Path(folder)))
        with application.app_context():
            flask_migrate.upgrade()
            load_world(lambda _: None)
            db.session.commit()
            db.session.remove()
        planned_round(as_jiho(application), list(entries(application).values()), budget=14_000)
        server = make_server("localhost", 0, application, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        take(browser, f"http://localhost:{server.server_port}", sys.argv[1:])
        server.shutdown()


if __name__ == "__main__":
    main()
