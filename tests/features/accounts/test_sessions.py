"""Sessions of the pages: what the cookie is, how long it opens the door, and who may end it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.accounts.models import WebSession
from app.extensions import db, new_id, utc_now
from tests.factories.api import ApiClient
from tests.factories.browser import Browser
from tests.features.accounts.conftest import EMAIL, PASSWORD


def is_in(browser):
    """Whether the API knows who this is."""
    return browser.open("/api/v1/me").status_code == 200


def sessions(application):
    """The rows of all sessions."""
    with application.app_context():
        return list(db.session.scalars(select(WebSession).order_by(WebSession.id)))


def test_who_signs_in_on_the_page_is_known_to_the_api(amina, account):
    assert amina.open("/api/v1/me").json["account_id"] == account


def test_the_cookie_is_for_this_host_only_and_no_script_reads_it(browser, account):
    set_cookie = browser.sign_in(EMAIL, PASSWORD).headers.getlist("Set-Cookie")
    name, *attributes = set_cookie[0].split("; ")
    assert name.startswith("__Host-sankofa=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    assert len(set_cookie) == 1


def test_the_cookie_is_not_what_is_stored(application, amina):
    assert len(amina.cookie) >= 43
    with application.app_context(), db.engine.connect() as connection:
        kept = repr([connection.execute(table.select()).all() for table in db.metadata.sorted_tables])
    assert amina.cookie not in kept
    amina.cookie = sessions(application)[0].secret_hash
    assert not is_in(amina)


def test_a_cookie_that_was_there_before_is_never_the_one_afterwards(browser, account):
    browser.cookie = "planted-by-somebody-else-planted-by-somebody"
    browser.sign_in(EMAIL, PASSWORD)
    assert browser.cookie != "planted-by-somebody-else-planted-by-somebody"
    assert is_in(browser)


def test_who_signs_in_again_gets_a_new_session_and_the_old_one_ends(application, amina):
    old, token = amina.cookie, amina.form_token
    amina.sign_in(EMAIL, PASSWORD, csrf_token=token)
    thief = Browser(application)
    thief.cookie = old
    assert (is_in(amina), is_in(thief), amina.cookie == old) == (True, False, False)


@pytest.mark.parametrize(
    ("times", "is_open"),
    [
        ({"last_seen_at": timedelta(minutes=29)}, True),
        ({"last_seen_at": timedelta(minutes=30, seconds=1)}, False),
        ({"created_at": timedelta(hours=11, minutes=59)}, True),
        ({"created_at": timedelta(hours=12, seconds=1)}, False),
    ],
)
def test_a_session_ends_when_it_is_idle_too_long_or_too_old_however_busy(amina, turn_back, times, is_open):
    turn_back(**{name: utc_now() - ago for name, ago in times.items()})
    assert is_in(amina) is is_open


def test_a_session_that_was_idle_too_long_is_not_revived_by_what_it_asks(amina, turn_back):
    turn_back(last_seen_at=utc_now() - timedelta(minutes=31))
    assert [is_in(amina), is_in(amina)] == [False, False]


def test_reading_keeps_a_session_from_being_idle(application, amina, turn_back):
    turn_back(last_seen_at=utc_now() - timedelta(minutes=29))
    assert is_in(amina)
    assert utc_now() - sessions(application)[0].last_seen_at < timedelta(seconds=20)


def written(application, act):
    """How many statements wrote while this was done."""
    found = []

    def note(_connection, _cursor, statement, *_):
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            found.append(statement)

    with application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found


def test_a_read_writes_nothing_within_a_minute_and_once_after_it(application, amina, turn_back):
    assert written(application, lambda: [is_in(amina) for _ in range(5)]) == []
    turn_back(last_seen_at=utc_now() - timedelta(seconds=61))
    assert len(written(application, lambda: [is_in(amina) for _ in range(5)])) == 1


def test_a_write_in_a_session_that_is_to_be_touched_succeeds(make, application, turn_back):
    place = make.institution()
    browser, token = Browser(application), make.token(make.person(place))
    browser.cookie, _ = make.session(token)
    sent = browser.form_token
    turn_back(last_seen_at=utc_now() - timedelta(minutes=5))
    made = browser.open(
        "/api/v1/lessons", "POST", json={"title": "L", "institution_id": place}, headers={"X-CSRF-Token": sent}
    )
    assert made.status_code == 201


def test_who_signs_out_is_out_and_so_is_who_has_the_cookie(application, amina):
    thief = Browser(application)
    thief.cookie = amina.cookie
    left = amina.open("/sign-out", "POST", data={"csrf_token": amina.form_token})
    assert (left.status_code, left.headers["Location"], amina.cookie) == (303, "/", None)
    assert (is_in(amina), is_in(thief), sessions(application)) == (False, False, [])


def test_who_is_not_signed_in_signs_out_without_a_fuss(browser):
    assert browser.open("/sign-out", "POST").status_code == 303


def test_the_sessions_of_a_closed_account_end_at_once(amina, account, close):
    close(account)
    assert not is_in(amina)


def test_ones_own_sessions_are_listed_without_their_secrets(application, amina):
    phone = Browser(application)
    phone.open("/sign-in", "POST", data={"email": EMAIL, "password": PASSWORD}, headers={"User-Agent": "Phone\tX/1"})
    listed = amina.open("/api/v1/me/sessions")
    assert listed.json["items"][0]["agent"] == "PhoneX/1"
    assert {*listed.json["items"][0]} == {"id", "agent", "created_at", "last_seen_at"}
    assert len(listed.json["items"]) == 2
    assert phone.cookie not in listed.text


def test_a_session_that_is_over_is_not_listed(amina, application, turn_back, make, account):
    turn_back(created_at=utc_now() - timedelta(hours=13))
    amina.client.delete_cookie("__Host-sankofa")
    amina.sign_in(EMAIL, PASSWORD)
    assert len(amina.open("/api/v1/me/sessions").json["items"]) == 1
    assert len(sessions(application)) == 1


def test_one_ends_ones_own_session_elsewhere(application, amina):
    phone = Browser(application)
    phone.sign_in(EMAIL, PASSWORD)
    newest = amina.open("/api/v1/me/sessions").json["items"][0]["id"]
    assert amina.api("DELETE", f"/me/sessions/{newest}").status_code == 204
    assert (is_in(amina), is_in(phone)) == (True, False)


def test_somebody_elses_session_is_as_good_as_none(application, make, amina):
    other = make.token(None, "admin")
    secret, session_id = make.session(other)
    answers = [amina.api("DELETE", f"/me/sessions/{each}") for each in (session_id, new_id())]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].json["detail"] == answers[1].json["detail"]
    theirs = Browser(application)
    theirs.cookie = secret
    assert is_in(theirs)
    assert session_id not in amina.open("/api/v1/me/sessions").text


@pytest.mark.parametrize("junk", ["", " ", "x", "null", "' OR 1=1 --", "é", "x" * 5000, "\x01"])
def test_a_cookie_that_is_none_of_ours_is_as_good_as_none(browser, junk):
    answer = browser.open("/api/v1/me", headers={"Cookie": f"__Host-sankofa={junk}"})
    assert (answer.status_code, browser.open("/", headers={"Cookie": f"__Host-sankofa={junk}"}).status_code) == (
        401,
        200,
    )


def test_a_token_in_the_cookie_and_a_cookie_as_token_open_nothing(application, make, amina, browser):
    assert ApiClient(application, amina.cookie).get("/me").status_code == 401
    other = Browser(application)
    other.cookie = make.token(None, "admin")
    assert not is_in(other)
