"""Signing in: one answer for every reason not to, and nothing a sender can write breaks it."""

import pytest

from app.accounts.service import create_account, find_account
from app.errors import Conflict, Invalid
from app.extensions import db
from app.viewer import Grant
from tests.factories.api import ApiClient
from tests.features.accounts.conftest import EMAIL, PASSWORD


def signing_in(client, email=EMAIL, password=PASSWORD):
    """The answer to signing in."""
    return client.post("/tokens", {"email": email, "password": password})


def test_who_signs_in_gets_a_token_that_says_who_he_is(application, anonymous, account):
    token = signing_in(anonymous).json["token"]
    assert ApiClient(application, token).get("/me").json["account_id"] == account


@pytest.mark.parametrize("email", [EMAIL.upper(), "Amina@Office.Example", f"  {EMAIL} "])
def test_an_address_is_the_same_in_capitals_and_with_blanks_around(anonymous, account, email):
    assert signing_in(anonymous, email).status_code == 201


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong horse battery"),
        ("nobody@office.example", PASSWORD),
        (EMAIL, PASSWORD.upper()),
        (EMAIL, f"{PASSWORD} "),
        (EMAIL, f"{PASSWORD}\0"),
        ("' OR 1=1 --", PASSWORD),
        ("amina@%", PASSWORD),
        ("nobody@office.example", "nobody has this password"),  # what is verified where there is no account
    ],
)
def test_a_wrong_password_and_an_unknown_address_are_answered_with_the_same_bytes(anonymous, account, email, password):
    refused = signing_in(anonymous, email, password)
    assert (refused.status_code, refused.data) == (401, signing_in(anonymous, "x@y.example", "z").data)


def test_a_closed_account_is_refused_with_the_bytes_of_an_unknown_one(anonymous, account, close):
    close(account)
    refused = signing_in(anonymous)
    assert (refused.status_code, refused.data) == (401, signing_in(anonymous, "x@y.example").data)


def test_an_account_without_a_password_is_refused_with_the_bytes_of_an_unknown_one(make, anonymous):
    make.token(make.person(email=EMAIL))
    refused = signing_in(anonymous)
    assert (refused.status_code, refused.data) == (401, signing_in(anonymous, "x@y.example").data)


def test_the_tokens_of_a_closed_account_end_at_once(application, anonymous, account, close):
    client = ApiClient(application, signing_in(anonymous).json["token"])
    close(account)
    assert client.get("/me").status_code == 401


def test_neither_the_password_nor_the_token_is_stored(application, anonymous, account):
    token = signing_in(anonymous).json["token"]
    with application.app_context(), db.engine.connect() as connection:
        tables = [connection.execute(table.select()).all() for table in db.metadata.sorted_tables]
    assert not [secret for secret in (token, PASSWORD) if secret in repr(tables)]


@pytest.mark.parametrize("junk", ["\0", "\x01", "\x1b[31m", "\x7f", "\x85", "\ud800", "a\0b"])
@pytest.mark.parametrize("place", ["{}@office.example", "amina{}", "amina@office.example{}x"])
def test_an_address_with_characters_that_are_no_text_is_refused(anonymous, place, junk):
    refused = signing_in(anonymous, place.format(junk))
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["email"])


@pytest.mark.parametrize("junk", ["\0", "\x01", "\x1b[31m", "\x7f", "\x85", "a\0b", "\N{KEY}" * 50, "é"])
def test_a_password_may_hold_any_character_and_is_only_wrong(anonymous, account, junk):
    assert signing_in(anonymous, password=junk).status_code == 401


@pytest.mark.parametrize("password", ["\ud800", "a\udfffb"])
def test_a_password_that_is_no_unicode_is_refused(anonymous, account, password):
    assert signing_in(anonymous, password=password).status_code == 422


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"email": EMAIL},
        {"password": PASSWORD},
        {"email": "", "password": PASSWORD},
        {"email": EMAIL, "password": ""},
        {"email": EMAIL, "password": "a" * 201},
        {"email": "a" * 255, "password": PASSWORD},
        {"email": None, "password": PASSWORD},
        {"email": [EMAIL], "password": PASSWORD},
        {"email": EMAIL, "password": {"$ne": ""}},
        {"email": EMAIL, "password": PASSWORD, "label": "a" * 81},
        {"email": EMAIL, "password": PASSWORD, "label": "a\0"},
        {"email": EMAIL, "password": PASSWORD, "is_admin": True},
    ],
)
def test_a_sign_in_of_the_wrong_shape_is_refused(anonymous, account, said):
    assert anonymous.post("/tokens", said).status_code == 422


def test_an_address_has_one_account_whatever_its_case(app):
    create_account(EMAIL, PASSWORD, [])
    with pytest.raises(Conflict):
        create_account(EMAIL.upper(), PASSWORD, [])


def test_an_account_is_tied_to_the_person_with_its_address(make, app):
    person = make.person(email=EMAIL)
    assert create_account(EMAIL.title(), PASSWORD, []).person_id == person


@pytest.mark.parametrize(("password", "role"), [("short", "member"), (PASSWORD, "emperor")])
def test_a_short_password_and_an_unknown_role_make_no_account(app, password, role):
    with pytest.raises(Invalid):
        create_account(EMAIL, password, [Grant(role)])
    db.session.rollback()
    assert find_account(EMAIL) is None
