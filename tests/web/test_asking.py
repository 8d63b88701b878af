"""A page asks operations as whoever looks at it: their rights, their keys and ETags, their audit log."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.errors import NotFound
from app.extensions import db
from app.match_requests.models import MatchRequest
from app.web.asking import ask
from tests.factories.browser import Browser
from tests.factories.round_rows import a_need, a_round

EMAIL, PASSWORD = "amina@office.example", "correct horse battery"
PROBLEM = "Warnings of drought reach farmers too late"


@pytest.fixture
def amina(make):
    """Somebody of the directory, with an account."""
    person = make.person(email=EMAIL)
    make.token(person, "member", password=PASSWORD)
    return person


@pytest.fixture
def browser(application, amina):
    """Amina at a browser."""
    browser = Browser(application)
    browser.sign_in(EMAIL, PASSWORD)
    return browser


def send(browser, path, **fields):
    return browser.open(path, "POST", data={"csrf_token": browser.form_token, **fields})


def hidden(page, name):
    """What a hidden field of the page holds."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1].replace("&#34;", '"')


def test_who_is_not_signed_in_is_asked_to_and_comes_back(application):
    answer = Browser(application).open("/learning?month=2026-11")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/learning?month%3D2026-11")


def test_what_an_operation_refuses_its_page_refuses(browser):
    for path in ("/admin", "/admin/accounts", "/learning/coordination"):
        refused = browser.open(path)
        assert (refused.status_code, refused.mimetype) == (403, "text/html"), path
        assert 'role="alert"' in refused.text


def test_a_form_of_no_page_of_ours_does_nothing(browser):
    refused = browser.open("/peers", "POST", data={"text": PROBLEM, "csrf_token": "0" * 64})
    assert (refused.status_code, refused.mimetype) == (403, "text/html")


def test_a_token_of_the_api_opens_no_page(application, make):
    token = make.token(make.person(), "member")
    answer = application.test_client().get("/learning", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 303


def test_an_invitation_sent_twice_is_one_request_and_one_offer(browser, application, make):
    peer = make.person(make.institution(), hours_per_month=8, ring_open="international")
    fields = {
        "text": PROBLEM,
        "ring": "international",
        "hours_per_month": "2",
        "person": peer,
        "peer_id": peer,
        "key": "k" * 22,
    }
    answers = [send(browser, "/invite/send", **fields) for _ in range(2)]
    assert {each.status_code for each in answers} == {303}
    assert len({each.headers["Location"] for each in answers}) == 1
    with application.app_context():
        assert len(list(db.session.scalars(select(MatchRequest.id)))) == 1


def test_what_a_page_writes_is_in_the_audit_log_as_the_operation_that_it_asked(browser, events, amina):
    etag = hidden(browser.open("/profile/about").text, "etag")
    saved = send(browser, "/profile/about", about="I count rain.", about_visibility="network", etag=etag)
    assert (saved.status_code, saved.headers["Location"]) == (303, "/profile?done=saved")
    newest = events()[-1]
    assert (newest.doing, newest.purpose, newest.person_id) == ("people.update_person", "directory", amina)


def test_what_somebody_else_altered_meanwhile_is_not_overwritten(browser):
    etag = hidden(browser.open("/profile/about").text, "etag")
    assert send(browser, "/profile/about", about="First.", about_visibility="network", etag=etag).status_code == 303
    late = send(browser, "/profile/about", about="Second.", about_visibility="network", etag=etag)
    assert (late.status_code, 'role="alert"' in late.text, "Second." in late.text) == (412, True, True)
    again = send(browser, "/profile/about", about="Second.", about_visibility="network", etag=hidden(late.text, "etag"))
    assert again.status_code == 412  # pressed once more it still is: first one has to look
    assert "First." in browser.open("/profile").text


@pytest.mark.parametrize("part", ["rounds", "needs"])
def test_a_stale_form_of_a_round_stays_stale(application, make, part):
    planner = make.person(email="ji@office.example")
    make.token(planner, ("network_coordinator", None), password=PASSWORD)
    browser, found = Browser(application), a_round(make)
    browser.sign_in("ji@office.example", PASSWORD)
    page = (
        f"/rounds/{found}/edit" if part == "rounds" else f"/rounds/{found}/needs/{a_need(make, found, make.person())}"
    )
    etag = hidden(browser.open(page).text, "etag")
    late = send(
        browser, page, title="Later", hours_per_month="3", etag=etag.replace(etag[3], "0" if etag[3] != "0" else "1")
    )
    assert late.status_code in (412, 422)
    assert hidden(late.text, "etag") != etag


@pytest.mark.parametrize("odd", ["../../me/export?", "x", "../me", "%2e%2e/me"])
def test_what_is_no_id_leads_to_no_other_operation(browser, odd):
    """An institution comes from the address of the page, and werkzeug would put it into a path as it is."""
    answer = browser.open("/risk/settings", query_string={"institution": odd})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    refused = browser.open(
        "/risk/settings",
        "POST",
        query_string={"institution": odd},
        data={"csrf_token": browser.form_token, "agreement": "x"},
    )
    assert refused.status_code == 404


def test_the_path_of_an_operation_takes_ids_only(application):
    with application.test_request_context("/"), pytest.raises(NotFound):
        ask("people.get_person", person_id="../me")
