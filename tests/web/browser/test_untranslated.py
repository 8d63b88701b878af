"""No page says a word of English where another language is asked for.

A language is made up for it: Arabic, in which each text of the catalogues stands in brackets. Dates, countries and
languages come in Arabic letters. What else has Latin letters was written by people of the demo world, or is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import flask_babel
import pytest
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask
from sqlalchemy import String, select

from app.extensions import db
from app.institutions.models import Institution
from app.topics.models import Topic, TopicLabel
from app.vocabulary import RISK_PURPOSES, time_zones
from app.web import languages
from tests.factories.browser import Browser
from tests.features.demo.entering import entries
from tests.web.browser.planned_round import as_jiho, planned_round
from tests.web.browser.test_every_page import PASSWORD, PEOPLE, WEB, walked
from tests.web.browser.test_rounds import WHO
from tests.web.browser.visitor import DESK, PHONE, Visitor
from tests.web.reading import Reading

QUESTION = "How do counties share water?"
AMINA, LILIANA, JIHO = PEOPLE[:3]
INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
CUT_SHORT = re.compile(r"⟦[^⟦⟧]*…$")
WORD = re.compile(r"[^\W\d_]{2,}")
LATIN = re.compile(r"[A-Za-z]")
CODE = 40  # characters that a code has at most
SAID = ("alt", "title", "aria-label", "placeholder", "summary")
SILENT = ("script", "style", "code")
# Names that are the same everywhere: of the house, of formats, of the browser that asks, of time zones.
SAME = re.compile(r"Sankofa|USD|GraphML|JSON-LD|Werkzeug/[\d.]+|UTC|[A-Z][A-Za-z]+(?:/| ?: )[A-Z][A-Za-z]+|COFOG [^⟦]*")
ZONES = {each.replace("_", " ").replace("/", ": ", 1) for each in time_zones()}
# Tables whose texts the house writes: topics are named by labels, the rest is codes and what plans propose.
OURS = {"topic", "topic_label", "plan_action", "audit_event", "outbox_message", "role_grant"}


class Brackets(NullTranslations):
    """Every text that the catalogues have, in brackets; any other as it is."""

    def __init__(self, known: set[str]):
        super().__init__()
        self.known = known

    def ugettext(self, message: Any) -> str:
        """The text."""
        return f"⟦{message}⟧" if message in self.known else str(message)

    def ungettext(self, singular: Any, plural: Any, number: int) -> str:
        """The text for so many."""
        return self.ugettext(singular if number == 1 else plural)

    gettext, ngettext = ugettext, ungettext


def catalogued() -> set[str]:
    """The texts of the catalogues, in English."""
    with (WEB / "translations" / "fr" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        ids = [each.id for each in read_po(file, "fr") if each.id]
    return {text for each in ids for text in ([each] if isinstance(each, str) else each)}


class Said(HTMLParser):
    """What a page says to people; what it says in another language by name is left out."""

    def __init__(self, page: str):
        super().__init__()
        self.texts: list[str] = []
        self._silent = self._foreign = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        self._silent += tag in SILENT
        self._foreign += _is_foreign(tag, dict(attrs))
        self.texts += [value for name, value in attrs if name in SAID and value]

    def handle_endtag(self, tag: str) -> None:
        """Note where silence ends."""
        self._silent -= tag in SILENT
        self._foreign -= tag in ("button", "b") and self._foreign > 0

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not self._silent and not self._foreign:
            self.texts.append(" ".join(data.split()))


def _is_foreign(tag: str, said: dict[str, str | None]) -> bool:
    """The names of languages, each in its own; words of a question that stand in something that was found."""
    return (tag, "lang" in said) == ("button", True) or (tag, said.get("dir")) == ("b", "auto")


@pytest.fixture
def bracketed(world: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The demo world in the language of brackets."""
    known = Brackets(catalogued())
    monkeypatch.setattr(languages, "LANGUAGES", (*languages.LANGUAGES, "ar"))
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _: known)
    with world.app_context():
        for topic in db.session.scalars(select(Topic)):
            topic.labels = [each for each in topic.labels if each.language != "ar"]
            topic.labels.append(TopicLabel(language="ar", kind="pref", label=f"⟦{topic.name}⟧"))
        db.session.commit()
    return world


