"""Every page that somebody comes to by following links: for each role, at a desk by light and on a phone by dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

import app.web
from tests.factories.asked import NOBODYS, parts_of
from tests.factories.browser import Browser
from tests.web.browser.visitor import DESK, PHONE, REQUESTS, WEIGHT, Visitor, first_load
from tests.web.reading import Form, Reading

PEOPLE = ("amina@devolution.ke.example", "liliana@dane.co.example", "jiho@kdi.kr.example", "admin@kdi.kr.example")
WEB = Path(app.web.__file__).parent
EACH = 2  # pages looked at of each kind
PASSWORD = "sankofa-demo-2026"
# Payloads that each break out of another place: text, attributes of either quote, addresses, templates, comments.
PAYLOADS = (
    "<script>xss()</script>",
    '"><img src=x onerror=xss()>',
    "' onmouseover='xss()' x='",
    "</textarea></title><svg/onload=xss()>",
    "javascript:xss()",
    "{{ 7 * 7 }}${7*7}<!--",
    "<a href=javascript:xss()>x</a>",
    "--><iframe srcdoc='<script>xss()</script>'>",
)

ASKED = re.compile(r"""args(?:\.get\(|\[)"(\w+)\"""")  # what pages read of their address
ODD = ("", "x", "-1", "0", "0001-01", "9999-12", "9" * 30, "../../me/export?", "a\0b", "é'\"<", NOBODYS, "2027-03-01")


def kind_of(world: Flask, path: str) -> str | None:
    """The endpoint of a page that people work with."""
    adapter = world.url_map.bind("localhost")
    endpoint = str(adapter.match(urlsplit(path).path, method="GET")[0])
    return endpoint if endpoint.startswith("pages.") else None


def pages_of(world: Flask, email: str) -> list[str]:
    """The addresses that somebody comes to from the front page by links, a few of each kind."""
    browser = Browser(world)
    browser.sign_in(email, PASSWORD)
    return [path for path, _ in walked(world, browser)]


def walked(world: Flask, browser: Browser, *starts: str) -> Iterator[tuple[str, str]]:
    """The same with what stands on each page, as somebody who is signed in looks at it; also from other pages on."""
    waiting, counts = [*starts, "/"], dict[str, int]()
    seen = set(waiting)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(world, path)
        if kind is None or counts.get(kind, 0) >= EACH:
            continue
        answer = browser.open(path)
        if answer.mimetype != "text/html":
            continue
        counts[kind] = counts.get(kind, 0) + 1
        yield path, answer.text
        fresh = [each for each in Reading(answer.text).links if each not in seen]
        seen.update(fresh)
        waiting += fresh


@pytest.mark.parametrize("email", PEOPLE)
def test_every_page_is_whole_light_and_within_everybodys_reach(visit, site, world, browser, email):
    looks = {DESK: "light", PHONE: "dark"}
    visitors: list[Visitor] = [visit(email, width=width, color_scheme=looks[width]) for width in looks]
    found = pages_of(world, email)
    assert len(found) >= 6
    cookies = visitors[0].page.context.cookies()
    heavy = {}
    for path in found:
        for visitor in visitors:
            visitor.open(path)
        weight, requests = first_load(browser, site, path, cookies)
        if weight > WEIGHT or requests > REQUESTS:
            heavy[path] = (weight, requests)
    assert heavy == {}


@pytest.mark.parametrize("email", PEOPLE)
def test_what_is_typed_into_any_field_stays_text_and_stays(world, email):
    browser = Browser(world)
    browser.sign_in(email, PASSWORD)
    tried, refused = 0, 0
    for path in pages_of(world, email):
        for form in Reading(browser.open(path).text).forms:
            for shift in range(len(PAYLOADS) if form.texts else 0):
                typed = {name: PAYLOADS[(shift + place) % len(PAYLOADS)] for place, name in enumerate(form.texts)}
                said = {**form.sent, **typed} | ({"key": f"{tried}"} if "key" in form.sent else {})
                answer = browser.open(form.action or path, form.method.upper(), **_sent(form.method, said))
                told = f"{path}: {form.action} said {answer.status_code} to {typed}"
                assert answer.status_code < 500, told
                assert Reading(answer.text).dangers == [], told
                if answer.status_code == 422:  # what was typed is still there, and the page says what is wrong
                    assert _kept(answer.text, form) == typed, told
                    assert Reading(answer.text).alerts, told
                    refused += 1
                tried += 1
    assert tried > 0
    for path in pages_of(world, email):  # what was kept is shown as text, too
        assert Reading(browser.open(path).text).dangers == [], path


@pytest.mark.parametrize("email", PEOPLE)
def test_no_address_breaks_a_page(world, email):
    browser = Browser(world)
    browser.sign_in(email, PASSWORD)
    names = {name for path in WEB.rglob("*.py") for name in ASKED.findall(path.read_text(encoding="utf-8"))}
    assert names >= {"month", "page", "institution", "seen_by"}
    for path in pages_of(world, email):
        for odd in ODD:
            answer = browser.open(path.partition("?")[0], query_string=dict.fromkeys(names, odd))
            assert answer.status_code < 500, (path, odd)


@pytest.mark.parametrize("email", PEOPLE)
def test_a_form_that_says_nothing_breaks_no_page(world, email):
    """As a program sends it: the fields are not there at all. First where there is nothing, then to every form."""
    browser = Browser(world)
    browser.sign_in(email, PASSWORD)
    bind = world.url_map.bind("localhost")
    rules = [each for each in world.url_map.iter_rules() if each.endpoint.startswith("pages.")]
    paths = [bind.build(each.endpoint, parts_of(each), "POST") for each in rules if "POST" in each.methods]
    assert len(paths) > 40
    for path in pages_of(world, email):
        paths += [form.action for form in Reading(browser.open(path).text).forms if form.method == "post"]
    for path in dict.fromkeys(each for each in paths if each and not each.startswith("/sign-out")):
        answer = browser.open(path, "POST", data={"csrf_token": browser.form_token})
        assert answer.status_code < 500, path


def _kept(page: str, form: Form) -> dict[str, str]:
    """What stands in the fields of that form on the page that came back."""
    same = [each for each in Reading(page).forms if each.texts.keys() == form.texts.keys()]
    return {name: text.strip() for name, text in same[0].texts.items()} if same else {}


def _sent(method: str, said: dict[str, str]) -> dict[str, dict[str, str]]:
    return {"query_string": said} if method.lower() == "get" else {"data": said}


def test_the_parser_sees_what_would_run():
    for payload in PAYLOADS[:4]:
        assert Reading(f"<p title='{payload}'>{payload}</p>").dangers, payload
