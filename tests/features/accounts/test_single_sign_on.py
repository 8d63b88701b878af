"""Single sign-on, the whole way against a real provider: who comes in, as whom, in which roles, and who does not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select

from app import create_app
from app.accounts.identities import add_rule, remove_rule, tie
from app.accounts.models import Account, Identity
from app.extensions import db
from app.viewer import Grant
from tests.factories.browser import Browser
from tests.features.accounts.conftest import EMAIL
from tests.features.accounts.provider import running

CLIENT = "sankofa-of-kenya"
SUBJECT = "248289761001"
OTHER = "https://other.example"


@pytest.fixture(scope="module")
def served():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(served):
    """The provider, honest again, and with nothing noted."""
    served.forge = None
    served.token_requests.clear()
    return served


@pytest.fixture
def connected(application, provider):
    """An application on the same database that sends people to the provider."""
    settings = replace(
        application.config["SETTINGS"], oidc_issuer=provider.address, oidc_client_id=CLIENT, oidc_client_secret="s"
    )
    made = create_app(settings)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(connected):
    return Browser(connected)


@pytest.fixture
def tied(connected, account, provider):
    """The id of Amina's account, tied to the subject."""
    with connected.app_context():
        for issuer in (provider.address, OTHER):  # who comes from elsewhere is known too: only the token is not ours
            tie(db.session.get_one(Account, account), issuer, SUBJECT)
        db.session.commit()
    return account


def knows(provider, subject=SUBJECT, **claims):
    """Tell the provider about somebody."""
    requests.put(f"{provider.address}/users/{subject}", json={"email": "x@y.example", **claims}, timeout=10)


def agree(browser, provider, subject=SUBJECT, following="/"):
    """Go to the provider and say yes there: the address that it sends the browser back to."""
    leaving = browser.open(f"/sign-in/single?next={following}")
    assert leaving.status_code == 302
    assert leaving.headers["Location"].startswith(provider.address)
    back = requests.post(leaving.headers["Location"], data={"sub": subject}, allow_redirects=False, timeout=10)
    return back.headers["Location"].removeprefix("https://localhost")


def enter(browser, provider, **said):
    return browser.open(agree(browser, provider, **said))


def me(browser):
    answer = browser.open("/api/v1/me")
    return answer.json if answer.status_code == 200 else None


def mapped(connected, *rules):
    with connected.app_context():
        for claim, value, role, place in rules:
            add_rule(claim, value, Grant(role, place))
        db.session.commit()


def roles(browser):
    return sorted((each["role"], each["institution_id"]) for each in me(browser)["roles"])


def is_refused(browser, answer):
    assert (answer.status_code, answer.mimetype) == (401, "text/html")
    assert "__Host-sankofa=" not in str(answer.headers.getlist("Set-Cookie"))
    return me(browser) is None


def test_who_is_tied_to_an_account_comes_in_as_that(browser, provider, tied):
    knows(provider)
    entered = enter(browser, provider, following="/api/docs")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/api/docs")
    assert me(browser)["account_id"] == tied


