"""What is done away with and is refused comes back to its own page, where it is told."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.outbox.models import Message
from tests.factories.browser import Browser
from tests.web.reading import Reading

PASSWORD = "correct horse battery"
LOOK = "?purpose=retention_planning"


@pytest.fixture
def home(make):
    home = make.institution()
    make.risk_on(home)
    return home


@pytest.fixture
def manager(application, make, home):
    """A manager at a browser."""
    make.token(make.person(home, email="lili@office.example"), ("manager", home), password=PASSWORD)
    browser = Browser(application)
    browser.sign_in("lili@office.example", PASSWORD)
    return browser


def press(browser, page, ending, **altered):
    """Send the form of that page whose address ends so."""
    form = next(
        each for each in Reading(browser.open(page).text).forms if each.action.partition("?")[0].endswith(ending)
    )
    return lambda: browser.open(form.action, "POST", data={**form.sent, **altered})


def test_a_successor_who_is_gone_already_is_told_beside_the_post(manager, make, home):
    topic = make.topic()
    post = make.position(make.person(home), home, topics=[topic])
    make.successor(post, make.person(home), topic)
    again = press(manager, f"/risk/posts/{post}{LOOK}", "/remove")
    assert again().status_code == 303
    late = again()
    assert (late.status_code, 'role="alert"' in late.text, "Rate the post" in late.text) == (404, True, True)


@pytest.mark.parametrize("ending", ["/remove", "/withdraw"])
def test_what_was_altered_meanwhile_is_not_taken_back_unseen(manager, make, home, ending):
    post = make.position(make.person(home), home, topics=[make.topic()])
    page = f"/risk/posts/{post}/edit"
    if ending == "/withdraw":
        page = f"/risk/departures/{make.departure(make.person(home), declared_by_id=None)}"
    late = press(manager, page + LOOK, ending, etag='"0123"')()
    assert (late.status_code, "Do it all the same" in late.text) == (412, True)
    over = next(each for each in Reading(late.text).forms if "over" in each.sent)
    assert manager.open(over.action, "POST", data=over.sent).status_code == 303


def test_a_letter_that_is_on_its_way_already_is_told_beside_the_others(application, make, home):
    make.token(make.person(home, email="ada@office.example"), ("admin", None), password=PASSWORD)
    browser = Browser(application)
    browser.sign_in("ada@office.example", PASSWORD)
    make.message(make.person(home), state="dead")
    again = press(browser, "/admin/outbox", "/retry")
    with application.app_context():
        db.session.query(Message).update({"state": "sent"})
        db.session.commit()
    late = again()
    assert (late.status_code >= 400, 'role="alert"' in late.text, "Waiting" in late.text) == (True, True, True)
