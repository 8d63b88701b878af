"""Another site has a browser send what its owner did not ask for: it changes nothing."""

from __future__ import annotations

import pytest

from app.policy_table import POLICY
from tests.factories.api import ApiClient
from tests.factories.asked import parts_of
from tests.factories.browser import Browser

TOPIC = {"labels": [{"language": "en", "kind": "pref", "label": "Water"}], "ref": "water"}


@pytest.fixture
def admins(application, make):
    """A browser in which an administrator is signed in."""
    browser = Browser(application)
    browser.cookie, _ = make.session(make.token(None, "admin"))
    return browser


def post(browser, **headers):
    """The answer to a new topic."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.open("/api/v1/topics", "POST", json=TOPIC, headers=named)


def unsafe_operations(application):
    """Every method and endpoint that is neither GET nor HEAD nor OPTIONS."""
    for rule in application.url_map.iter_rules():
        for method in sorted(rule.methods - {"GET", "HEAD", "OPTIONS"}):
            yield method, rule


def test_a_write_with_the_token_of_the_session_is_done(admins):
    assert post(admins, X_CSRF_Token=admins.form_token).status_code == 201


def test_no_write_at_all_is_done_by_a_cookie_alone(application, admins):
    bind = application.url_map.bind("localhost")
    for method, rule in unsafe_operations(application):
        path = bind.build(rule.endpoint, parts_of(rule), method)
        refused = admins.open(path, method, json={} if path.startswith("/api/") else None)
        assert (path, refused.status_code) == (path, 403)
        assert "form is not of your present session" in refused.text
    assert len(list(unsafe_operations(application))) > 20
    assert POLICY


@pytest.mark.parametrize("sent", ["", "0" * 64, "é", "null"])
def test_a_wrong_token_is_as_good_as_none(admins, sent):
    assert post(admins, X_CSRF_Token=sent).status_code == 403


def test_the_token_of_another_session_is_as_good_as_none(application, make, admins):
    other = Browser(application)
    other.cookie, _ = make.session(make.token(None, "admin"))
    assert other.form_token != admins.form_token
    assert post(admins, X_CSRF_Token=other.form_token).status_code == 403


def test_the_token_works_as_a_field_of_a_form_and_not_in_the_address(admins):
    token = admins.form_token
    assert admins.open(f"/sign-out?csrf_token={token}", "POST").status_code == 403
    assert admins.open("/sign-out", "POST", data={"csrf_token": token}).status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_the_browser_says_comes_from_another_site_is_refused_even_with_the_token(admins, site):
    assert post(admins, X_CSRF_Token=admins.form_token, Sec_Fetch_Site=site).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://localhost.evil.example", "https://localhost:8443"]
)
def test_what_another_origin_sends_is_refused_even_with_the_token(admins, origin):
    assert post(admins, X_CSRF_Token=admins.form_token, Origin=origin).status_code == 403


def test_what_our_own_pages_send_is_done(admins):
    sent = {"Sec_Fetch_Site": "same-origin", "Origin": "https://localhost"}
    assert post(admins, X_CSRF_Token=admins.form_token, **sent).status_code == 201


def test_nobody_is_signed_in_by_another_site(browser, account):
    said = {"email": "amina@office.example", "password": "correct horse battery"}
    refused = browser.open("/sign-in", "POST", data=said, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, browser.cookie) == (403, None)


def test_a_bearer_token_needs_no_form_token(application, make):
    client = ApiClient(application, make.token(None, "admin"))
    assert client.post("/topics", TOPIC).status_code == 201


def test_where_both_are_sent_the_bearer_token_counts(admins, make):
    member = make.token(None, "member")
    answer = admins.open("/api/v1/me", headers={"Authorization": f"Bearer {member}"})
    assert [role["role"] for role in answer.json["roles"]] == ["member"]
    assert post(admins, Authorization=f"Bearer {member}").status_code == 403


def test_a_bearer_token_that_is_not_valid_is_refused_whatever_the_cookie(admins):
    sent = {"Authorization": "Bearer x", "X_CSRF_Token": admins.form_token}
    assert post(admins, **sent).status_code == 401


def test_a_search_by_a_page_needs_the_token_too_and_then_answers(admins):
    asked = {"text": "water"}
    assert admins.open("/api/v1/peer-search", "POST", json=asked).status_code == 403
    assert admins.api("POST", "/peer-search", json=asked).status_code == 200