def test_the_code_is_bound_to_this_browser_by_state_nonce_and_pkce(browser, provider, tied):
    knows(provider)
    leaving = browser.open("/sign-in/single").headers["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leaving).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    back = requests.post(leaving, data={"sub": SUBJECT}, allow_redirects=False, timeout=10).headers["Location"]
    assert browser.open(back.removeprefix("https://localhost")).status_code == 303
    verifier = provider.token_requests[0]["code_verifier"]
    digest = hashlib.sha256(verifier.encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]


def test_the_browser_keeps_what_it_must_remember_in_a_cookie_for_this_host_only(browser):
    kept = browser.open("/sign-in/single").headers["Set-Cookie"]
    assert kept.startswith("__Host-sankofa-sso=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(kept.split("; "))


@pytest.mark.parametrize("state", ["", "x", None])
def test_a_wrong_state_brings_nobody_in_and_asks_for_no_token(browser, provider, tied, state):
    knows(provider)
    code = parse_qs(urlsplit(agree(browser, provider)).query)["code"][0]
    query = f"?code={code}" + ("" if state is None else f"&state={state}")
    assert is_refused(browser, browser.open(f"/sign-in/single/back{query}"))
    assert provider.token_requests == []


def test_the_answer_to_somebody_elses_browser_brings_nobody_in(connected, browser, provider, tied):
    knows(provider)
    back = agree(browser, provider)
    victim = Browser(connected)
    victim.open("/sign-in/single")
    assert is_refused(victim, victim.open(back))


def test_an_answer_that_was_used_brings_nobody_in_again(connected, browser, provider, tied):
    knows(provider)
    back = agree(browser, provider)
    kept = browser.client.get_cookie("__Host-sankofa-sso").value
    assert browser.open(back).status_code == 303
    again = Browser(connected)
    assert is_refused(again, again.open(back))
    again.client.set_cookie("__Host-sankofa-sso", kept, secure=True)  # even with the cookie of then: the code is used
    assert is_refused(again, again.open(back))


FORGERIES = {
    "nonce": lambda sign, claims: sign({**claims, "nonce": "another"}),
    "no nonce": lambda sign, claims: sign({name: each for name, each in claims.items() if name != "nonce"}),
    "issuer": lambda sign, claims: sign({**claims, "iss": OTHER}),
    "audience": lambda sign, claims: sign({**claims, "aud": "another"}),
    "audience, though issued to us": lambda sign, claims: sign({**claims, "aud": "another", "azp": CLIENT}),
    "over": lambda sign, claims: sign({**claims, "exp": claims["iat"] - 3600}),
    "no subject": lambda sign, claims: sign({name: each for name, each in claims.items() if name != "sub"}),
    "subject": lambda sign, claims: sign({**claims, "sub": ""}),
    "changed after signing": lambda sign, claims: _with_claims(sign({**claims, "sub": "other"}), claims),
    "not signed": lambda _, claims: f"{_part({'alg': 'none'})}.{_part(claims)}.",
    "nothing like a token": lambda *_: "abc",
}


def _with_claims(token, claims):
    head, _, signature = token.split(".")
    return f"{head}.{_part(claims)}.{signature}"


def _part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_that_is_not_about_this_sign_in_brings_nobody_in(browser, provider, tied, forgery):
    knows(provider)
    provider.forge = lambda claims: FORGERIES[forgery](provider.sign, claims)
    assert is_refused(browser, enter(browser, provider))
    assert len(provider.token_requests) == 1


def test_a_token_signed_with_the_public_key_as_if_it_were_a_secret_brings_nobody_in(browser, provider, tied):
    knows(provider)

    def forge(claims):
        signed = f"{_part({'alg': 'HS256', 'kid': 'ours'})}.{_part(claims)}"
        digest = hmac.digest(provider.key.as_pem(private=False), signed.encode(), "sha256")
        return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"

    provider.forge = forge
    assert is_refused(browser, enter(browser, provider))


def test_a_token_signed_anew_with_the_same_claims_brings_one_in(browser, provider, tied):
    knows(provider)
    provider.forge = provider.sign
    assert enter(browser, provider).status_code == 303


def test_who_says_no_there_is_not_in(browser, provider, tied):
    leaving = browser.open("/sign-in/single").headers["Location"]
    back = requests.post(leaving, data={"action": "deny"}, allow_redirects=False, timeout=10).headers["Location"]
    assert is_refused(browser, browser.open(back.removeprefix("https://localhost")))


def test_an_unknown_subject_is_refused_and_gets_no_account(connected, browser, provider, tied):
    knows(provider, "somebody-new", email="new@office.example")
    assert is_refused(browser, enter(browser, provider, subject="somebody-new"))
    with connected.app_context():
        assert len(db.session.scalars(select(Account)).all()) == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(connected, browser, provider, account):
    with connected.app_context():
        tie(db.session.get_one(Account, account), OTHER, SUBJECT)
        db.session.commit()
    knows(provider)
    assert is_refused(browser, enter(browser, provider))


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), f" {EMAIL}"])
def test_an_address_that_the_provider_tells_takes_over_no_account(connected, browser, provider, account, email):
    mapped(connected, ("groups", "staff", "member", None))
    knows(provider, email=email, email_verified=True, groups=["staff"])
    assert is_refused(browser, enter(browser, provider))
    with connected.app_context():
        assert db.session.scalars(select(Identity)).all() == []


