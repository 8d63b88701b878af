"""The sign-in page: what it asks, what it says when it went wrong, and where it leads."""

from __future__ import annotations

import re

import pytest

from app.web.addresses import local_path
from tests.factories.browser import Browser

EMAIL, PASSWORD = "amina@office.example", "correct horse battery"
ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/a\\..\\..",
    "/x\r\nSet-Cookie: a=b",
    "/é",
    "",
]


@pytest.fixture
def browser(application, make):
    """A browser; Amina has an account."""
    make.token(make.person(email=EMAIL), "member", password=PASSWORD)
    return Browser(application)


def test_every_field_has_a_label_and_says_what_it_is_for(browser):
    page = browser.open("/sign-in").text
    fields = re.findall(r"<input (?!type=\"hidden\")[^>]*>", page)
    assert [re.search(r'autocomplete="([^"]*)"', each)[1] for each in fields] == ["username", "current-password"]
    assert all(f'for="{re.search(r"id=.([a-z]+)", each)[1]}"' in page for each in fields)
    assert '<form class="narrow" method="post" action="/sign-in">' in page
    assert "<button>Sign in</button>" in page


def test_who_went_wrong_is_told_so_and_keeps_the_address_but_not_the_password(browser):
    refused = browser.sign_in(EMAIL, "a wrong password")
    assert (refused.status_code, refused.mimetype) == (401, "text/html")
    assert 'role="alert">This e-mail and password do not belong together.' in refused.text
    assert f'value="{EMAIL}" aria-describedby="wrong"' in refused.text
    assert "a wrong password" not in refused.text


def test_what_was_typed_comes_back_as_text_only(browser):
    refused = browser.sign_in('"><script>alert(1)</script>', "x", next='"><b>')
    assert "<script" not in refused.text
    assert "&#34;&gt;&lt;script&gt;" in refused.text
    assert "<b>" not in refused.text


@pytest.mark.parametrize(
    ("email", "password"), [("", PASSWORD), (EMAIL, ""), ("a\0b", "x"), ("a" * 255, "x"), (EMAIL, "x" * 201)]
)
def test_what_can_be_no_address_or_password_is_told(browser, email, password):
    refused = browser.sign_in(email, password)
    assert (refused.status_code, "Type your e-mail and your password." in refused.text) == (422, True)


def test_the_same_is_said_of_a_known_and_an_unknown_address(browser):
    known, unknown = (browser.sign_in(email, "wrong").text.replace(email, "") for email in (EMAIL, "no@x.example"))
    assert known == unknown


def test_the_front_page_shows_who_is_signed_in_and_how_to_leave(browser):
    assert ">Sign in</a>" in browser.open("/").text
    assert browser.sign_in(EMAIL, PASSWORD).headers["Location"] == "/"
    page = browser.open("/").text
    assert f"<span>{EMAIL}</span>" in page
    assert '<button class="quiet">Sign out</button>' in page
    assert ">Sign in</a>" not in page


def test_it_leads_on_to_where_one_wanted_to_go(browser):
    page = browser.open("/sign-in?next=/api/docs%23people").text
    assert 'name="next" value="/api/docs#people"' in page
    assert browser.sign_in(EMAIL, PASSWORD, next="/api/docs#people").headers["Location"] == "/api/docs#people"


@pytest.mark.parametrize("said", ELSEWHERE)
def test_it_leads_nowhere_else(browser, said):
    assert browser.sign_in(EMAIL, PASSWORD, next=said).headers["Location"] == "/"
    assert local_path(said) == "/"


@pytest.mark.parametrize("said", ["/", "/people", "/people?q=a&b=%20c#x", "/a//b", "/a:b@c"])
def test_paths_of_ours_are_kept(said):
    assert local_path(said) == said


def test_a_form_of_an_old_session_is_explained_on_a_page(browser):
    browser.sign_in(EMAIL, PASSWORD)
    refused = browser.open("/sign-out", "POST", data={"csrf_token": "old"})
    assert (refused.status_code, refused.mimetype) == (403, "text/html")
    assert "Load the page again" in refused.text
