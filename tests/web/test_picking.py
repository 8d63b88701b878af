"""Whom to choose from more than a hundred: a part of the name is typed, then chosen; without scripts."""

from __future__ import annotations

import re

import pytest

from tests.factories.browser import Browser
from tests.web.reading import Reading

EMAIL, PASSWORD = "amina@office.example", "correct horse battery"
MANY = 130


@pytest.fixture
def home(make):
    """Where Amina works, with a great many colleagues."""
    home = make.institution()
    for number in range(MANY):
        make.person(home, name=f"Colleague {number:03}", position="Clerk")
    return home


@pytest.fixture
def amina(make, home, application):
    """Amina at a browser, with a lesson of hers."""
    person = make.person(home, name="Amina", email=EMAIL)
    make.token(person, "member", password=PASSWORD)
    browser = Browser(application)
    browser.sign_in(EMAIL, PASSWORD)
    browser.step = f"/lessons/{make.lesson(person, step='captured')}/step"
    return browser


def offered(page, field):
    """The names in a list to choose from."""
    found = re.search(rf'<select id="{field}".*?</select>', page, re.S)
    return re.findall(r">([^<]+)</option>", found[0]) if found else None


def send(browser, **said):
    form = next(each for each in Reading(browser.open(browser.step).text).forms if "step" in each.sent)
    return browser.open(browser.step, "POST", data={**form.sent, "look_for": [], **said})


def test_where_there_are_too_many_to_list_the_page_asks_for_a_part_of_the_name(amina):
    page = amina.open(amina.step).text
    assert "Part of the name" in page
    assert len(offered(page, "validated_by_id")) == 1 + 99  # nobody yet, and the first hundred but for the author
    assert "Colleague 129 (Clerk)" not in page


def test_looking_brings_them_and_keeps_what_was_typed_and_saves_nothing(amina):
    looked = send(amina, step="validated", validated_on="2026-11-02", validated_by_id_like="129", look_for="x")
    assert looked.status_code == 200
    assert offered(looked.text, "validated_by_id") == ["nobody yet", "Colleague 129 (Clerk)"]
    assert ('value="2026-11-02"' in looked.text, 'role="alert"' in looked.text) == (True, False)
    assert '<option value="validated" selected>' in looked.text
    assert "not yet" in amina.open(amina.step.removesuffix("/step")).text
    found = re.search(r'<option value="([^"]+)">Colleague 129', looked.text)[1]
    saved = send(amina, step="validated", validated_on="2026-11-02", validated_by_id=found)
    assert saved.status_code == 303
    assert "Colleague 129" in amina.open(amina.step.removesuffix("/step")).text
    assert "Colleague 129" in offered(amina.open(amina.step).text, "validated_by_id")  # stays among them


@pytest.mark.parametrize("odd", ["nobody at all", "a\0b", "%", "x" * 300])
def test_a_name_that_nobody_has_is_told(amina, odd):
    looked = send(amina, validated_by_id_like=odd, look_for="validated_by_id")
    assert (looked.status_code, "Nobody has such a name." in looked.text) == (200, True)


def test_where_there_are_few_it_is_a_plain_list(application, make):
    person = make.person(make.institution(), email=EMAIL)
    make.token(person, "member", password=PASSWORD)
    browser = Browser(application)
    browser.sign_in(EMAIL, PASSWORD)
    page = browser.open(f"/lessons/{make.lesson(person, step='captured')}/step").text
    assert "Part of the name" not in page