def written_by_people(world: Flask) -> list[str]:
    """What people have written, line by line, the longest first; codes are short, and none of it."""
    with world.app_context():
        tables = [each for each in db.metadata.sorted_tables if each.name not in OURS]
        columns = [each for table in tables for each in table.columns if isinstance(each.type, String)]
        long = [each for each in columns if (each.type.length or CODE + 1) > CODE] + [Institution.acronym]
        found = {text for column in long for text in db.session.scalars(select(column).distinct()) if text}
        found |= set(db.session.scalars(select(Topic.definition)))
    lines = {" ".join(line.split()) for text in found for line in (text, *text.splitlines())}
    return sorted((each for each in lines if WORD.search(each)), key=len, reverse=True)


def english_on(page: str, written: list[str]) -> set[str]:
    """What a page says that is neither translated nor written by people."""
    return {text for text in Said(page).texts if LATIN.search(_left_of(text, written))}


def _left_of(text: str, written: list[str]) -> str:
    """A text without what is translated, what people wrote, and names that are the same everywhere."""
    rest = CUT_SHORT.sub("", text if text not in ZONES else "")
    while INNERMOST.search(rest):
        rest = INNERMOST.sub("|", rest)
    rest = SAME.sub("", rest)
    if LATIN.search(rest) and rest.endswith("…") and any(each.startswith(rest.strip("| …")) for each in written):
        return ""
    for each in written:
        if not LATIN.search(rest):
            return ""
        rest = rest.replace(each, "|")
    return rest


def _at_risk(browser: Browser) -> str:
    """Of a post somebody leaves, and what is done about it; where it begins."""
    start = f"/risk?purpose={RISK_PURPOSES[0]}"
    posts = [each for each in Reading(browser.open(start).text).links if each.startswith("/risk/posts/")]
    opening = next(each for each in Reading(browser.open(posts[0]).text).forms if each.action.startswith("/risk/plans"))
    assert browser.open(opening.action, "POST", data=opening.sent).status_code == 303
    return start


def _under_way(world: Flask, browser: Browser, email: str) -> str:
    """Work of its kind: knowledge at risk, a round with its plan, a request; where it begins."""
    if email == LILIANA:
        return _at_risk(browser)
    if email == JIHO:
        planned_round(as_jiho(world), [made for ref, made in entries(world).items() if ref in WHO])
        return "/rounds"
    assert browser.api("POST", "/match-requests", json={"text": QUESTION}).status_code == 201
    return "/learning"


@pytest.mark.parametrize("email", PEOPLE)
def test_no_page_says_a_word_of_english(bracketed: Flask, email: str) -> None:
    browser = Browser(bracketed)
    browser.sign_in(email, PASSWORD)
    start = _under_way(bracketed, browser, email) if email in (AMINA, LILIANA, JIHO) else "/"
    browser.client.set_cookie(languages.COOKIE, "ar", secure=True)
    written, found, count = written_by_people(bracketed), {}, 0
    for path, page in walked(bracketed, browser, start):
        assert '<html lang="ar" dir="rtl">' in page
        count += page.count("⟦")
        if said := english_on(page, written):
            found[path] = said

    assert found == {}, found
    assert count > 500


def test_a_page_of_arabic_begins_at_the_right(visit: Callable[..., Visitor], bracketed: Flask) -> None:
    """Whatever is laid out follows the direction of the language; drawings and addresses stay as they are."""
    for width in (DESK, PHONE):
        visitor = visit("liliana@dane.co.example", width=width)
        cookie = {"name": languages.COOKIE, "value": "ar", "url": visitor.site}
        visitor.page.context.add_cookies([cookie])
        for path in ("/", "/directory", "/learning", "/network", "/profile", "/risk?purpose=succession_planning"):
            visitor.open(path)
            assert visitor.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
            heading = visitor.page.locator("h1").bounding_box()
            main = visitor.page.locator("main").bounding_box()
            assert heading is not None
            assert main is not None
            gaps = heading["x"] - main["x"], main["x"] + main["width"] - heading["x"] - heading["width"]
            assert gaps[1] < 40, f"{path}: the heading begins {gaps[1]} px from the right"
        links = [each.bounding_box() for each in visitor.page.locator("header nav a").all()[:2]]
        assert links[0]["x"] > links[1]["x"] or links[0]["y"] < links[1]["y"]  # type: ignore[index]
    visitor.open("/network")
    assert visitor.page.evaluate("getComputedStyle(document.querySelector('main svg')).direction") == "ltr"
