"""Somebody at a browser who looks closely: at every page he comes to, all that must hold for every page is checked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from app.demo.load import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--disable-dev-shm-usage"),
)
WEIGHT, REQUESTS = 150_000, 12  # bytes transferred and requests, of a page that was never loaded before
PHONE, DESK = 360, 1280  # CSS pixels


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person at a page; `look` after each step, or go by `open`, `press`, `follow`, which do."""

    page: Page
    site: str
    has_script: bool
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    copy: Page | None = None

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", lambda each: self.requests.append(each))  # noqa: PLW0108 - it marks its listeners

    def _hear(self, message: ConsoleMessage) -> None:
        # A refusal is a page here, and the browser notes its status; whatever else it says is a fault of ours.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def sign_in(self, email: str) -> Visitor:
        """Sign in as somebody of the demo world, by the form."""
        self.page.goto(f"{self.site}/sign-in")
        self.page.fill("#email", email)
        self.page.fill("#password", PASSWORD)
        self.press("main button")
        return self

    def open(self, path: str) -> Visitor:
        """Go to an address."""
        self.page.goto(self.site + path)
        return self.look()

    def press(self, selector: str) -> Visitor:
        """Press what leads to another page, and look at it."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("load")
        return self.look()

    def follow(self, name: str) -> Visitor:
        """Follow the first link or button of that name, and look at where it leads."""
        link = self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first
        link.click()
        self.page.wait_for_load_state("load")
        return self.look()

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("body")

    def look(self) -> Visitor:
        """All that must hold for every page in every state: axe, its width, its words to the browser, whom it asks."""
        where = f"{urlsplit(self.page.url).path} at {self.page.viewport_size}"
        assert self.complaints == [], where
        strangers = {each.url for each in self.requests if not each.url.startswith((self.site, "data:", "blob:"))}
        assert strangers == set(), where
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{where} is {wide} px wider than the screen"
        found = violations(self._scripted())
        assert found == [], f"{where}: {found}"
        return self

    def _scripted(self) -> Page:
        """The page where axe can run: without scripts a page has no timers, so a copy stands in for it."""
        if self.has_script:
            return self.page
        content, url = self.page.content(), self.page.url
        if self.copy is None:
            browser = self.page.context.browser
            assert browser is not None
            self.copy = browser.new_context(viewport=self.page.viewport_size).new_page()
        self.copy.unroute_all()
        self.copy.route(url, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
        self.copy.goto(url)
        return self.copy

    def leave(self) -> None:
        """Close all windows."""
        self.page.context.close()
        if self.copy is not None:
            self.copy.context.close()


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is, each with where and why."""
    page.evaluate(AXE + "; 0")
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]


def first_load(browser: Browser, site: str, path: str, cookies: list[Any]) -> tuple[int, int]:
    """Bytes transferred and requests of a page that this browser never loaded before."""
    context = browser.new_context(base_url=site)
    context.add_cookies(cookies)
    page = context.new_page()
    weights: list[int] = []
    page.on("requestfinished", lambda each: weights.append(_weight(each)))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(weights), len(weights)


def _weight(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def is_in_ci() -> bool:
    """Whether the tests run for CI, where a browser must be there."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")
