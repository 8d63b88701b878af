"""Passwords: long, of any characters, not easily guessed; verified once whoever asks; changed by their owner."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords
from app.accounts.models import Account
from app.accounts.service import create_account
from app.errors import Invalid
from app.extensions import db
from tests.factories.api import ApiClient
from tests.factories.browser import Browser
from tests.features.accounts.conftest import EMAIL, PASSWORD

NEW = "a violet ladder in rain"


def hashed(password: str, *context: str) -> str:
    return passwords.hashed(password, context)


def token_of(application, email=EMAIL, password=PASSWORD):
    return ApiClient(application).post("/tokens", {"email": email, "password": password}).json.get("token")


@pytest.mark.parametrize("password", ["drum river", "kq7#Zp0!vR2$xW", "é" * 5 + "ladder"])
def test_a_password_of_fewer_than_15_characters_is_refused_however_mixed(password):
    assert len(password) < 15
    with pytest.raises(Invalid, match="15 characters"):
        hashed(password)


@pytest.mark.parametrize(
    "password",
    [
        "drum river ladder",
        "DRUMRIVERLADDERS",
        "482910573846201",
        "kucha ya mlima mrefu",
        "ኢትዮጵያ ውሃ ልማት ቢሮ",
        "drum river ladder " * 4,
        "drum river ladder " * 11,
        "🥁🪜🌧🐪🧵🪔🧭🪵🪨🌾🫘🍵🐝🪁🧶",
    ],
)
def test_a_long_password_of_any_characters_is_taken_whole(password):
    kept = hashed(password)
    assert passwords.verify(kept, password)
    assert not passwords.verify(kept, password[:-1])
    assert kept.startswith("$argon2id$")


@pytest.mark.parametrize(
    "password",
    ["passwordpassword", "123456789012345", "qwertyuiopasdfghjkl", "aaaaaaaaaaaaaaaaaaaa", "iloveyouiloveyou1"],
)
def test_a_password_that_is_guessed_first_is_refused(password):
    with pytest.raises(Invalid, match="first to be guessed"):
        hashed(password)


@pytest.mark.parametrize(
    "password",
    [
        "wanjikungugi@devolution.example",
        "Wanjikungugi-2026",
        "Njeri Wanjikungugi",
        "sankofasankofa1",
        "devolution-devolution",
    ],
)
def test_a_password_made_of_ones_own_address_or_name_or_of_our_name_is_refused(password):
    with pytest.raises(Invalid, match="first to be guessed"):
        hashed(password, "wanjikungugi@devolution.example", "Njeri Wanjikungugi")


def test_the_name_of_a_person_in_the_directory_makes_no_password_of_his(make, app):
    make.person(email=EMAIL, name="Wolimbwa Otshudiema")
    with pytest.raises(Invalid):
        create_account(EMAIL, "Wolimbwa Otshudiema", [])
    assert create_account("other@office.example", "Wolimbwa Otshudiema", []).password_hash


def test_a_letter_with_its_accent_apart_is_the_same_letter():
    assert passwords.verify(hashed("école rivière tambour"), "e\u0301cole rivie\u0300re tambour")


def test_a_password_is_verified_once_whoever_asks(application, anonymous, account, close, monkeypatch):
    verified = []
    real = passwords._hasher

    class Counting:
        def verify(self, kept, password):
            verified.append(kept)
            return real.verify(kept, password)

        check_needs_rehash = real.check_needs_rehash

    monkeypatch.setattr(passwords, "_hasher", Counting())
    with application.app_context():
        create_account("no-password@office.example", None, [])
        db.session.commit()
    asked = [(EMAIL, PASSWORD), (EMAIL, "wrong"), ("nobody@x.example", "x"), ("no-password@office.example", "x")]
    counts = []
    for email, password in [*asked, (EMAIL, PASSWORD)]:
        if len(counts) == len(asked):
            close(account)
        anonymous.post("/tokens", {"email": email, "password": password})
        counts.append(len(verified))
    assert counts == [1, 2, 3, 4, 5]
    settings = {tuple(kept.split("$")[1:4]) for kept in verified}
    assert len(settings) == 1


def test_a_hash_of_other_parameters_is_made_anew_when_its_owner_signs_in(application, account):
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with application.app_context():
        db.session.get_one(Account, account).password_hash = weak
        db.session.commit()
    assert token_of(application, password="wrong") is None
    assert token_of(application)
    with application.app_context():
        kept = db.session.get_one(Account, account).password_hash
    assert kept != weak
    assert not passwords._hasher.check_needs_rehash(kept)
    assert token_of(application)


def test_who_changes_the_password_signs_in_with_the_new_one_only(application, account):
    client = ApiClient(application, token_of(application))
    assert client.post("/me/password", {"old": PASSWORD, "new": NEW}).status_code == 204
    assert token_of(application) is None
    assert token_of(application, password=NEW)


def test_a_new_password_ends_all_that_is_signed_in_but_what_changed_it(application, amina):
    other, phone = ApiClient(application, token_of(application)), Browser(application)
    phone.sign_in(EMAIL, PASSWORD)
    changing = ApiClient(application, token_of(application))

    assert changing.post("/me/password", {"old": PASSWORD, "new": NEW}).status_code == 204

    statuses = [each.get("/me").status_code for each in (changing, other)]
    assert [*statuses, *(each.open("/api/v1/me").status_code for each in (amina, phone))] == [200, 401, 401, 401]


def test_a_password_that_is_changed_on_a_page_keeps_that_session_and_ends_the_tokens(application, amina):
    token = ApiClient(application, token_of(application))
    assert amina.api("POST", "/me/password", json={"old": PASSWORD, "new": NEW}).status_code == 204
    assert (amina.open("/api/v1/me").status_code, token.get("/me").status_code) == (200, 401)


def test_somebody_elses_sessions_and_tokens_go_on(application, make, amina):
    theirs = ApiClient(application, make.token(None, "member"))
    amina.api("POST", "/me/password", json={"old": PASSWORD, "new": NEW})
    assert theirs.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"old": "wrong", "new": NEW}, "old"),
        ({"old": PASSWORD, "new": "passwordpassword"}, "password"),
        ({"old": PASSWORD, "new": EMAIL}, "password"),
        ({"old": PASSWORD, "new": "short"}, "new"),
        ({"new": NEW}, "old"),
        ({"old": PASSWORD, "new": NEW, "email": EMAIL}, "email"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(application, account, said, field):
    client = ApiClient(application, token_of(application))
    refused = client.post("/me/password", said)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert token_of(application)
    assert client.get("/me").status_code == 200


def test_an_account_without_a_password_is_not_given_one_by_a_guess(sign_in):
    assert sign_in(None, "member").post("/me/password", {"old": "x", "new": NEW}).status_code == 422


def test_two_hashes_of_one_password_differ():
    assert hashed(PASSWORD) != hashed(PASSWORD)
