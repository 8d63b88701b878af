"""What every answer tells the browser, and that no page needs what is forbidden there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app import create_app
from app.extensions import db
from app.headers import HEADERS
from tests.factories.browser import SITE, Browser

WEB = Path(__file__).parents[3] / "app" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
INLINE = re.compile(
    r"""<style\b|<[^>]*\s(style|on[a-z]+)\s*=|<script\b(?![^>]*\bsrc=)|javascript:|<(base|iframe|object|embed)\b""",
    re.I,
)
ANSWERS = {
    "page": ("GET", "/", 200),
    "form": ("GET", "/sign-in", 200),
    "file": ("GET", "/static/style.css", 200),
    "health": ("GET", "/health/live", 200),
    "document": ("GET", "/api/v1/openapi.json", 200),
    "not signed in": ("GET", "/api/v1/me", 401),
    "refused form": ("POST", "/sign-in", 422),
    "no such address": ("GET", "/goats", 404),
    "no such method": ("DELETE", "/", 405),
    "redirect": ("POST", "/sign-out", 303),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_has_every_header_whatever_its_status(application, name):
    method, path, status = ANSWERS[name]
    answer = application.test_client().open(path, method=method, buffered=True)
    assert (answer.status_code, {each: answer.headers.get(each) for each in HEADERS}) == (status, HEADERS)


def test_an_error_of_ours_has_them_too(application, monkeypatch):
    monkeypatch.setitem(application.view_functions, "health.live", lambda: 1 / 0)
    answer = application.test_client().get("/health/live")
    assert (answer.status_code, {each: answer.headers.get(each) for each in HEADERS}) == (500, HEADERS)


def test_the_policy_forbids_all_that_is_inline_or_from_elsewhere():
    policy = dict(each.split(" ", 1) for each in HEADERS["Content-Security-Policy"].split("; "))
    assert set(policy.values()) == {"'none'", "'self'"}
    assert {name: policy[name] for name in ("default-src", "frame-ancestors", "base-uri")} == {
        "default-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert policy["form-action"] == "'self'"


@pytest.mark.parametrize("env", ["dev", "test", "production"])
def test_only_production_asks_for_https_for_ever(application, env):
    settings = replace(application.config["SETTINGS"], env=env, secret_key="k" * 40)
    made = create_app(settings)
    told = made.test_client().get("/health/live").headers.get("Strict-Transport-Security", "")
    with made.app_context():
        db.engine.dispose()
    assert told.startswith("max-age=63072000") is (env == "production")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_script_or_style(template):
    assert INLINE.search(template.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize(
    "planted",
    [
        "<p style='color: red'>",
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<a\n onclick="x()">',
        '<a href="javascript:x()">',
        "<base href='/'>",
    ],
)
def test_what_is_inline_would_be_seen(planted):
    assert INLINE.search(planted)


def test_every_template_is_looked_at():
    assert {"page.html", "home.html", "docs.html", "sign-in.html", "problem.html"} <= {path.name for path in TEMPLATES}


@pytest.fixture
def amina(application, make):
    """A browser in which somebody is signed in."""
    browser = Browser(application)
    browser.cookie, _ = make.session(make.token(make.person()))
    return browser


@pytest.mark.parametrize("path", ["/", "/api/docs", "/api/v1/me/sessions", "/api/v1/people", "/goats"])
def test_nothing_that_somebody_signed_in_was_shown_is_kept(amina, path):
    assert amina.open(path).headers["Cache-Control"] == "no-store"


def test_the_answer_that_signs_in_is_not_kept(application, make):
    answer = Browser(application).open("/sign-in", "POST", data={"email": "x@y.example", "password": "x"})
    assert "no-store" in answer.headers["Cache-Control"] or "Set-Cookie" not in answer.headers


def test_what_has_an_etag_is_asked_for_again_and_not_sent_again(amina, make):
    path = f"/api/v1/topics/{make.topic()}"
    first = amina.open(path)
    again = amina.open(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code) == ("private, no-cache", 304)
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_page_is_not_the_same_for_everybody(application):
    answer = application.test_client().get("/", base_url=SITE)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "Authorization"} <= set(answer.vary)
