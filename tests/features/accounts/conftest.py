"""An account with a password, and a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import Account, WebSession
from app.accounts.service import create_account
from app.extensions import db
from app.viewer import Grant
from tests.factories.browser import Browser

EMAIL, PASSWORD = "amina@office.example", "correct horse battery"


@pytest.fixture
def account(application: Flask) -> str:
    """The id of an account with a password."""
    with application.app_context():
        made = create_account(EMAIL, PASSWORD, [Grant("member")]).id
        db.session.commit()
    return made


@pytest.fixture
def close(application: Flask) -> Callable[[str], None]:
    """A function that closes an account."""

    def end(account_id: str) -> None:
        with application.app_context():
            db.session.get_one(Account, account_id).is_active = False
            db.session.commit()

    return end


@pytest.fixture
def browser(application: Flask) -> Browser:
    """A browser that nobody signed in with."""
    return Browser(application)


@pytest.fixture
def amina(browser: Browser, account: str) -> Browser:
    """A browser that Amina signed in with."""
    assert browser.sign_in(EMAIL, PASSWORD).status_code == 303
    return browser


@pytest.fixture
def turn_back(application: Flask) -> Callable[..., None]:
    """A function that sets times of all sessions."""

    def turn(**times: object) -> None:
        with application.app_context():
            db.session.execute(update(WebSession).values(**times))
            db.session.commit()

    return turn