def test_an_address_that_the_provider_tells_ties_to_nobody_in_the_directory(connected, browser, provider, make):
    make.person(email="new@office.example")
    mapped(connected, ("groups", "staff", "member", None))
    knows(provider, email="new@office.example", groups=["staff"])
    assert enter(browser, provider).status_code == 303
    assert me(browser)["person_id"] is None


def test_a_closed_account_stays_closed(browser, provider, tied, close):
    knows(provider)
    close(tied)
    assert is_refused(browser, enter(browser, provider))


def test_somebody_new_gets_an_account_with_just_the_roles_that_his_claims_give(connected, browser, provider, make):
    place = make.institution()
    mapped(
        connected,
        ("groups", "staff", "member", place),
        ("groups", "leads", "coordinator", place),
        ("groups", "root", "admin", None),
        ("department", "ICT", "manager", place),
    )
    knows(provider, email="new@office.example", groups=["staff", "leads", "chess"], department="ICT")
    enter(browser, provider)
    assert roles(browser) == [("coordinator", place), ("manager", place), ("member", place)]


@pytest.mark.parametrize(
    "claims", [{}, {"groups": "staffing"}, {"groups": ["Staff"]}, {"other": ["staff"]}, {"groups": None}]
)
def test_a_claim_gives_a_role_only_by_its_exact_name_and_value(connected, browser, provider, claims):
    mapped(connected, ("groups", "staff", "member", None))
    knows(provider, email="new@office.example", **claims)
    assert is_refused(browser, enter(browser, provider))


@pytest.mark.parametrize("said", [{"email": ""}, {"email": None}, {"email": "n@x.example", "email_verified": False}])
def test_nobody_new_gets_an_account_without_an_address_of_his_own(connected, browser, provider, said):
    mapped(connected, ("groups", "staff", "member", None))
    knows(provider, groups=["staff"], **said)
    assert is_refused(browser, enter(browser, provider))


def test_a_role_goes_with_the_claim_at_the_next_sign_in_and_others_stay(connected, browser, provider, tied, make):
    place = make.institution()
    mapped(connected, ("groups", "leads", "coordinator", place), ("groups", "root", "admin", None))
    knows(provider, groups=["leads", "root"])
    enter(browser, provider)
    assert roles(browser) == [("admin", None), ("coordinator", place), ("member", None)]
    knows(provider, groups=["leads"])
    browser.client.delete_cookie("__Host-sankofa")
    enter(browser, provider)
    assert roles(browser) == [("coordinator", place), ("member", None)]
    with connected.app_context():
        remove_rule("groups", "leads", Grant("coordinator", place))
        db.session.commit()
    enter(browser, provider)
    assert roles(browser) == [("member", None)]


def test_a_role_that_an_administrator_gave_does_not_go_with_a_claim(connected, browser, provider, tied):
    mapped(connected, ("groups", "staff", "member", None))
    knows(provider, groups=["staff"])
    enter(browser, provider)
    knows(provider, groups=[])
    enter(browser, provider)
    assert roles(browser) == [("member", None)]


def test_coming_back_is_limited(application, provider):
    made = create_app(
        replace(application.config["SETTINGS"], limit_client=2, oidc_issuer="http://x", oidc_client_id="c")
    )
    browser = Browser(made)
    answers = [browser.open("/sign-in/single/back?code=x&state=y") for _ in range(3)]
    with made.app_context():
        db.engine.dispose()
    assert [each.status_code for each in answers] == [401, 401, 429]
    assert "Retry-After" in answers[2].headers


def test_a_provider_that_does_not_answer_is_told_as_such(application):
    made = create_app(replace(application.config["SETTINGS"], oidc_issuer="http://localhost:1", oidc_client_id=CLIENT))
    answer = Browser(made).open("/sign-in/single")
    with made.app_context():
        db.engine.dispose()
    assert (answer.status_code, "does not answer" in answer.text) == (503, True)


def test_without_a_provider_nothing_is_offered(application):
    browser = Browser(application)
    statuses = [browser.open(f"/sign-in/single{each}").status_code for each in ("", "/back", "/back?code=x&state=y")]
    assert statuses == [404, 404, 404]
    assert "/sign-in/single" not in browser.open("/sign-in").text


def test_where_one_wants_to_go_is_on_this_server(browser, provider, tied):
    knows(provider)
    assert enter(browser, provider, following="//evil.example").headers["Location"] == "/"
